'use client'

import { EllipsisVertical, Plus, X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Menu, type MenuEntry } from '#app/ui/menu.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Select } from '#app/ui/select.tsx'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { SignalTrigger } from '#scene-graph/schema/signal-trigger.ts'
import type { Duration, Operand } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { canBeActive } from '../model/document.ts'
import { Asks } from './asks-editor.tsx'
import { NodeSelect, Part, Word } from './condition-parts.tsx'
import { DevicePicker, makeSignalTrigger, SignalPicker } from './device-picker.tsx'
import { DurationInput } from './duration-input.tsx'
import { ExpressionInput } from './expression-input.tsx'
import styles from './inspector.module.css'
import { SignalTriggerForm } from './match-form.tsx'
import { SourcePicker } from './operand-input.tsx'
import { item, placed, type Slot, within } from './slot.ts'
import { compareTo, constant, fresh } from './typed-values.ts'

export type ConditionEditorProps = {
  slot: Slot<Condition>
  label: string
  /** Takes it away; missing where it must stay. */
  onRemove?: () => void
}

/** A condition as sentences; each part can be wrapped in another, taken out of it, or taken away. */
export function ConditionEditor({ slot, label, onRemove }: ConditionEditorProps) {
  const menu = <PartMenu slot={slot} label={label} {...(onRemove === undefined ? {} : { onRemove })} />
  const { value } = slot
  const inner = (of: Condition, put: (of: Condition) => Condition, what: string) => (
    <ConditionEditor slot={within(slot, of, put)} label={`${label}, ${what}`} onRemove={() => slot.set(fresh.all())} />
  )
  switch (value.type) {
    case 'compare':
    case 'between':
    case 'in':
    case 'within':
    case 'changed':
      return <Asks slot={slot} value={value} label={label} menu={menu} />
    case 'all':
    case 'any':
    case 'at-least':
      return <Several slot={slot} value={value} label={label} menu={menu} />
    case 'not':
      return (
        <Part label={label} menu={menu} head={<Word>not</Word>}>
          {inner(value.of, (of) => ({ ...value, of }), 'negated')}
        </Part>
      )
    case 'held':
      return (
        <Part label={label} menu={menu} head={<Word>held without a break for</Word>}>
          <DurationInput
            slot={within<Condition, Duration>(slot, value.for, (time) => ({ ...value, for: time }))}
            label="Held for"
          />
          {inner(value.of, (of) => ({ ...value, of }), 'held')}
        </Part>
      )
    case 'times':
      return <Times slot={slot} value={value} label={label} menu={menu} />
    case 'active':
      return (
        <Part label={label} menu={menu} head={<Word>is active:</Word>}>
          <NodeSelect label="Node" value={value.node} onChange={(node) => slot.set({ ...value, node })} />
        </Part>
      )
    case 'device':
      return (
        <Part
          label={label}
          menu={menu}
          head={
            <DevicePicker
              slot={slot}
              chosen={value.role}
              make={(role) => ({ ...value, role })}
              label={`Device of ${label}`}
            />
          }
        >
          <Select
            aria-label="Health"
            size="sm"
            options={HEALTH}
            value={value.health}
            onChange={(health) => slot.set({ ...value, health })}
          />
        </Part>
      )
    case 'expression':
      return (
        <Part label={label} menu={menu} head={<Word>it is true that</Word>}>
          <ExpressionInput
            value={value.cel}
            wanted="boolean"
            label="Expression"
            onChange={(cel) => slot.set({ type: 'expression', cel })}
          />
        </Part>
      )
  }
}

const HEALTH = [
  { value: 'online', label: 'is online' },
  { value: 'offline', label: 'is offline' },
] as const

type List = Extract<Condition, { of: Condition[] }>
type OwnProps<Value> = { slot: Slot<Condition>; value: Value; label: string; menu: ReactNode }

