/** A name as the logical id of a resource: policy-drift is PolicyDrift. */
export const pascal = (name: string): string =>
  name.replaceAll(/(^|[^a-zA-Z0-9]+)([a-zA-Z0-9])/g, (_, __, letter: string) => letter.toUpperCase())
