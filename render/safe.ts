import { escapeHidden } from '../core/hidden.ts'

/**
 * Text of others for a terminal or a log: control characters, direction marks and other invisible ones become visible
 * escapes, so that a name cannot hide or forge a line. Cut at `longest` characters.
 */
export function safe(text: string, longest = 200): string {
  // Nothing beyond is shown, and a text of others may be long.
  const visible = escapeHidden(text.slice(0, longest + 1)).replaceAll('\n', '\\u000a')
  return visible.length > longest ? `${head(visible, longest - 1)}…` : visible
}

/** The first characters of a text; one that takes two units is never cut in half. */
export const head = (text: string, units: number): string => text.slice(0, units).replace(/[\ud800-\udbff]$/, '')
