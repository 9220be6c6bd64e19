/** An error to answer instead of the operation's own answer, or something else that happens to the connection. */
export interface Fault {
  /** Of the error; without it the answer is the operation's own. */
  name?: string
  message?: string
  reason?: string
  status?: number
  /** Fail after the operation took effect. */
  after?: boolean
  /** Drop the connection instead of answering. */
  destroy?: boolean
  /** Drop the connection in the middle of the answer. */
  cut?: boolean
  /** A proxy answers, and the call does not get to the service. */
  proxy?: boolean
  /** Milliseconds between the operation and its answer. */
  delay?: number
}
