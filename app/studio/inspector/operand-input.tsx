'use client'

import { Plus, X } from 'lucide-react'
import { useState } from 'react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Select } from '#app/ui/select.tsx'
import { COUNTS_DOWN } from '#scene-graph/nodes/countdowns.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Operand, Scalar } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { canBeActive, titleOf } from '../model/document.ts'
import { nameProblem } from '../model/names.ts'
import { LiveRoleValue } from '../room/live-value.tsx'
import { roleTitle, type StudioRoom, useStudioRoom } from '../room/room-context.tsx'
import { choiceOf, deviceGroups, nothingToPick, optionOf, signalGroups } from './device-choices.tsx'
import { BareDraftInput } from './draft-input.tsx'
import { MillisecondsInput } from './duration-input.tsx'
import { ExpressionInput } from './expression-input.tsx'
import styles from './inspector.module.css'
import { Picker, type PickerGroup } from './picker.tsx'
import { type Slot, within } from './slot.ts'
import { constant, firstValue, TYPE_NAMES, typeOfScalar, type ValueType } from './typed-values.ts'

/** Puts what an option stands for into the slot; an option whose device is gone meanwhile does nothing. */
function pick(room: StudioRoom, id: string, slot: Slot<Operand>): void {
  if (id.startsWith('variable ')) {
    slot.set({ type: 'variable', name: id.slice('variable '.length) })
    return
  }
  const [time = '', node = ''] = id.split(' ', 2)
  if (time === 'elapsed' || time === 'remaining') {
    slot.set({ type: time, node })
    return
  }
  const health = id.startsWith('health ')
  const choice = choiceOf(room, health ? id.slice('health '.length) : id)
  if (choice === null) return
  const make = (role: string): Operand =>
    health ? { type: 'health', role } : { type: 'signal', role, signal: choice.item }
  if ('device' in choice) slot.setFor(choice.device, make)
  else slot.set(make(choice.role))
}

const idOf = (room: StudioRoom, operand: Operand): string | null => {
  switch (operand.type) {
    case 'constant':
    case 'payload':
    case 'expression':
      return null
    case 'elapsed':
    case 'remaining':
      return `${operand.type} ${operand.node}`
    case 'variable':
      return `variable ${operand.name}`
    case 'signal':
      return optionOf(room, operand.role, operand.signal)
    case 'health':
      return `health ${optionOf(room, operand.role, '')}`
  }
}

/** An operand in words, devices and nodes by their names. */
function operandText(room: StudioRoom, graph: SceneGraph, operand: Operand): string {
  const node = (id: string): string => {
    const found = graph.nodes.find((n) => n.id === id)
    return found === undefined ? id : titleOf(found)
  }
  switch (operand.type) {
    case 'constant':
      return typeof operand.value === 'string' ? `“${operand.value}”` : String(operand.value)
    case 'variable':
      return operand.name
    case 'signal':
      return `${roleTitle(room, operand.role)} · ${operand.signal}`
    case 'health':
      return `${roleTitle(room, operand.role)} · health`
    case 'payload':
      return `the event’s ${operand.key}`
    case 'elapsed':
      return `time in ${node(operand.node)}`
    case 'remaining':
      return `time left of ${node(operand.node)}`
    case 'expression':
      return operand.cel
  }
}

const sourceGroups = (room: StudioRoom, graph: SceneGraph): PickerGroup[] => {
  const variables: PickerGroup = {
    label: 'Variables',
    options: Object.entries(graph.variables).map(([name, v]) => ({
      id: `variable ${name}`,
      label: name,
      hint: TYPE_NAMES[v.type],
    })),
  }
  const health: PickerGroup = {
    label: 'Health of devices',
    options: deviceGroups(room, graph).flatMap((g) =>
      g.options.map((o) => ({ id: `health ${o.id}`, label: `${o.label} · health`, words: 'online offline' })),
    ),
  }
  return [...signalGroups(room, graph), variables, health, timesOf(graph)].filter((g) => g.options.length > 0)
}

/** Clocks of nodes: since when each is active, and what a countdown has left. */
const timesOf = (graph: SceneGraph): PickerGroup => ({
  label: 'Time',
  options: graph.nodes
    .filter(canBeActive)
    .flatMap((n) => [
      ...(COUNTS_DOWN.has(n.type) ? [{ id: `remaining ${n.id}`, label: `time left of ${titleOf(n)}` }] : []),
      { id: `elapsed ${n.id}`, label: `time in ${titleOf(n)}` },
    ]),
})

/** Something to read a value from: a signal, a variable, a device's health. */
export function SourcePicker({
  slot,
  label,
  placeholder,
}: {
  slot: Slot<Operand>
  label: string
  placeholder?: string
}) {
  const room = useStudioRoom()
  const graph = useGraph()
  const { value } = slot
  return (
    <Picker
      groups={sourceGroups(room, graph)}
      chosen={idOf(room, value)}
      text={value.type === 'constant' ? null : operandText(room, graph, value)}
      placeholder={placeholder ?? 'Choose what to look at'}
      label={label}
      empty={nothingToPick(room)}
      onPick={(id) => pick(room, id, slot)}
      aside={value.type === 'signal' && <LiveRoleValue role={value.role} signal={value.signal} />}
    />
  )
}

export type OperandInputProps = {
  slot: Slot<Operand>
  /** What is wanted; null when it is not known: then any type can be typed. */
  type: ValueType | null
  label: string
  unit?: string
  min?: number
  max?: number
  /** Texts to choose from instead of typing. */
  choices?: readonly string[]
}

/** How a value is given. */
type Kind = ValueType | 'source' | 'payload' | 'expression'

