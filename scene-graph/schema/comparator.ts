import { z } from 'zod'

export const COMPARATORS = ['=', '≠', '<', '≤', '>', '≥'] as const
export type Comparator = (typeof COMPARATORS)[number]

const ASCII: Record<string, Comparator> = { '==': '=', '!=': '≠', '<=': '≤', '>=': '≥' }

/** `=`, `≠`, `<`, `≤`, `>`, `≥`; also taken: `==`, `!=`, `<=`, `>=`. */
export const comparator = z.preprocess((op) => (typeof op === 'string' ? (ASCII[op] ?? op) : op), z.enum(COMPARATORS))
