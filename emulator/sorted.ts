// Lists of ids in order. A page token can then name the last id that was given out: it stays good while other calls
// add and remove, and the next page is found by bisection instead of a scan.

function position(list: readonly string[], id: string): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((list[middle] ?? '') < id) low = middle + 1
    else high = middle
  }
  return low
}

export const has = (list: readonly string[], id: string): boolean => list[position(list, id)] === id

/** Adds the id at its place; what is there already stays as it is. */
export function add(list: string[], id: string): void {
  const at = position(list, id)
  if (list[at] !== id) list.splice(at, 0, id)
}

export function remove(list: string[], id: string): void {
  const at = position(list, id)
  if (list[at] === id) list.splice(at, 1)
}

/** At most `count` ids that come after `id`. */
export function after(list: readonly string[], id: string, count: number): string[] {
  const at = position(list, id)
  const from = list[at] === id ? at + 1 : at
  return list.slice(from, from + count)
}
