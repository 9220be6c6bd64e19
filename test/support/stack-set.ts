import type { StackSet } from '../../core/deployment.ts'

/** A stack set of a manifest that says nothing but its name. */
export const stackSet = (rest: Partial<StackSet> = {}): StackSet => ({
  ...{ name: 'network', description: '', parameters: [], regions: ['eu-west-1'] },
  template: { file: 'network.json', text: '{"Resources":{"Topic":{"Type":"AWS::SNS::Topic"}}}' },
  ...{ units: [], accounts: [], inManagementAccount: false, exports: [], exportsFrom: null, retainsStacks: false },
  operations: {
    failureTolerancePercentage: 10,
    maxConcurrentPercentage: 100,
    regionConcurrency: 'parallel',
    concurrencyMode: 'strict',
  },
  ...rest,
})

/** Stack sets of every kind: for OUs, for accounts, in the management account, with parameters and exports. */
export const everyStackSet = (region: string): StackSet[] => [
  stackSet({
    regions: [region],
    units: [{ id: 'ou-ab12-11111111', path: 'Workloads' }],
    accounts: ['222222222222'],
    parameters: [{ key: 'Zone', parts: [{ text: 'a' }, { ssm: '/network/zone' }] }],
    exports: [{ parameter: '/network/topic', output: 'Topic' }],
    exportsFrom: '222222222222',
  }),
  stackSet({ name: 'audit', regions: [region], inManagementAccount: true }),
]
