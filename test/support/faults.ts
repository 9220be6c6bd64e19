import type { Fault } from '../../emulator/index.ts'

type Hook = (call: { operation: string; number: number }) => Fault | undefined

/** A fault hook that can be set and taken back while the emulator runs; `sent` tells each operation that came in. */
export function faults(): { hook: Hook; sent: string[]; set(hook: Hook): void; clear(): void } {
  let current: Hook = () => undefined
  const sent: string[] = []
  return {
    hook(call) {
      sent.push(call.operation)
      return current(call)
    },
    sent,
    set(hook) {
      current = hook
    },
    clear() {
      current = () => undefined
    },
  }
}

/** The same fault for the first calls of an operation. */
export const times = (operation: string, count: number, fault: Fault): Hook => {
  let left = count
  return (call) => (call.operation === operation && left-- > 0 ? fault : undefined)
}
