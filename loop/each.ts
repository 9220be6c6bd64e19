/** What each call under way holds in memory is held so often. */
const few = 8

/** What work gives for each item, in their order, `atOnce` of them under way. Rejects with the first error, and begins nothing after it. */
export async function each<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
  atOnce = few,
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
