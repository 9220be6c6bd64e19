// AWS JSON 1.1 (smithy.io, "AWS JSON 1.1 protocol"): POST /, the operation in X-Amz-Target, errors with __type.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './body.ts'
import { callerOf } from './caller.ts'
import { isObject, type Wire } from './checks.ts'
import { cleanUp } from './cleaning.ts'
import { beginsEmpty } from './empty-pages.ts'
import { Refusal, refuse } from './errors.ts'
import type { Operation } from './operation.ts'
import { type Answer, perform } from './perform.ts'
import { ORGANIZATIONS, SERVICES, type Service } from './service.ts'
import type { State } from './state.ts'

const CONTENT_TYPE = 'application/x-amz-json-1.1'
const LARGEST_BODY = 1024 * 1024
const PROXY = '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>\n'

interface Spoken {
  service: Service
  name: string
  operation: Operation
}

function operationOf({ emptyPages }: State, { headers }: IncomingMessage): Spoken {
  const target = isJson11(headers['content-type']) ? String(headers['x-amz-target'] ?? '') : ''
  const prefixOf = ({ targets }: Service) => targets.find((prefix) => target.startsWith(prefix))
  const service = SERVICES.find(prefixOf) ?? ORGANIZATIONS
  const prefix = prefixOf(service)
  const name = prefix === undefined ? '' : target.slice(prefix.length)
  const operation =
    service.operations.get(name) ??
    refuse(
      'UnknownOperationException',
      `The emulator does not know ${name.slice(0, 64) || 'an operation without a name'}.`,
    )
  return { service, name, operation: emptyPages ? beginsEmpty(name, operation) : operation }
}

const isJson11 = (contentType: string | undefined): boolean => contentType?.split(';')[0]?.trim() === CONTENT_TYPE

function parse(body: Buffer): Wire {
  try {
    const input: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
    if (isObject(input)) return input
  } catch {
    // Both kinds of malformed body are refused below.
  }
  return refuse('SerializationException', 'The request body is not a JSON object.')
}

async function answer(state: State, request: IncomingMessage, requestId: string): Promise<Answer> {
  cleanUp(state)
  const spoken = operationOf(state, request)
  const body = await readBody(request, LARGEST_BODY)
  if (body === undefined)
    throw new Refusal('RequestEntityTooLargeException', { message: 'The request body exceeds 1 MB.', status: 413 })
  return perform(state, { ...spoken, input: parse(body), caller: callerOf(request, state.world.home), requestId })
}

/** Answers one call; refusals and breakages alike come back as the service's errors. */
export async function serveOperation(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const { output, refusal, dropped, cut, proxy } = await answer(state, request, requestId).catch(failure)
  if (dropped) {
    request.socket.destroy()
    return
  }
  const status = refusal?.status ?? 200
  const body = JSON.stringify(refusal === undefined ? (output ?? {}) : errorBody(refusal))
  if (proxy) send(response, 502, 'text/html', PROXY)
  else if (cut) sendHalf(response, status, body)
  else send(response, status, CONTENT_TYPE, body)
}

function send(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'content-type': type })
  response.end(body)
}

/** All is announced, and half of it comes. */
function sendHalf(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': CONTENT_TYPE, 'content-length': Buffer.byteLength(body) })
  response.write(body.slice(0, body.length / 2), () => response.destroy())
}

function failure(error: unknown): Answer {
  if (error instanceof Refusal) return { refusal: error }
  return { refusal: new Refusal('ServiceException', { message: `The emulator broke: ${String(error)}` }) }
}

const errorBody = ({ name, message, reason }: Refusal): Wire => ({ __type: name, Message: message, Reason: reason })
