/** Calls under way at once: what each of them holds in memory is held so often. */
const atOnce = 8

/** What work gives for each item, in their order, a few at a time. Rejects with the first error, and begins nothing after it. */
export async function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  let isOver = false
  const worker = async () => {
    for (const [index, item] of queue) {
      if (isOver) return
      results[index] = await work(item)
    }
  }
  const workers = Array.from({ length: atOnce }, () =>
    worker().catch((error) => {
      isOver = true
      throw error
    }),
  )
  await Promise.all(workers)
  return results
}