function Several({ slot, value, label, menu }: OwnProps<List>) {
  const list = within<Condition, readonly Condition[]>(slot, value.of, (of) => ({ ...value, of: [...of] }))
  const change = (type: List['type']) =>
    slot.set(type === 'at-least' ? { type, n: Math.max(1, value.of.length - 1), of: value.of } : { type, of: value.of })
  return (
    <Part
      label={label}
      menu={menu}
      head={
        <span className={styles.inlineRow}>
          <Select
            aria-label={`How many of ${label}`}
            size="sm"
            options={HOW_MANY}
            value={value.type}
            onChange={change}
          />
          {value.type === 'at-least' && (
            <NumberInput
              aria-label={`At least how many of ${label}`}
              size="sm"
              integer
              min={0}
              value={value.n}
              onChange={(n) => {
                if (n !== null) slot.set({ ...value, n })
              }}
            />
          )}
        </span>
      }
    >
      {value.of.length === 0 && (
        <p className={styles.hint}>
          {value.type === 'any'
            ? 'Nothing is offered, so this is never true.'
            : 'Nothing is asked, so this is always true.'}
        </p>
      )}
      {placed(value.of).map(({ key, index, value: part }) => (
        <ConditionEditor
          key={`${key} ${part.type}`}
          slot={item(list, index, part)}
          label={`condition ${index + 1}`}
          onRemove={() => list.set(value.of.toSpliced(index, 1))}
        />
      ))}
      <AddCondition list={list} wrap={(c) => c} />
    </Part>
  )
}

const HOW_MANY = [
  { value: 'all', label: 'all of these' },
  { value: 'any', label: 'any of these' },
  { value: 'at-least', label: 'at least' },
] as const

type Counted = Extract<Condition, { type: 'times' }>

/** How often something happened of late. */
function Times({ slot, value, label, menu }: OwnProps<Counted>) {
  const { of } = value
  const [asking, setAsking] = useState(false)
  const put = (next: Condition | SignalTrigger): Condition => ({ ...value, of: next })
  const counts = of.type === 'signal' || asking ? 'signal' : 'condition'
  return (
    <Part
      label={label}
      menu={menu}
      head={
        <span className={styles.timesRow}>
          <NumberInput
            aria-label="Times"
            size="sm"
            integer
            min={1}
            max={1_000}
            value={value.n}
            onChange={(n) => {
              if (n !== null) slot.set({ ...value, n })
            }}
          />
          <Word>times within</Word>
        </span>
      }
    >
      <DurationInput
        slot={within<Condition, Duration>(slot, value.within, (time) => ({ ...value, within: time }))}
        label="Within"
      />
      <Select
        aria-label="What is counted"
        size="sm"
        options={COUNTED}
        value={counts}
        onChange={(next) => {
          setAsking(next === 'signal' && of.type !== 'signal')
          if (next === 'condition' && of.type === 'signal') slot.set(put(fresh.all()))
        }}
      />
      {counts === 'signal' ? (
        <SignalTriggerForm
          slot={slot}
          value={of.type === 'signal' ? of : null}
          put={put}
          label="Signal"
          match
          onChosen={() => setAsking(false)}
        />
      ) : (
        of.type !== 'signal' && (
          <ConditionEditor
            slot={within<Condition, Condition>(slot, of, put)}
            label={`${label}, counted`}
            onRemove={() => slot.set(put(fresh.all()))}
          />
        )
      )}
    </Part>
  )
}

const COUNTED = [
  { value: 'condition', label: 'a condition becomes true' },
  { value: 'signal', label: 'a device reports' },
] as const

type AddProps<Item> = { list: Slot<readonly Item[]>; wrap: (condition: Condition) => Item; what?: string }

