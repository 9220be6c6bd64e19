import { CfnParameter, type Stack } from 'aws-cdk-lib'
import type { ParameterPart, StackSet } from '../core/deployment.ts'
import { sha256 } from '../core/digest.ts'

/** Values of parameters in one stack. */
export interface Values {
  of(stackSet: StackSet): { key: string; value: string }[]
  /** From now on an SSM parameter is what this deployment makes it, not what it was before. */
  export(name: string, value: string): void
}

/**
 * SSM parameters become parameters of the stack, so that CloudFormation reads them anew with each deployment; those that a
 * stack set above exports are wired through, because CloudFormation reads before it begins.
 */
export function createValues(stack: Stack): Values {
  const known = new Map<string, string>()

  function read(name: string): string {
    const value =
      known.get(name) ??
      new CfnParameter(stack, `Ssm${sha256(name).slice(0, 8)}`, {
        type: 'AWS::SSM::Parameter::Value<String>',
        default: name,
        description: `SSM parameter ${name}`,
      }).valueAsString
    known.set(name, value)
    return value
  }

  const textOf = (part: ParameterPart): string => ('ssm' in part ? read(part.ssm) : part.text)

  return {
    of: ({ parameters }) => parameters.map(({ key, parts }) => ({ key, value: parts.map(textOf).join(',') })),
    export: (name, value) => void known.set(name, value),
  }
}
