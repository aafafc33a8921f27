export type NumberLimits = { min?: number; max?: number; integer?: boolean }

/**
 * Reads what was typed as a number. Takes a comma for the point; null when it is no number.
 * Limits are not clamped silently: whoever typed gets told (`outOfLimits`).
 */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim().replace(',', '.')
  if (trimmed === '') return null
  const value = Number(trimmed)
  return Number.isFinite(value) ? value : null
}

/** A sentence about what is wrong with the number, or null. */
export function outOfLimits(value: number, limits: NumberLimits): string | null {
  if (limits.integer === true && !Number.isInteger(value)) return 'Must be a whole number.'
  if (limits.min !== undefined && value < limits.min) return `Must be at least ${limits.min}.`
  if (limits.max !== undefined && value > limits.max) return `Must be at most ${limits.max}.`
  return null
}
