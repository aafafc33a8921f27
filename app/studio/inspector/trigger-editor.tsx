'use client'

import { useState } from 'react'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { SignalTrigger, Trigger } from '#scene-graph/schema/trigger.ts'
import type { Duration, Operand, Timing } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { nameProblem } from '../model/names.ts'
import { LiveRoleValue } from '../room/live-value.tsx'
import { roleTitle, useStudioRoom } from '../room/room-context.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { choiceOf, deviceGroups, nothingToPick, optionOf, signalGroups } from './device-choices.tsx'
import { DraftInput } from './draft-input.tsx'
import { DurationInput } from './duration-input.tsx'
import styles from './inspector.module.css'
import { OperandInput } from './operand-input.tsx'
import { Picker } from './picker.tsx'
import { type Slot, within } from './slot.ts'
import { TimingInput } from './timing-input.tsx'
import { comparatorsFor, constant, firstValue, fresh, rangeOf, typeOfOperand } from './typed-values.ts'

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
      {shown === 'signal' && <SignalForm slot={slot} onChosen={() => setAsked(null)} />}
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
          help="From another scene, the API or a booking system."
          problem={(text) => nameProblem(text, () => false)}
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

/** Device → signal → what it must be. */
function SignalForm({ slot, onChosen }: Chooser) {
  const room = useStudioRoom()
  const graph = useGraph()
  const value = slot.value.type === 'signal' ? slot.value : null
  const onPick = (id: string) => {
    const choice = choiceOf(room, id)
    if (choice === null) return
    onChosen()
    if ('device' in choice) {
      const declared = choice.device.signals[choice.item]
      slot.setFor(choice.device, (role) => signalTrigger(role, choice.item, declared))
    } else slot.set(signalTrigger(choice.role, choice.item, graph.roles[choice.role]?.signals[choice.item]))
  }
  return (
    <>
      <Field label="Signal">
        <Picker
          groups={signalGroups(room, graph)}
          chosen={value === null ? null : optionOf(room, value.role, value.signal)}
          text={value === null ? null : `${roleTitle(room, value.role)} · ${value.signal}`}
          placeholder="Choose a device and its signal"
          empty={nothingToPick(room)}
          onPick={onPick}
          aside={value === null ? undefined : <LiveRoleValue role={value.role} signal={value.signal} />}
        />
      </Field>
      {value !== null && <MatchForm slot={slot} value={value} />}
    </>
  )
}

/** A level is asked for its first value (a door is open), an event of its own for its coming. */
function signalTrigger(
  role: string,
  signal: string,
  declared: { type: 'boolean' | 'number' | 'text'; momentary?: boolean | undefined } | undefined,
): SignalTrigger {
  const trigger: SignalTrigger = { type: 'signal', role, signal, on: 'change' }
  if (declared === undefined || declared.type !== 'boolean') return trigger
  return { ...trigger, match: { op: '=', value: constant(true) } }
}

function MatchForm({ slot, value }: { slot: Slot<Trigger>; value: SignalTrigger }) {
  const graph = useGraph()
  const operand: Operand = { type: 'signal', role: value.role, signal: value.signal }
  const type = typeOfOperand(graph, operand)
  const { match: _, ...any } = value
  const match = value.match
  return (
    <>
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
              slot={within<Trigger, Operand>(slot, match.value, (next) => ({
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
      <Switch
        label="Every report counts, also of the same value"
        checked={value.on === 'report'}
        onChange={(every) => slot.set({ ...value, on: every ? 'report' : 'change' })}
      />
    </>
  )
}

function DeviceForm({ slot, onChosen }: Chooser) {
  const room = useStudioRoom()
  const graph = useGraph()
  const value = slot.value.type === 'device' ? slot.value : null
  const health = value?.health ?? 'offline'
  const onPick = (id: string) => {
    const choice = choiceOf(room, id)
    if (choice === null) return
    onChosen()
    if ('device' in choice) slot.setFor(choice.device, (role) => ({ type: 'device', role, health }))
    else slot.set({ type: 'device', role: choice.role, health })
  }
  return (
    <>
      <Field label="Device">
        <Picker
          groups={deviceGroups(room, graph)}
          chosen={value === null ? null : optionOf(room, value.role, '')}
          text={value === null ? null : roleTitle(room, value.role)}
          placeholder="Choose a device"
          empty={nothingToPick(room)}
          onPick={onPick}
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
