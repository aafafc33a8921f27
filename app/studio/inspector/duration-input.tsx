'use client'

import { useState } from 'react'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Select } from '#app/ui/select.tsx'
import type { Duration } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import styles from './inspector.module.css'
import type { Slot } from './slot.ts'

export const UNITS = { ms: 1, s: 1_000, min: 60_000 } as const
export type Unit = keyof typeof UNITS

/** The largest unit in which a duration is a short number: 90 s, not 1.5 min; 2 min, not 120 s. */
export function unitOf(ms: number): Unit {
  if (ms > 0 && ms % 60_000 === 0) return 'min'
  return ms === 0 || ms % 100 === 0 ? 's' : 'ms'
}

/** Milliseconds as a number in a unit, without the tail that binary fractions leave. */
export const inUnit = (ms: number, unit: Unit): number => Number((ms / UNITS[unit]).toFixed(6))

/** A length of time: a number with its unit, or a variable that holds one. */
export function DurationInput({ slot, label }: { slot: Slot<Duration>; label: string }) {
  const graph = useGraph()
  const { value } = slot
  const [chosen, setChosen] = useState<Unit | null>(null)
  const unit = chosen ?? (typeof value === 'number' ? unitOf(value) : 's')
  const variables = Object.entries(graph.variables).filter(([, v]) => v.type === 'duration' || v.type === 'number')
  const options = [
    ...Object.keys(UNITS).map((u) => ({ value: u, label: u })),
    ...variables.map(([name]) => ({ value: `variable ${name}`, label: name, group: 'Variables' })),
  ]
  const onUnit = (next: string) => {
    if (next.startsWith('variable ')) return slot.set({ type: 'variable', name: next.slice('variable '.length) })
    setChosen(next as Unit)
    // The number that was typed stays; its meaning changes with the unit.
    if (typeof value === 'number') slot.set(Math.round(inUnit(value, unit) * UNITS[next as Unit]))
    else slot.set(UNITS[next as Unit])
  }
  return (
    <span className={styles.inlineRow}>
      {typeof value === 'number' && (
        <NumberInput
          aria-label={label}
          size="sm"
          min={0}
          value={inUnit(value, unit)}
          onChange={(n) => {
            if (n !== null) slot.set(Math.round(n * UNITS[unit]))
          }}
        />
      )}
      <Select
        aria-label={`Unit of ${label}`}
        size="sm"
        options={options}
        value={typeof value === 'number' ? unit : `variable ${value.name}`}
        onChange={onUnit}
      />
    </span>
  )
}