/** A value of a type: typed in, read from somewhere when it is needed, or computed. */
export function OperandInput({ slot, type, label, choices, ...range }: OperandInputProps) {
  const { value } = slot
  // Asked to read from somewhere and nothing chosen yet: the constant stays until something is.
  const [asking, setAsking] = useState(false)
  const kind = asking ? 'source' : kindOf(value, type)
  const constants: readonly ValueType[] = type === null ? ['boolean', 'number', 'text'] : [type]
  const choose = (next: Kind) => {
    setAsking(next === 'source')
    if (next === 'payload') slot.set({ type: 'payload', key: 'value' })
    else if (next === 'expression') slot.set({ type: 'expression', cel: celOf(value) })
    else if (next !== 'source') slot.set(constant(firstValue(next)))
  }
  const how = (
    <span className={styles.kindSelect}>
      <Select<Kind>
        aria-label={`Kind of ${label}`}
        size="sm"
        options={[
          ...constants.map((t) => ({ value: t, label: type === null ? TYPE_NAMES[t] : 'value' })),
          { value: 'source', label: 'from…' },
          { value: 'payload', label: 'event’s' },
          { value: 'expression', label: 'computed' },
        ]}
        value={kind}
        onChange={choose}
      />
    </span>
  )
  if (kind === 'expression' && value.type === 'expression')
    return (
      <span className={styles.topRow}>
        <ExpressionInput
          value={value.cel}
          wanted={type}
          label={label}
          onChange={(cel) => slot.set({ type: 'expression', cel })}
        />
        {how}
      </span>
    )
  return (
    <span className={styles.inlineRow}>
      {kind === 'source' ? (
        <SourcePicker
          // What was chosen is there now: nothing is asked any more.
          slot={{
            value,
            set: (next) => {
              setAsking(false)
              slot.set(next)
            },
            setFor: (device, make) => {
              setAsking(false)
              slot.setFor(device, make)
            },
          }}
          label={label}
        />
      ) : kind === 'payload' && value.type === 'payload' ? (
        <BareDraftInput
          label={`${label}: field of the event`}
          value={value.key}
          problem={(text) => nameProblem(text, () => false)}
          onChange={(key) => slot.set({ type: 'payload', key })}
        />
      ) : (
        value.type === 'constant' && (
          <ConstantInput
            value={value.value}
            type={type ?? typeOfScalar(value.value)}
            label={label}
            {...(choices === undefined ? {} : { choices })}
            {...range}
            onChange={(next) => slot.set(constant(next))}
          />
        )
      )}
      {how}
    </span>
  )
}

function kindOf(value: Operand, type: ValueType | null): Kind {
  if (value.type === 'constant') return type ?? typeOfScalar(value.value)
  return value.type === 'payload' || value.type === 'expression' ? value.type : 'source'
}

/** What stood there, as an expression that gives the same as far as expressions know it. */
function celOf(value: Operand): string {
  switch (value.type) {
    case 'constant':
      return JSON.stringify(value.value)
    case 'variable':
      return `vars["${value.name}"]`
    case 'signal':
      return `roles["${value.role}"]["${value.signal}"]`
    case 'health':
      return `online("${value.role}") ? "online" : "offline"`
    case 'expression':
      return value.cel
    case 'payload':
    case 'elapsed':
    case 'remaining':
      return '0'
  }
}

type OptionalOperandProps = Omit<OperandInputProps, 'slot'> & { slot: Slot<Operand | undefined>; first: Scalar }

/** A value that may be left out. */
export function OptionalOperand({ slot, first, ...input }: OptionalOperandProps) {
  const { value } = slot
  if (value === undefined)
    return (
      <Button size="sm" variant="quiet" icon={Plus} className={styles.addOne} onClick={() => slot.set(constant(first))}>
        Give {input.label.toLowerCase()}
      </Button>
    )
  return (
    <span className={styles.withRemove}>
      <OperandInput {...input} slot={within<Operand | undefined, Operand>(slot, value, (next) => next)} />
      <IconButton icon={X} size="sm" label={`Leave out: ${input.label}`} onClick={() => slot.set(undefined)} />
    </span>
  )
}

type ConstantProps = {
  value: Scalar
  type: ValueType
  label: string
  unit?: string
  min?: number
  max?: number
  choices?: readonly string[]
  onChange: (value: Scalar) => void
}

/** A constant of a type. A value of another type is shown as none, and replaced by the first that is given. */
export function ConstantInput({ value, type, label, unit, min, max, choices, onChange }: ConstantProps) {
  if (type === 'boolean')
    return (
      <Select
        aria-label={label}
        size="sm"
        options={TRUTH}
        value={typeof value === 'boolean' ? (String(value) as 'true' | 'false') : null}
        onChange={(next) => onChange(next === 'true')}
      />
    )
  if (type === 'number' && unit === 'ms')
    return (
      <MillisecondsInput
        value={typeof value === 'number' ? value : null}
        label={label}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        onChange={onChange}
      />
    )
  if (type === 'number')
    return (
      <NumberInput
        aria-label={label}
        size="sm"
        value={typeof value === 'number' ? value : null}
        {...(unit === undefined ? {} : { unit })}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        onChange={(next) => {
          if (next !== null) onChange(next)
        }}
      />
    )
  if (choices !== undefined)
    return (
      <Select
        aria-label={label}
        size="sm"
        options={choices.map((c) => ({ value: c, label: c }))}
        value={typeof value === 'string' ? value : null}
        onChange={onChange}
      />
    )
  return (
    <Input
      aria-label={label}
      size="sm"
      value={typeof value === 'string' ? value : ''}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

const TRUTH = [
  { value: 'true', label: 'true' },
  { value: 'false', label: 'false' },
] as const
