import type { Scalar } from '#wire/json.ts'

/** A signal's value as people read it: `open`/`true` stay words, numbers lose their noise, units follow. */
export function formatValue(value: Scalar, unit?: string): string {
  const shown =
    typeof value === 'number'
      ? String(withoutNoise(value))
      : typeof value === 'boolean'
        ? value
          ? 'true'
          : 'false'
        : value === ''
          ? '“”'
          : value
  return unit === undefined || unit === '' ? shown : `${shown} ${unit}`
}

/** What is left of nothing when fractions were added and taken away. */
const NEXT_TO_NOTHING = 1e-9

/** Four digits tell a person enough, and no whole number loses one. */
function withoutNoise(value: number): number {
  if (Number.isInteger(value)) return value
  if (Math.abs(value) < NEXT_TO_NOTHING) return 0
  return Number(Math.abs(value) < 1_000 ? value.toPrecision(4) : value.toFixed(0))
}
