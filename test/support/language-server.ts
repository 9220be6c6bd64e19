import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

interface Message {
  id?: number
  method?: string
  // biome-ignore lint/suspicious/noExplicitAny: what a server says has the shape of its method
  params?: any
  // biome-ignore lint/suspicious/noExplicitAny: see above
  result?: any
}

export interface Diagnostic {
  message: string
  range: { start: { line: number; character: number } }
}

/** The yaml-language-server as an editor starts it in a folder, with the settings of that editor's workspace. */
export async function startLanguageServer(folder: string, settings: Record<string, unknown>) {
  const bin = createRequire(__filename).resolve('yaml-language-server/bin/yaml-language-server')
  const server = spawn(process.execPath, [bin, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const answers = new Map<number, (result: unknown) => void>()
  const published = new Map<string, (diagnostics: Diagnostic[]) => void>()
  let asked = 0

  const send = (message: Message) => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message })
    server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`)
  }
  const ask = (method: string, params: object) => {
    asked += 1
    send({ id: asked, method, params })
    // biome-ignore lint/suspicious/noExplicitAny: see above
    return new Promise<any>((answer) => answers.set(asked, answer))
  }
  const hear = ({ id, method, params, result }: Message) => {
    if (method === 'textDocument/publishDiagnostics') published.get(params.uri)?.(params.diagnostics)
    if (id === undefined) return
    if (method === undefined) answers.get(id)?.(result)
    else send({ id, result: method === 'workspace/configuration' ? params.items.map(sectionOf) : null })
  }
  /** `yaml` of { "yaml.schemas": … } is { schemas: … }. */
  const sectionOf = ({ section }: { section: string }) =>
    Object.fromEntries(
      Object.entries(settings).flatMap(([key, value]) =>
        key.startsWith(`${section}.`) ? [[key.slice(section.length + 1), value]] : [],
      ),
    )

  let heard = Buffer.alloc(0)
  server.stdout.on('data', (bytes: Buffer) => {
    heard = Buffer.concat([heard, bytes])
    for (;;) {
      const end = heard.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/.exec(heard.toString('latin1', 0, end))?.[1])
      if (end === -1 || heard.length < end + 4 + length) return
      const text = heard.toString('utf8', end + 4, end + 4 + length)
      heard = heard.subarray(end + 4 + length)
      hear(JSON.parse(text))
    }
  })

  const uri = pathToFileURL(folder).href
  await ask('initialize', {
    processId: process.pid,
    rootUri: uri,
    workspaceFolders: [{ uri, name: 'folder' }],
    capabilities: {
      workspace: { configuration: true, workspaceFolders: true },
      textDocument: {
        completion: { completionItem: { snippetSupport: true, documentationFormat: ['markdown'] } },
        hover: { contentFormat: ['markdown'] },
        publishDiagnostics: {},
      },
    },
  })
  send({ method: 'initialized', params: {} })

  /** Opens a file as if it had this text; ¦ is where the cursor stands. */
  return {
    async open(file: string, written: string) {
      const before = written.split('¦')[0]?.split('\n') ?? []
      const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 }
      const uri = pathToFileURL(`${folder}/${file}`).href
      const textDocument = { uri, languageId: 'yaml', version: 1, text: written.replace('¦', '') }
      const diagnostics = await new Promise<Diagnostic[]>((tell) => {
        published.set(uri, tell)
        send({ method: 'textDocument/didOpen', params: { textDocument } })
      })
      const here = { textDocument: { uri }, position }
      return {
        diagnostics,
        async completions(): Promise<{ label: string; documentation?: string | { value: string } }[]> {
          return (await ask('textDocument/completion', here)).items
        },
        async hover(): Promise<string> {
          return (await ask('textDocument/hover', here))?.contents.value ?? ''
        },
      }
    },
    async stop() {
      await ask('shutdown', {})
      const ended = new Promise((end) => server.on('close', end))
      send({ method: 'exit' })
      await ended
    },
  }
}
