import type { Scalar } from '#wire/json.ts'

/** A signal's value as people read it: `open`/`true` stay words, numbers lose their noise, units follow. */
export function formatValue(value: Scalar, unit?: string): string {
  const shown =
    typeof value === 'number'
      ? Number.isInteger(value)
        ? String(value)
        : String(Number(value.toPrecision(6)))
      : typeof value === 'boolean'
        ? value
          ? 'true'
          : 'false'
        : value === ''
          ? '“”'
          : value
  return unit === undefined || unit === '' ? shown : `${shown} ${unit}`
}
