import { type ParseError, parse } from 'jsonc-parser'
import type { Problem } from '../../core/problem.ts'
import { isMembers } from '../members.ts'
import { createPlaces } from '../policy/places.ts'
import { scanJson } from '../policy/scan.ts'
import { syntaxError } from '../policy/syntax.ts'
import { type Place, problem } from '../problems.ts'
import { createLocator } from '../text/lines.ts'

/** A parameter as somebody wrote it, and where. */
export interface WrittenParameter {
  key: string
  value: unknown
  /** Its text as it stands in the file, where it is no text for YAML. */
  written?: string | null
  place: Place
}

const form = 'Write a list like [{ "ParameterKey": "Name", "ParameterValue": "value" }].'

/** The parameters of CloudFormation's own file format; or the first thing that is wrong with the file, at its place. */
export function readParameterFile(text: string, file: string): WrittenParameter[] | Problem {
  const locate = createLocator(text)
  const wrong = (offset: number, message: string, hint = form) =>
    problem('wrong-parameter-file', { file, ...locate(offset) }, message, hint)
  const { tooDeep } = scanJson(text)
  if (tooDeep !== null) return wrong(tooDeep, 'the file is nested more deeply than parameters can be')
  const errors: ParseError[] = []
  const value: unknown = parse(text, errors, { disallowComments: true, allowTrailingComma: false })
  if (errors.length > 0 || text.trim() === '') {
    const { offset, says, hint } = syntaxError(text)
    return wrong(offset, `not valid JSON: ${says}`, text.trim() === '' ? form : hint)
  }
  if (!Array.isArray(value)) return wrong(0, 'the file is not a list of parameters')
  const places = createPlaces(text)
  const parameters: WrittenParameter[] = []
  for (const [at, one] of value.entries()) {
    const { ParameterKey: key, ParameterValue } = isMembers(one) ? one : {}
    if (typeof key !== 'string' || key === '') return wrong(places([at]), `entry ${at + 1} has no ParameterKey`)
    if (ParameterValue === undefined) return wrong(places([at]), `entry ${at + 1} has no ParameterValue`)
    parameters.push({ key, value: ParameterValue, place: { file, ...locate(places([at, 'ParameterValue'])) } })
  }
  return parameters
}