/** Begins a condition by choosing what to look at: there is never a half one in the document. */
export function AddCondition<Item>({ list, wrap, what = 'comparison' }: AddProps<Item>) {
  const graph = useGraph()
  // A device is chosen before anything about it can stand in the document.
  const [asking, setAsking] = useState<'device' | 'signal' | null>(null)
  const slot: Slot<Condition | null> = {
    value: null,
    set: (condition) => {
      if (condition !== null) list.set([...list.value, wrap(condition)])
    },
    setFor: (device, make) =>
      list.setFor(device, (role) => {
        const condition = make(role)
        return condition === null ? list.value : [...list.value, wrap(condition)]
      }),
  }
  const source: Slot<Operand> = {
    value: constant(true),
    set: (left) => slot.set(fresh.compare(left, graph)),
    setFor: (device, make) =>
      slot.setFor(device, (role) => {
        const left = make(role)
        // The role may be made in the same step, so the type comes from the device and not from the document.
        return compareTo(left, left.type === 'signal' ? (device.signals[left.signal]?.type ?? null) : 'text')
      }),
  }
  const first = graph.nodes.find(canBeActive)
  const done = () => setAsking(null)
  if (asking !== null)
    return (
      <div className={styles.addRow}>
        {asking === 'device' ? (
          <DevicePicker
            slot={slot}
            chosen={null}
            make={fresh.device}
            label="Device that must be well"
            placeholder="Choose the device"
            onChosen={done}
          />
        ) : (
          <SignalPicker
            slot={slot}
            chosen={null}
            make={(role, signal, declares) => fresh.times(makeSignalTrigger(role, signal, declares))}
            label="Signal that is counted"
            placeholder="Choose what is counted"
            onChosen={done}
          />
        )}
        <IconButton icon={X} size="sm" label="Add nothing" onClick={done} />
      </div>
    )
  return (
    <div className={styles.addRow}>
      <SourcePicker slot={source} label={`Add a ${what}`} placeholder={`Add a ${what}`} />
      <Menu
        align="end"
        trigger={
          <Button size="sm" variant="quiet" icon={Plus}>
            More
          </Button>
        }
        entries={[
          { label: 'All of several', onSelect: () => slot.set(fresh.all()) },
          { label: 'Any of several', onSelect: () => slot.set(fresh.any()) },
          { label: 'At least so many of several', onSelect: () => slot.set(fresh.atLeast()) },
          { label: 'Not', onSelect: () => slot.set(fresh.not(fresh.all())) },
          { type: 'separator' },
          { label: 'Held for a time', onSelect: () => slot.set(fresh.held(fresh.all())) },
          { label: 'So many times of late', onSelect: () => setAsking('signal') },
          { type: 'separator' },
          {
            label: 'A node is active',
            disabled: first === undefined,
            onSelect: () => slot.set(fresh.active(first?.id ?? '')),
          },
          { label: 'A device is online or offline', onSelect: () => setAsking('device') },
          { label: 'An expression', onSelect: () => slot.set(fresh.expression()) },
        ]}
      />
    </div>
  )
}

/** A condition, or none. */
export function OptionalCondition({ slot, label }: { slot: Slot<Condition | null>; label: string }) {
  const { value } = slot
  if (value !== null)
    return (
      <ConditionEditor
        slot={within<Condition | null, Condition>(slot, value, (next) => next)}
        label={label}
        onRemove={() => slot.set(null)}
      />
    )
  const list: Slot<readonly Condition[]> = {
    value: [],
    set: ([first]) => slot.set(first ?? null),
    setFor: (device, make) => slot.setFor(device, (role) => make(role)[0] ?? null),
  }
  return <AddCondition list={list} wrap={(c) => c} what="condition" />
}

type MenuProps = { slot: Slot<Condition>; label: string; onRemove?: () => void }

function PartMenu({ slot, label, onRemove }: MenuProps) {
  const { value } = slot
  const inner = innerOf(value)
  const entries: MenuEntry[] = [
    { label: 'Turn round: not …', onSelect: () => slot.set(fresh.not(value)) },
    { label: 'Must be held for a time', onSelect: () => slot.set(fresh.held(value)) },
    { label: 'Must come so many times', onSelect: () => slot.set(fresh.times(value)) },
    { label: 'Put into “all of”', onSelect: () => slot.set({ type: 'all', of: [value] }) },
    { label: 'Put into “any of”', onSelect: () => slot.set({ type: 'any', of: [value] }) },
    ...(inner === null ? [] : [{ label: 'Take out of this', onSelect: () => slot.set(inner) }]),
    ...(onRemove === undefined
      ? []
      : [{ type: 'separator' as const }, { label: 'Remove', danger: true, onSelect: onRemove }]),
  ]
  return (
    <Menu
      trigger={<IconButton icon={EllipsisVertical} label={`Change ${label}`} size="sm" />}
      entries={entries}
      align="end"
    />
  )
}

/** The condition inside one that wraps a single one. */
function innerOf(value: Condition): Condition | null {
  if (value.type === 'not' || value.type === 'held') return value.of
  if (value.type === 'times') return value.of.type === 'signal' ? null : value.of
  if ((value.type === 'all' || value.type === 'any') && value.of.length === 1) return value.of[0] ?? null
  return null
}
