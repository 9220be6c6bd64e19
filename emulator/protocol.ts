// AWS JSON 1.1 (smithy.io, "AWS JSON 1.1 protocol"): POST /, the operation in X-Amz-Target, errors with __type.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { readBody } from './body.ts'
import { callerOf } from './caller.ts'
import { isObject, type Wire } from './checks.ts'
import { cleanUp } from './cleaning.ts'
import { beginsEmpty } from './empty-pages.ts'
import { Refusal, refuse } from './errors.ts'
import type { Operation } from './operation.ts'
import { OPERATIONS } from './operations/index.ts'
import { type Answer, perform } from './perform.ts'
import type { State } from './state.ts'

const CONTENT_TYPE = 'application/x-amz-json-1.1'
const SERVICE = 'AWSOrganizationsV20161128.'
const LARGEST_BODY = 1024 * 1024

function operationOf({ emptyPages }: State, { headers }: IncomingMessage): { name: string; operation: Operation } {
  const target = headers['x-amz-target']
  const spoken = typeof target === 'string' && target.startsWith(SERVICE) && isJson11(headers['content-type'])
  const name = spoken ? target.slice(SERVICE.length) : ''
  const operation = OPERATIONS.get(name) ?? refuse('UnknownOperationException')
  return { name, operation: emptyPages ? beginsEmpty(name, operation) : operation }
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
  const { name, operation } = operationOf(state, request)
  const body = await readBody(request, LARGEST_BODY)
  if (body === undefined)
    throw new Refusal('RequestEntityTooLargeException', { message: 'The request body exceeds 1 MB.', status: 413 })
  return perform(state, { name, operation, input: parse(body), caller: callerOf(request, state.world.home), requestId })
}

/** Answers one call; refusals and breakages alike come back as the service's errors. */
export async function serveOperation(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
): Promise<void> {
  const { output, refusal, dropped } = await answer(state, request, requestId).catch(failure)
  if (dropped) {
    request.socket.destroy()
    return
  }
  response.writeHead(refusal?.status ?? 200, { 'content-type': CONTENT_TYPE })
  response.end(JSON.stringify(refusal === undefined ? (output ?? {}) : errorBody(refusal)))
}

function failure(error: unknown): Answer {
  if (error instanceof Refusal) return { refusal: error }
  return { refusal: new Refusal('ServiceException', { message: `The emulator broke: ${String(error)}` }) }
}

const errorBody = ({ name, message, reason }: Refusal): Wire => ({ __type: name, Message: message, Reason: reason })
