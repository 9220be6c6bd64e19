import { plain } from '../render/paint.ts'
import { problemsText } from '../render/problems.ts'
import { createApp } from './app.ts'
import { loadDeployment } from './load.ts'

const { deployment, problems } = loadDeployment('manifest.yaml', null)
process.stderr.write(problemsText(problems, plain))
if (deployment) createApp(deployment).synth()
else process.exitCode = 1
