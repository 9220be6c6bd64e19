import type { Deployment } from '../core/deployment.ts'
import { commitOf } from '../local/commit.ts'
import { plain } from '../render/paint.ts'
import { problemsText } from '../render/problems.ts'
import { createApp } from './app.ts'
import { MissingBundle } from './bundle.ts'
import { loadDeployment } from './load.ts'
import { RefusedSetting } from './settings.ts'

// CDK's rules for templates take longer than all the rest; CDK_VALIDATION=true asks for them.
process.env.CDK_VALIDATION ??= 'false'

const { deployment, problems } = loadDeployment('manifest.yaml', await commitOf('.'))
process.stderr.write(problemsText(problems, plain))
if (!deployment) process.exitCode = 1
// CDK writes call stacks into its output. Behind an await Node's own frame is there or not, as time has it; here always.
else setImmediate(synthesize, deployment)

function synthesize(what: Deployment): void {
  try {
    createApp(what).synth()
  } catch (error) {
    if (!(error instanceof RefusedSetting) && !(error instanceof MissingBundle)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exitCode = 1
  }
}
