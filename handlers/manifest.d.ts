/** The compiled manifest that the stacks write beside a bundle. */
declare module '*/manifest.json' {
  const manifest: import('../core/manifest.ts').Manifest
  export default manifest
}
