import { types } from 'node:util'

// jest gives each test file a realm of its own, in which errors of node: modules are not instances of Error; the SDK
// then hides a broken connection in a wrapper. Outside of jest they are, and with this line in here too.
Object.defineProperty(Error, Symbol.hasInstance, {
  value(this: unknown, thrown: unknown): boolean {
    return this === Error ? types.isNativeError(thrown) : Function.prototype[Symbol.hasInstance].call(this, thrown)
  },
})
