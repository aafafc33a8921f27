'use client'

import { useState } from 'react'
import { Input } from '#app/ui/input.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Select } from '#app/ui/select.tsx'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Operand, Scalar } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { LiveRoleValue } from '../room/live-value.tsx'
import { roleTitle, type StudioRoom, useStudioRoom } from '../room/room-context.tsx'
import { choiceOf, deviceGroups, nothingToPick, optionOf, signalGroups } from './device-choices.tsx'
import styles from './inspector.module.css'
import { Picker, type PickerGroup } from './picker.tsx'
import type { Slot } from './slot.ts'
import { constant, firstValue, type ValueType } from './typed-values.ts'

/** Puts what an option stands for into the slot; an option whose device is gone meanwhile does nothing. */
function pick(room: StudioRoom, id: string, slot: Slot<Operand>): void {
  if (id.startsWith('variable ')) {
    slot.set({ type: 'variable', name: id.slice('variable '.length) })
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
      return null
    case 'variable':
      return `variable ${operand.name}`
    case 'signal':
      return optionOf(room, operand.role, operand.signal)
    case 'health':
      return `health ${optionOf(room, operand.role, '')}`
  }
}

/** An operand in words, devices by their names. */
export function operandText(room: StudioRoom, operand: Operand): string {
  switch (operand.type) {
    case 'constant':
      return typeof operand.value === 'string' ? `“${operand.value}”` : String(operand.value)
    case 'variable':
      return operand.name
    case 'signal':
      return `${roleTitle(room, operand.role)} · ${operand.signal}`
    case 'health':
      return `${roleTitle(room, operand.role)} · health`
  }
}

const sourceGroups = (room: StudioRoom, graph: SceneGraph): PickerGroup[] => {
  const variables: PickerGroup = {
    label: 'Variables',
    options: Object.entries(graph.variables).map(([name, v]) => ({
      id: `variable ${name}`,
      label: name,
      hint: v.type,
    })),
  }
  const health: PickerGroup = {
    label: 'Health of devices',
    options: deviceGroups(room, graph).flatMap((g) =>
      g.options.map((o) => ({ id: `health ${o.id}`, label: `${o.label} · health`, words: 'online offline' })),
    ),
  }
  return [...signalGroups(room, graph), variables, health].filter((g) => g.options.length > 0)
}

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
      text={value.type === 'constant' ? null : operandText(room, value)}
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

/** A value of a type: typed in, or read from somewhere when it is needed. */
export function OperandInput({ slot, type, label, choices, ...range }: OperandInputProps) {
  const { value } = slot
  // Asked to read from somewhere and nothing chosen yet: the constant stays until something is.
  const [asking, setAsking] = useState(false)
  const isConstant = value.type === 'constant' && !asking
  const kind = isConstant ? (type ?? typeName(value.value)) : 'source'
  const kinds =
    type === null
      ? (['boolean', 'number', 'text'] as const).map((t) => ({ value: t as string, label: t }))
      : [{ value: type as string, label: 'value' }]
  return (
    <span className={styles.inlineRow}>
      {isConstant ? (
        <ConstantInput
          value={value.value}
          type={type ?? typeName(value.value)}
          label={label}
          {...(choices === undefined ? {} : { choices })}
          {...range}
          onChange={(next) => slot.set(constant(next))}
        />
      ) : (
        <SourcePicker slot={slot} label={label} />
      )}
      <span className={styles.kindSelect}>
        <Select
          aria-label={`Kind of ${label}`}
          size="sm"
          options={[...kinds, { value: 'source', label: 'from…' }]}
          value={kind}
          onChange={(next) => {
            setAsking(next === 'source')
            if (next !== 'source') slot.set(constant(firstValue(next as ValueType)))
          }}
        />
      </span>
    </span>
  )
}

const typeName = (value: Scalar): ValueType =>
  typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'boolean'

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
