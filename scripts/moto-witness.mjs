// Runs moto's tests of AWS Organizations, from a checkout of getmoto/moto (see moto-witness.json for the version), against
// the emulator: node scripts/moto-witness.mjs CHECKOUT [PYTEST-ARGUMENT…]. Needs python3 with boto3, pytest and what moto
// needs, and dist/ of `npm run build`. Prints `N passed, N failed, N left out`; exits 1 where something failed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

const [checkout, ...rest] = process.argv.slice(2)
if (checkout === undefined || !existsSync(join(checkout, 'tests/test_organizations'))) {
  process.stderr.write(
    'usage: node scripts/moto-witness.mjs CHECKOUT [PYTEST-ARGUMENT…], CHECKOUT being one of getmoto/moto\n',
  )
  process.exit(64)
}

const command = resolve(import.meta.dirname, '../dist/cli/main.js')
const emulator = spawn(process.execPath, [command, 'emulate'], { stdio: ['ignore', 'pipe', 'ignore'] })
const [line] = await Promise.race([once(emulator.stdout, 'data'), once(emulator, 'exit').then(() => [''])])
const [, url] = /^ready (\S+)/m.exec(String(line)) ?? []
if (url === undefined) {
  process.stderr.write('The emulator did not start; is it built?\n')
  process.exit(1)
}

const pytest = ['-m', 'pytest', '-p', 'moto_witness', '-p', 'no:cacheprovider', '-q', '--no-header']
const tests = spawn('python3', [...pytest, 'tests/test_organizations', ...rest], {
  cwd: checkout,
  stdio: 'inherit',
  env: {
    ...process.env,
    AWS_ACCESS_KEY_ID: '123456789012',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_DEFAULT_REGION: 'us-east-1',
    MOTO_CALL_RESET_API: 'false',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONPATH: import.meta.dirname,
    TEST_SERVER_MODE: 'true',
    TEST_SERVER_MODE_ENDPOINT: url,
  },
})
try {
  const [status] = await once(tests, 'exit')
  process.exitCode = status === 0 ? 0 : 1
} finally {
  emulator.kill()
}
