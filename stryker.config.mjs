// Mutation testing of what decides: npm run mutate. The properties are left out: each would take seconds for each mutant,
// and hide that no case shows what a line is for.
export default {
  mutate: ['core/plan/**/*.ts', 'core/event/**/*.ts'],
  testRunner: 'jest',
  jest: {
    configFile: 'jest.config.mjs',
    config: {
      testMatch: ['<rootDir>/test/core/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '\\.property\\.test\\.ts$'],
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 20_000,
  ignorePatterns: ['dist', 'dist-bench', 'coverage', '.holdfast', 'docs', 'tsconfig*.json'],
  tempDirName: 'coverage/stryker',
  cleanTempDir: 'always',
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { reportTests: false, logTests: false },
  jsonReporter: { fileName: 'coverage/mutation.json' },
  thresholds: { high: 95, low: 85, break: 85 },
}
