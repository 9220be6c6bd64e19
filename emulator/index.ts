// An AWS Organizations emulator on loopback: the service's wire protocol, its quotas and refusals, and the events that
// CloudTrail would bring. It shares no code with what it tests.
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sendJson, serveControl } from './control.ts'
import type { DeliveryOptions } from './delivery.ts'
import type { OrganizationDocument } from './document.ts'
import type { Fault } from './fault.ts'
import { createFaults, type FaultOptions } from './faults.ts'
import { serveOperation } from './protocol.ts'
import { type Sleep, timeout } from './sleep.ts'
import { type Call, createState, type State } from './state.ts'
import { createThrottle } from './throttle.ts'

export type { DeliveryOptions } from './delivery.ts'
export type { OrganizationDocument } from './document.ts'
export type { Fault } from './fault.ts'
export { FAULT_KINDS, type FaultKind, type FaultOptions } from './faults.ts'
export type { Sleep } from './sleep.ts'
export type { Call } from './state.ts'

export interface EmulatorOptions {
  /** The calling account as long as there is no organization document; 123456789012 by default. */
  account?: string
  organization?: OrganizationDocument
  /** 0, the default, takes any free port. */
  port?: number
  /** `aws` applies AWS's documented rates; without it nothing is throttled. */
  throttle?: 'aws'
  /** Begins every list with an empty page that has a token, as AWS may. */
  emptyPages?: boolean
  /** Milliseconds, as of Date.now. */
  now?: () => number
  /** Waits on the clock of `now`: setTimeout by default. */
  sleep?: Sleep
  /** Milliseconds by which reads (List*, Describe*) are behind; writes are checked against the present. 0 by default. */
  staleReads?: number
  /** How events get to their bus: at once and all of them, by default. */
  delivery?: DeliveryOptions
  /** What goes wrong by chance, where `fault` says nothing. */
  faults?: FaultOptions
  fault?: (call: Call) => Fault | undefined | Promise<Fault | undefined>
}

export interface Emulator {
  url: string
  port: number
  close(): Promise<void>
}

const ADDRESS = '127.0.0.1'
const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i

async function serve(state: State, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const requestId = randomUUID()
  response.setHeader('x-amzn-RequestId', requestId)
  // A foreign name that resolves to loopback (DNS rebinding) would let a web page in.
  if (!LOOPBACK.test(request.headers.host ?? ''))
    return sendJson(response, 403, { message: 'Only a loopback Host (127.0.0.1, localhost, [::1]) is served.' })
  const route = `${request.method} ${request.url?.split('?')[0]}`
  return route === 'POST /'
    ? serveOperation(state, request, response, requestId)
    : serveControl(state, route, request, response)
}

/** Starts an emulator; rejects with node's error where the port is taken, with one sentence where the document is wrong. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const state = createState({
    home: options.account ?? '123456789012',
    document: options.organization,
    now: options.now ?? Date.now,
    emptyPages: options.emptyPages ?? false,
    throttle: options.throttle === undefined ? undefined : createThrottle(),
    staleReads: options.staleReads ?? 0,
    sleep: options.sleep ?? timeout,
    delivery: options.delivery ?? {},
    faults: options.faults && createFaults(options.faults),
    fault: options.fault ?? (() => undefined),
  })
  const server = createServer((request, response) => {
    // What fails here is a connection that broke: there is nobody left to tell.
    serve(state, request, response).catch(() => response.destroy())
  })
  // Clients that do not retry must not meet a kept-alive connection at the moment in which it is closed.
  server.keepAliveTimeout = 0
  server.listen(options.port ?? 0, ADDRESS)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${ADDRESS}:${port}`,
    port,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        for (const follower of state.bus.followers.keys()) follower.end()
        server.closeAllConnections()
      }),
  }
}
