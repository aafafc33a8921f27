'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Select } from '#app/ui/select.tsx'
import type { Duration } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { ExpressionInput } from './expression-input.tsx'
import styles from './inspector.module.css'
import { type Slot, within } from './slot.ts'

export const UNITS = { ms: 1, s: 1_000, min: 60_000 } as const
export type Unit = keyof typeof UNITS

/** The largest unit in which a duration is a short number: 90 s, not 1.5 min; 2 min, not 120 s. */
export function unitOf(ms: number): Unit {
  if (ms !== 0 && ms % 60_000 === 0) return 'min'
  return ms === 0 || ms % 100 === 0 ? 's' : 'ms'
}

/** Milliseconds as a number in a unit, without the tail that binary fractions leave. */
export const inUnit = (ms: number, unit: Unit): number => Number((ms / UNITS[unit]).toFixed(6))

type MillisecondsProps = {
  /** ms; null is shown as an empty field. */
  value: number | null
  label: string
  /** Limits, ms. */
  min?: number
  max?: number
  onChange: (ms: number) => void
}

/** A number of milliseconds, typed in the unit that reads best. */
export function MillisecondsInput({ value, label, min, max, onChange }: MillisecondsProps) {
  const [chosen, setChosen] = useState<Unit | null>(null)
  const unit = chosen ?? unitOf(value ?? 0)
  return (
    <span className={styles.inlineRow}>
      <NumberInput
        aria-label={label}
        size="sm"
        value={value === null ? null : inUnit(value, unit)}
        {...(min === undefined ? {} : { min: inUnit(min, unit) })}
        {...(max === undefined ? {} : { max: inUnit(max, unit) })}
        onChange={(n) => {
          if (n === null) return
          // What is being typed keeps its unit: 1.5 min does not become 90 s under the fingers.
          setChosen(unit)
          onChange(Math.round(n * UNITS[unit]))
        }}
      />
      <Select
        aria-label={`Unit of ${label}`}
        size="sm"
        options={UNIT_OPTIONS}
        value={unit}
        onChange={(next) => {
          setChosen(next)
          // The number that was typed stays; its meaning changes with the unit.
          if (value !== null) onChange(clamp(inUnit(value, unit) * UNITS[next], min, max))
        }}
      />
    </span>
  )
}

const clamp = (ms: number, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY): number =>
  Math.round(Math.min(max, Math.max(min, ms)))

const UNIT_OPTIONS = (Object.keys(UNITS) as Unit[]).map((unit) => ({ value: unit, label: unit }))

/** A length of time: a number with its unit, a variable that holds one, or an expression in milliseconds. */
export function DurationInput({
  slot,
  label,
  fixed = false,
}: {
  slot: Slot<Duration>
  label: string
  fixed?: boolean
}) {
  const graph = useGraph()
  const { value } = slot
  const [chosen, setChosen] = useState<Unit | null>(null)
  const unit = chosen ?? (typeof value === 'number' ? unitOf(value) : 's')
  const variables = fixed
    ? []
    : Object.entries(graph.variables).filter(([, v]) => v.type === 'duration' || v.type === 'number')
  const options = [
    ...UNIT_OPTIONS,
    ...variables.map(([name]) => ({ value: `variable ${name}`, label: name, group: 'Variables' })),
    ...(fixed ? [] : [{ value: EXPRESSION, label: 'computed, ms', group: 'Expression' }]),
  ]
  const onUnit = (next: string) => {
    if (next.startsWith('variable ')) return slot.set({ type: 'variable', name: next.slice('variable '.length) })
    if (next === EXPRESSION) return slot.set({ type: 'expression', cel: celOf(value) })
    setChosen(next as Unit)
    // The number that was typed stays; its meaning changes with the unit.
    if (typeof value === 'number') slot.set(Math.round(inUnit(value, unit) * UNITS[next as Unit]))
    else slot.set(UNITS[next as Unit])
  }
  const kind = (
    <Select
      aria-label={`Unit of ${label}`}
      size="sm"
      options={options}
      value={typeof value === 'number' ? unit : value.type === 'variable' ? `variable ${value.name}` : EXPRESSION}
      onChange={onUnit}
    />
  )
  if (typeof value !== 'number' && value.type === 'expression')
    return (
      <div className={styles.stack}>
        <ExpressionInput
          value={value.cel}
          wanted="number"
          label={label}
          onChange={(cel) => slot.set({ type: 'expression', cel })}
        />
        {kind}
      </div>
    )
  return (
    <span className={styles.inlineRow}>
      {typeof value === 'number' && (
        <NumberInput
          aria-label={label}
          size="sm"
          min={0}
          value={inUnit(value, unit)}
          onChange={(n) => {
            if (n === null) return
            setChosen(unit)
            slot.set(Math.round(n * UNITS[unit]))
          }}
        />
      )}
      {kind}
    </span>
  )
}

/** No variable's name: names have no spaces. */
const EXPRESSION = ' expression '

/** What stood there, as an expression that gives the same. */
const celOf = (value: Duration): string =>
  typeof value === 'number' ? String(value) : value.type === 'variable' ? `vars["${value.name}"]` : value.cel

type OptionalProps = {
  slot: Slot<Duration | null>
  label: string
  /** What it begins with when it is asked for, ms. */
  first?: number
  fixed?: boolean
}

/** A length of time, or none. */
export function OptionalDuration({ slot, label, first = 10_000, fixed = false }: OptionalProps) {
  const { value } = slot
  if (value === null)
    return (
      <Button
        size="sm"
        variant="quiet"
        icon={Plus}
        className={styles.addOne}
        aria-label={`Set a time: ${label}`}
        onClick={() => slot.set(first)}
      >
        Set a time
      </Button>
    )
  return (
    <span className={styles.withRemove}>
      <DurationInput slot={within<Duration | null, Duration>(slot, value, (d) => d)} label={label} fixed={fixed} />
      <IconButton icon={X} size="sm" label={`No time: ${label}`} onClick={() => slot.set(null)} />
    </span>
  )
}
