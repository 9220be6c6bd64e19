/** What somebody does to the organization. */
export interface Deed {
  /** Who does what, without a full stop. */
  text: string
  act: (admin: Admin) => Promise<unknown>
}

/** Somebody with all rights in the management account, and a hand on everything else. */
export interface Admin {
  /** One call to Organizations, by the administrator or by another account. */
  (operation: string, input: object, account?: string): Promise<Record<string, unknown>>
  /** Has Control Tower do something. */
  tower: (body: object) => Promise<void>
}

/** All items of a list operation. */
export async function listed<Item>(admin: Admin, operation: string, input: object, member: string): Promise<Item[]> {
  const items: Item[] = []
  let NextToken: unknown
  do {
    const page = await admin(operation, { ...input, ...(NextToken ? { NextToken } : {}) })
    items.push(...(page[member] as Item[]))
    NextToken = page.NextToken
  } while (NextToken)
  return items
}
