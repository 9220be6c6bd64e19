/** What somebody does in an account, as far as an SCP can stop it. */
export interface Work {
  service: string
  actions: string[]
  /** What these actions are called on; empty where they know no resources, so that only "*" concerns them. */
  resources: string[]
}

/** Actions of one service, on the same resources. */
export const work = (service: string, names: string, ...resources: string[]): Work => ({
  service,
  actions: names
    .trim()
    .split(/\s+/)
    .map((name) => `${service}:${name}`),
  resources,
})
