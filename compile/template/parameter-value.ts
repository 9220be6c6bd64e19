import type { ParameterPart } from '../../core/deployment.ts'
import { quote } from '../text/quote.ts'

/** Why a value cannot be deployed as it is written, with the way out. */
export interface ValueFault {
  code: 'unsupported-helper' | 'wrong-parameter' | 'wrong-form'
  says: string
  hint: string
}

/** What CfCT makes itself, and what makes it better. */
const made: { form: RegExp; hint: string }[] = [
  {
    form: /^alfred_genkeypair/,
    hint: 'Make the key pair in the template: AWS::EC2::KeyPair keeps the private key in SSM.',
  },
  {
    form: /^alfred_genpass_/,
    hint: 'Make the secret in the template (AWS::SecretsManager::Secret with GenerateSecretString), and refer to it there: {{resolve:secretsmanager:…}}.',
  },
  {
    form: /^alfred_genaz_/,
    hint: 'Choose zones in the template (Fn::GetAZs), or write their names: CfCT chose at random, in one account for all.',
  },
]

const readable = /^[\w./-]{1,1011}(:\d+)?$/

/** The parts of a parameter's value; a list stands with commas between its items, as CfCT sends it. */
export function toParts(value: unknown, written: string | null): ParameterPart[] | ValueFault {
  if (Array.isArray(value)) {
    const parts: ParameterPart[] = []
    for (const item of value) {
      const found = Array.isArray(item) ? nested : toParts(item, null)
      if ('says' in found) return found
      parts.push(...found)
    }
    return parts
  }
  if (value === null || value === undefined) return [{ text: '' }]
  if (typeof value === 'object') return nested
  const text = typeof value === 'string' ? value : (written ?? String(value))
  // only what has a helper is looked at item by item: other text stays as it is
  if (!text.includes('$[')) return [{ text }]
  const parts = text.split(',').map((item) => toPart(item.trim()))
  return parts.find(isFault) ?? parts.flatMap((part) => (isFault(part) ? [] : [part]))
}

const isFault = (part: ParameterPart | ValueFault): part is ValueFault => 'says' in part

const nested: ValueFault = {
  code: 'wrong-parameter',
  says: 'has values in values',
  hint: 'Write text, or a list of text: CloudFormation knows nothing else.',
}

function toPart(text: string): ParameterPart | ValueFault {
  const [, helper] = /^\$\[(.*)\]$/s.exec(text) ?? []
  if (helper === undefined) return text.includes('$[alfred_') ? inside(text) : { text }
  const maker = made.find(({ form }) => form.test(helper))
  if (maker) return { code: 'unsupported-helper', says: `asks for ${quote(text)}, which CfCT makes`, hint: maker.hint }
  // CfCT takes anything else out of its brackets
  if (!helper.startsWith('alfred_ssm_')) return { text: helper }
  const ssm = helper.slice('alfred_ssm_'.length)
  if (readable.test(ssm)) return { ssm }
  return {
    code: 'wrong-form',
    says: `names no SSM parameter: ${quote(ssm)}`,
    hint: 'Write it like $[alfred_ssm_/org/vpc/id]: letters, digits, and . - _ / between them.',
  }
}

const inside = (text: string): ValueFault => ({
  code: 'unsupported-helper',
  says: `has a helper inside of other text: ${quote(text)}, which CfCT sends as it stands`,
  hint: 'Give the template both as parameters, and put them together there with Fn::Sub.',
})
