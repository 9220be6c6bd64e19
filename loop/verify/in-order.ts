/** Works on some items at once and gives the results in the items' order; of so many only the results are held. */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<[Item, Result]> {
  const under: [Item, Promise<Result>][] = []
  for (const item of items) {
    const result = work(item)
    // Who comes later is told of it when its turn comes.
    result.catch(() => undefined)
    under.push([item, result])
    if (under.length < atOnce) continue
    const first = under.shift()
    if (first) yield [first[0], await first[1]]
  }
  for (const [item, result] of under) yield [item, await result]
}
