export default {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  maxWorkers: 2,
  setupFiles: ['<rootDir>/test/support/seed.ts'],
  // A guard against hanging, not a measure: the machines that run this are small and busy.
  testTimeout: 60_000,
}
