'use client'

import { useState } from 'react'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Trigger } from '#scene-graph/schema/trigger.ts'
import { type Duration, eventPattern, type Timing } from '#scene-graph/schema/values.ts'
import { nameProblem } from '../model/names.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { DevicePicker } from './device-picker.tsx'
import { DraftInput } from './draft-input.tsx'
import { DurationInput } from './duration-input.tsx'
import styles from './inspector.module.css'
import { SignalTriggerForm } from './match-form.tsx'
import { type Slot, within } from './slot.ts'
import { TimingInput } from './timing-input.tsx'
import { fresh } from './typed-values.ts'

type Type = Trigger['type']

const NAMES: Record<Type, string> = {
  signal: 'A device reports',
  condition: 'A condition becomes true',
  after: 'Time has passed',
  done: 'It is done',
  operator: 'The GM presses a button',
  event: 'An event arrives',
  device: 'A device goes offline or comes back',
}

const USUAL: Timing = { frozen: 'freezes', reload: 'keeps', restart: 'keeps-deadline', visible: false }

/** A trigger of a type to begin with; null for those that begin with choosing a device. */
function freshTrigger(type: Type): Trigger | null {
  switch (type) {
    case 'condition':
      return { type, condition: fresh.any() }
    case 'after':
      return { type, duration: 10_000, timing: USUAL }
    case 'done':
      return { type }
    case 'operator':
      return { type, action: 'continue', dangerous: false }
    case 'event':
      return { type, name: 'event' }
    case 'signal':
    case 'device':
      return null
  }
}

/** What sets an edge off. */
export function TriggerEditor({ slot, allowed }: { slot: Slot<Trigger>; allowed: readonly Type[] }) {
  const { value } = slot
  // A type that begins with choosing a device: the old trigger stays until one is chosen.
  const [asked, setAsked] = useState<Type | null>(null)
  const shown = asked ?? value.type
  const types = allowed.includes(value.type) ? allowed : [value.type, ...allowed]
  return (
    <div className={styles.stack}>
      <Field label="Trigger">
        <Select
          size="sm"
          options={types.map((type) => ({ value: type, label: NAMES[type] }))}
          value={shown}
          onChange={(type) => {
            if (type === value.type) return setAsked(null)
            const next = freshTrigger(type)
            setAsked(next === null ? type : null)
            if (next !== null) slot.set(next)
          }}
        />
      </Field>
      {shown === 'signal' && (
        <SignalTriggerForm
          slot={slot}
          value={value.type === 'signal' ? value : null}
          put={(trigger): Trigger => trigger}
          label="Signal"
          match
          onChosen={() => setAsked(null)}
        />
      )}
      {shown === 'device' && <DeviceForm slot={slot} onChosen={() => setAsked(null)} />}
      {asked === null && <Details slot={slot} />}
    </div>
  )
}

function Details({ slot }: { slot: Slot<Trigger> }) {
  const { value } = slot
  switch (value.type) {
    case 'condition':
      return (
        <ConditionEditor
          slot={within<Trigger, Condition>(slot, value.condition, (condition) => ({ ...value, condition }))}
          label="Condition"
        />
      )
    case 'after':
      return (
        <>
          <Field label="After">
            <DurationInput
              slot={within<Trigger, Duration>(slot, value.duration, (duration) => ({ ...value, duration }))}
              label="After"
            />
          </Field>
          <TimingInput slot={within<Trigger, Timing>(slot, value.timing, (timing) => ({ ...value, timing }))} />
        </>
      )
    case 'operator':
      return <OperatorForm slot={slot} value={value} />
    case 'event':
      return (
        <DraftInput
          label="Event"
          value={value.name}
          maxLength={130}
          help="From another scene, the API or a booking system. “door.*” is every event that begins so, “*” any."
          problem={patternProblem}
          onChange={(name) => slot.set({ ...value, name })}
        />
      )
    case 'signal':
    case 'device':
    case 'done':
      return null
  }
}

type Chooser = { slot: Slot<Trigger>; onChosen: () => void }

function DeviceForm({ slot, onChosen }: Chooser) {
  const value = slot.value.type === 'device' ? slot.value : null
  const health = value?.health ?? 'offline'
  return (
    <>
      <Field label="Device">
        <DevicePicker
          slot={slot}
          chosen={value?.role ?? null}
          make={(role): Trigger => ({ type: 'device', role, health })}
          onChosen={onChosen}
        />
      </Field>
      {value !== null && (
        <Field label="When it">
          <Select size="sm" options={HEALTH} value={health} onChange={(next) => slot.set({ ...value, health: next })} />
        </Field>
      )}
    </>
  )
}

const HEALTH = [
  { value: 'offline', label: 'goes offline' },
  { value: 'online', label: 'comes back' },
] as const

function OperatorForm({ slot, value }: { slot: Slot<Trigger>; value: Extract<Trigger, { type: 'operator' }> }) {
  const { label: _, ...unnamed } = value
  return (
    <>
      <Field label="Button" help="What stands on the game master’s button.">
        <Input
          size="sm"
          maxLength={60}
          placeholder={value.action}
          value={value.label ?? ''}
          onChange={(event) => slot.set(event.target.value === '' ? unnamed : { ...value, label: event.target.value })}
        />
      </Field>
      <DraftInput
        label="Action"
        value={value.action}
        help="Its name on the wire and in simulations."
        problem={(text) => nameProblem(text, () => false)}
        onChange={(action) => slot.set({ ...value, action })}
      />
      <Switch
        label="Dangerous: held, not clicked"
        checked={value.dangerous}
        onChange={(dangerous) => slot.set({ ...value, dangerous })}
      />
    </>
  )
}

/** What is wrong with an event's name or pattern, in words. */
function patternProblem(text: string): string | null {
  const read = eventPattern.safeParse(text)
  return read.success ? null : (read.error.issues[0]?.message ?? 'this is no event')
}
