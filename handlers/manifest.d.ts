/** The compiled manifest, which the stacks write beside a bundle; a Manifest. */
declare module '*/manifest.json'
