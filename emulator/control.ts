// The emulator's own endpoints below /_holdfast/: plain JSON, for tests and for `holdfast up`.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './body.ts'
import { follow, hold, logged } from './bus.ts'
import { playControlTower } from './control-tower.ts'
import { setDelivery } from './delivery.ts'
import { readDelivery } from './delivery-body.ts'
import { createFaults } from './faults.ts'
import { readFaults } from './faults-body.ts'
import { Mistake, mistake } from './mistake.ts'
import { ACCOUNT_ID } from './patterns.ts'
import { setStaleness } from './stale.ts'
import { reset, type State } from './state.ts'
import { organizationOf } from './world.ts'

/** An organization of 10,000 accounts is a few megabytes. */
const LARGEST_BODY = 64 * 1024 * 1024

const NDJSON = { 'content-type': 'application/x-ndjson' }

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(`${JSON.stringify(value)}\n`)
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, LARGEST_BODY)
  if (body === undefined) throw mistake('The request body exceeds 64 MB.')
  if (body.toString().trim() === '') return undefined
  try {
    return JSON.parse(body.toString())
  } catch (error) {
    throw mistake(`The request body is not JSON: ${(error as Error).message}`)
  }
}

type Endpoint = (state: State, request: IncomingMessage, response: ServerResponse) => void | Promise<void>

const postReset: Endpoint = async (state, request, response) => {
  const document = await bodyOf(request)
  try {
    reset(state, document)
  } catch (error) {
    throw mistake((error as Error).message)
  }
  const { home } = state.world
  sendJson(response, 200, { account: home, organization: organizationOf(state.world, home)?.id ?? null })
}

const getCalls: Endpoint = ({ calls }, _request, response) => sendJson(response, 200, Object.fromEntries(calls))

const getThrottled: Endpoint = ({ throttle }, _request, response) =>
  sendJson(response, 200, Object.fromEntries(throttle?.refused ?? []))

const deleteCalls: Endpoint = ({ calls }, _request, response) => {
  calls.clear()
  sendJson(response, 200, {})
}

/** `?follow` begins with the next event; without it the answer is the log. `?account=ID` takes that account's bus alone. */
const getEvents: Endpoint = ({ bus }, request, response) => {
  const query = new URLSearchParams(request.url?.split('?')[1])
  const account = query.get('account') ?? undefined
  if (account !== undefined && !ACCOUNT_ID.test(account))
    throw mistake('account must be an account id of twelve digits.')
  response.writeHead(200, NDJSON)
  if (!query.has('follow')) {
    response.end(logged(bus, account).join(''))
    return
  }
  response.flushHeaders()
  follow(bus, response, account)
}

/** Every event that was published is delivered, lost or waiting, and so is every second one of those that were duplicated. */
const getDelivery: Endpoint = ({ bus, transit }, _request, response) => {
  const { options, published, duplicated } = transit
  const { holding, delivered, lost, held } = bus
  const waiting = transit.waiting.length + held.length
  sendJson(response, 200, { hold: holding, options, published, duplicated, delivered, lost, waiting })
}

/** What the body does not speak of stays, a hold or all the others. */
const postDelivery: Endpoint = async (state, request, response) => {
  const { hold: holding, options } = readDelivery(await bodyOf(request))
  if (options !== undefined) setDelivery(state.transit, options)
  if (holding !== undefined) hold(state.bus, holding)
  return getDelivery(state, request, response)
}

const getFaults: Endpoint = ({ past, faults }, _request, response) =>
  sendJson(response, 200, {
    stale_reads: past?.staleness ?? 0,
    faults: faults?.options ?? null,
    struck: Object.fromEntries(faults?.struck ?? []),
  })

/** What the body does not speak of stays. */
const postFaults: Endpoint = async (state, request, response) => {
  const { staleReads, faults } = readFaults(await bodyOf(request))
  if (staleReads !== undefined) setStaleness(state, staleReads, state.now())
  if (faults !== undefined) state.faults = createFaults(faults)
  return getFaults(state, request, response)
}

/** Nothing goes wrong any more, and reads are fresh. */
const deleteFaults: Endpoint = (state, request, response) => {
  state.faults = undefined
  setStaleness(state, 0, state.now())
  return getFaults(state, request, response)
}

const postControlTower: Endpoint = async (state, request, response) =>
  sendJson(response, 200, playControlTower(state, await bodyOf(request)))

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map([
  ['POST /_holdfast/reset', postReset],
  ['GET /_holdfast/calls', getCalls],
  ['DELETE /_holdfast/calls', deleteCalls],
  ['GET /_holdfast/throttled', getThrottled],
  ['GET /_holdfast/events', getEvents],
  ['GET /_holdfast/delivery', getDelivery],
  ['POST /_holdfast/delivery', postDelivery],
  ['GET /_holdfast/faults', getFaults],
  ['POST /_holdfast/faults', postFaults],
  ['DELETE /_holdfast/faults', deleteFaults],
  ['POST /_holdfast/control-tower', postControlTower],
])

/** Serves `METHOD /path`; a request that a browser page sent is refused, so that no web site can drive the emulator. */
export async function serveControl(
  state: State,
  route: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const endpoint = ENDPOINTS.get(route)
  if (request.headers.origin !== undefined)
    return sendJson(response, 403, { message: 'Requests of web pages (with an Origin header) are not served.' })
  if (endpoint === undefined) return sendJson(response, 404, { message: `There is no ${route}.` })
  try {
    await endpoint(state, request, response)
  } catch (error) {
    sendJson(response, error instanceof Mistake ? 400 : 500, {
      message: error instanceof Error ? error.message : String(error),
    })
  }
}
