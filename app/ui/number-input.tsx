'use client'

import { useState } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'
import { useFieldControl } from './field.tsx'
import { type NumberLimits, outOfLimits, parseNumber } from './parse-number.ts'

export type NumberInputProps = NumberLimits & {
  /** null is shown as an empty field. */
  value: number | null
  /** Called with every number that is within the limits; null when emptied. */
  onChange: (value: number | null) => void
  unit?: string
  /** Step of the arrow keys; with Shift ten times as much. */
  step?: number
  size?: 'sm' | 'md'
  disabled?: boolean
  placeholder?: string
  'aria-label'?: string
  className?: string
}

/** A number that may be typed with a comma or a point, or moved by the arrow keys. What is no number is kept and marked. */
export function NumberInput(props: NumberInputProps) {
  const { value, onChange, unit, step = 1, size = 'md', className, min, max, integer, ...rest } = props
  const field = useFieldControl()
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? (value === null ? '' : String(value))
  const limits: NumberLimits = {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(integer === undefined ? {} : { integer }),
  }
  const parsed = parseNumber(text)
  const problem = text.trim() === '' ? null : parsed === null ? 'Not a number.' : outOfLimits(parsed, limits)

  const change = (next: string) => {
    setDraft(next)
    if (next.trim() === '') return onChange(null)
    const number = parseNumber(next)
    if (number !== null && outOfLimits(number, limits) === null) onChange(number)
  }
  const nudge = (by: number) => {
    const moved = Number(((parsed ?? 0) + by).toFixed(6))
    const clamped = Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, moved))
    setDraft(null)
    onChange(clamped)
  }

  return (
    <span className={styles.withAffix}>
      <input
        {...field}
        {...rest}
        inputMode="decimal"
        data-size={size}
        className={classNames(styles.input, styles.number, unit !== undefined && styles.hasUnit, className)}
        value={text}
        aria-invalid={problem !== null || field['aria-invalid'] === true || undefined}
        title={problem ?? undefined}
        onChange={(event) => change(event.target.value)}
        onBlur={() => {
          if (problem === null) setDraft(null)
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
          event.preventDefault()
          nudge((event.key === 'ArrowUp' ? 1 : -1) * step * (event.shiftKey ? 10 : 1))
        }}
      />
      {unit !== undefined && <span className={styles.unit}>{unit}</span>}
    </span>
  )
}
