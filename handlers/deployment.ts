import { member } from '../core/event/member.ts'
import type { Manifest } from '../core/manifest.ts'
import { type ActivationPorts, activate } from '../loop/activate.ts'
import { preflight } from '../loop/preflight.ts'
import { type CustomResourcePorts, createCustomResources, Refused } from './custom-resources.ts'

export interface DeploymentPorts extends ActivationPorts, CustomResourcePorts {
  manifest: Manifest
}

/**
 * What a deployment asks for before functions carry the new manifest (`Custom::HoldfastPreflight`), and after
 * (`Custom::HoldfastActivation`). Deleting the stack changes no policy.
 */
export const createDeployment = ({ manifest, ...ports }: DeploymentPorts) =>
  createCustomResources(ports, {
    'Custom::HoldfastPreflight': {
      id: 'holdfast-preflight',
      async put(properties) {
        const asked = read(properties, { manifest: digest, bundles: name, expect: digestOrNone })
        const answer = await preflight(ports, manifest, asked)
        if ('refused' in answer) throw new Refused(answer.refused)
        return { Generation: String(answer.generation) }
      },
    },
    'Custom::HoldfastActivation': {
      id: 'holdfast-activation',
      async put(properties, until) {
        const asked = read(properties, { manifest: digest, generation: time, expect: digestOrNone })
        await activate(ports, manifest, { ...asked, generation: Number(asked.generation) }, until)
        return {}
      },
    },
  })

const digest = /^[0-9a-f]{64}$/
const digestOrNone = /^([0-9a-f]{64})?$/
const name = /^[\w.:+/=-]{1,128}$/
/** Epoch milliseconds. CloudFormation hands every property over as a text. */
const time = /^[1-9]\d{0,14}$/

/** The properties of a resource. Throws Refused where one is not of its form. */
function read<Key extends string>(properties: unknown, forms: Record<Key, RegExp>): Record<Key, string> {
  const values = Object.entries<RegExp>(forms).map(([key, form]) => {
    const value = member(properties, key)
    if (typeof value !== 'string' || !form.test(value))
      throw new Refused(`The property ${key} is not of the form ${form.source}`)
    return [key, value]
  })
  return Object.fromEntries(values)
}
