/** For those who have a CDK application of their own: what `holdfast/app` is made of. */
export { createApp } from './app.ts'
export { loadDeployment } from './load.ts'
