'use client'

import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { SignalTrigger } from '#scene-graph/schema/signal-trigger.ts'
import type { Operand } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { makeSignalTrigger, SignalPicker } from './device-picker.tsx'
import styles from './inspector.module.css'
import { OperandInput } from './operand-input.tsx'
import { type Slot, within } from './slot.ts'
import { comparatorsFor, constant, firstValue, rangeOf, typeOfOperand } from './typed-values.ts'

type SignalTriggerProps<Value> = {
  /** What holds the trigger; `put` makes one of it. */
  slot: Slot<Value>
  value: SignalTrigger | null
  put: (trigger: SignalTrigger) => Value
  label: string
  /** Whether a value can be asked for. */
  match: boolean
  onChosen?: () => void
}

/** A device's signal as what sets something off: which, what it must be, and whether repeats count. */
export function SignalTriggerForm<Value>({ slot, value, put, label, match, onChosen }: SignalTriggerProps<Value>) {
  return (
    <>
      <Field label={label}>
        <SignalPicker
          slot={slot}
          chosen={value}
          make={(role, signal, declares) => {
            const made = makeSignalTrigger(role, signal, declares)
            return put(match ? made : { type: 'signal', role, signal, on: made.on })
          }}
          onChosen={onChosen}
        />
      </Field>
      {value !== null && match && <MatchForm slot={within(slot, value, put)} value={value} />}
      {value !== null && (
        <Switch
          label="Every report counts, also of the same value"
          checked={value.on === 'report'}
          onChange={(every) => slot.set(put({ ...value, on: every ? 'report' : 'change' }))}
        />
      )}
    </>
  )
}

function MatchForm({ slot, value }: { slot: Slot<SignalTrigger>; value: SignalTrigger }) {
  const graph = useGraph()
  const operand: Operand = { type: 'signal', role: value.role, signal: value.signal }
  const type = typeOfOperand(graph, operand)
  const { match, ...any } = value
  return (
    <Field label="When it">
      <span className={styles.compareRow}>
        <Select
          aria-label="Match"
          size="sm"
          options={[{ value: 'any', label: 'changes' }, ...comparatorsFor(type)]}
          value={match?.op ?? 'any'}
          onChange={(op) => {
            if (op === 'any') slot.set(any)
            else slot.set({ ...value, match: { op, value: match?.value ?? constant(firstValue(type ?? 'boolean')) } })
          }}
        />
        {match !== undefined && (
          <OperandInput
            slot={within<SignalTrigger, Operand>(slot, match.value, (next) => ({
              ...value,
              match: { ...match, value: next },
            }))}
            type={type}
            label="Value"
            {...rangeOf(graph, operand)}
          />
        )}
      </span>
    </Field>
  )
}
