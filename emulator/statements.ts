// The statements that AWS takes in SCPs and RCPs: Organizations User Guide, "SCP syntax" (2026-06-23) and "RCP syntax".
// Whether actions and resources exist is not looked at, nor are Conditions.
import { isObject, type Wire } from './wire.ts'

const isOneOf = (statement: Wire, one: string, other: string): boolean =>
  (statement[one] === undefined) !== (statement[other] === undefined)

const isSound = (statement: Wire): boolean =>
  (statement.Effect === 'Allow' || statement.Effect === 'Deny') &&
  isOneOf(statement, 'Action', 'NotAction') &&
  isOneOf(statement, 'Resource', 'NotResource') &&
  statement.NotPrincipal === undefined

/** An SCP binds the principals of the account, and names none. */
export const isScpStatement = (statement: unknown): boolean =>
  isObject(statement) && isSound(statement) && statement.Principal === undefined

/** An RCP only denies, to everybody, actions of services that it names. */
export const isRcpStatement = (statement: unknown): boolean =>
  isObject(statement) &&
  isSound(statement) &&
  statement.Effect === 'Deny' &&
  statement.Principal === '*' &&
  statement.NotAction === undefined &&
  [statement.Action].flat().every((action) => typeof action === 'string' && action.includes(':'))
