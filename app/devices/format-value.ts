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

/** Four digits tell a person enough, and no whole number loses one. */
const withoutNoise = (value: number): number =>
  Number.isInteger(value) ? value : Number(Math.abs(value) < 1_000 ? value.toPrecision(4) : value.toFixed(0))
