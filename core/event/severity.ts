export type Severity = 'low' | 'medium' | 'high' | 'critical'

export const severities: readonly Severity[] = ['low', 'medium', 'high', 'critical']

export const worseOf = (one: Severity, other: Severity): Severity =>
  severities.indexOf(one) >= severities.indexOf(other) ? one : other

/** The next worse one; of the worst itself. */
export const worse = (severity: Severity): Severity => severities[severities.indexOf(severity) + 1] ?? 'critical'
