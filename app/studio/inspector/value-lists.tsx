'use client'

import { Plus, X } from 'lucide-react'
import { type KeyboardEvent, useRef, useState } from 'react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { Select } from '#app/ui/select.tsx'
import type { Duration, Scalar } from '#scene-graph/schema/values.ts'
import { freeName, nameProblem } from '../model/names.ts'
import { BareDraftInput } from './draft-input.tsx'
import { DurationInput } from './duration-input.tsx'
import styles from './inspector.module.css'
import { ConstantInput } from './operand-input.tsx'
import { item, placed, type Slot, within } from './slot.ts'
import { firstValue, TYPE_NAMES, typeOfScalar, type ValueType } from './typed-values.ts'

type ScalarProps = {
  slot: Slot<Scalar | null>
  label: string
  /** What it is compared with; null: any. */
  type: ValueType | null
  /** Whether there may be none. */
  optional: boolean
}

/** One constant, or none where that is a value too. */
export function ScalarInput({ slot, label, type, optional }: ScalarProps) {
  const { value } = slot
  if (value === null)
    return (
      <Button
        size="sm"
        variant="quiet"
        icon={Plus}
        className={styles.addOne}
        aria-label={`Set one: ${label}`}
        onClick={() => slot.set(firstValue(type ?? 'text'))}
      >
        Set one
      </Button>
    )
  const kind = type ?? typeOfScalar(value)
  return (
    <span className={styles.inlineRow}>
      <ConstantInput value={value} type={kind} label={label} onChange={slot.set} />
      {type === null && (
        <span className={styles.kindSelect}>
          <Select
            aria-label={`Kind of ${label}`}
            size="sm"
            options={KINDS}
            value={kind}
            onChange={(next) => slot.set(firstValue(next))}
          />
        </span>
      )}
      {optional && <IconButton icon={X} size="sm" label={`None: ${label}`} onClick={() => slot.set(null)} />}
    </span>
  )
}

const KINDS = (['text', 'number', 'boolean'] as const).map((type) => ({ value: type, label: TYPE_NAMES[type] }))

type RowsProps<Value> = {
  slot: Slot<readonly Value[]>
  label: string
  what: string
  add: () => Value
  row: (slot: Slot<Value>, label: string) => React.ReactNode
}

/** Plain values one below the other. */
function Rows<Value>({ slot, label, what, add, row }: RowsProps<Value>) {
  return (
    <fieldset className={styles.list} aria-label={label}>
      {placed(slot.value).map(({ key, index, value }) => (
        <span key={key} className={styles.withRemove}>
          {row(item(slot, index, value), `${what} ${index + 1}`)}
          <IconButton
            icon={X}
            size="sm"
            label={`Remove ${what} ${index + 1}`}
            onClick={() => slot.set(slot.value.toSpliced(index, 1))}
          />
        </span>
      ))}
      <Button
        size="sm"
        variant="quiet"
        icon={Plus}
        className={styles.addOne}
        onClick={() => slot.set([...slot.value, add()])}
      >
        Add {what}
      </Button>
    </fieldset>
  )
}

/** Codes: what is typed is text, so that a code may begin with 0. */
export const ScalarList = ({ slot, label }: { slot: Slot<readonly Scalar[]>; label: string }) => (
  <Rows
    slot={slot}
    label={label}
    what="code"
    add={() => ''}
    row={(one, name) => (
      <Input aria-label={name} size="sm" value={String(one.value)} onChange={(event) => one.set(event.target.value)} />
    )}
  />
)

export const NameList = ({ slot, label }: { slot: Slot<readonly string[]>; label: string }) => (
  <Rows
    slot={slot}
    label={label}
    what="outcome"
    add={() => freeName('failed', (n) => slot.value.includes(n))}
    row={(one, name) => (
      <BareDraftInput
        label={name}
        value={one.value}
        problem={(text) => nameProblem(text, (n) => n !== one.value && slot.value.includes(n))}
        onDone={one.set}
      />
    )}
  />
)

/** Longer between two taps is the end of a pattern. */
const PAUSE_MS = 3_000

/** Intervals between beats, typed or tapped. */
export function DurationList({ slot, label }: { slot: Slot<readonly number[]>; label: string }) {
  const last = useRef<number | null>(null)
  const [beats, setBeats] = useState(0)
  const tap = (at: number) => {
    const before = last.current
    last.current = at
    if (before === null || at - before > PAUSE_MS) {
      setBeats(1)
      return
    }
    const interval = Math.max(1, Math.round(at - before))
    // The first interval of a pattern replaces what stood there.
    slot.set(beats === 1 ? [interval] : [...slot.value, interval])
    setBeats(beats + 1)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.repeat || (event.key !== ' ' && event.key !== 'Enter')) return
    event.preventDefault()
    tap(event.timeStamp)
  }
  return (
    <div className={styles.stack}>
      <Rows
        slot={slot}
        label={label}
        what="interval"
        add={() => slot.value.at(-1) ?? 500}
        row={(one, name) => (
          <DurationInput
            slot={within<number, Duration>(one, one.value, (d) => (typeof d === 'number' && d >= 1 ? d : one.value))}
            label={name}
            fixed
          />
        )}
      />
      <button
        type="button"
        className={styles.tap}
        onPointerDown={(event) => tap(event.timeStamp)}
        onKeyDown={onKeyDown}
      >
        {beats === 0 ? 'Tap the rhythm here' : beats === 1 ? 'First beat. Go on…' : `${beats} beats`}
      </button>
    </div>
  )
}
