import { styleText } from 'node:util'

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'

/** Colours text, or leaves it as it is. */
export type Paint = (style: Style, text: string) => string

export const plain: Paint = (_, text) => text

export const coloured: Paint = (style, text) => styleText(style, text, { validateStream: false })
