'use client'

import { EllipsisVertical, Plus } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Menu, type MenuEntry } from '#app/ui/menu.tsx'
import { Select } from '#app/ui/select.tsx'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Duration, Operand } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { canBeActive, titleOf } from '../model/document.ts'
import { DurationInput } from './duration-input.tsx'
import styles from './inspector.module.css'
import { OperandInput, SourcePicker } from './operand-input.tsx'
import { item, placed, type Slot, within } from './slot.ts'
import { comparatorsFor, constant, fitRight, fresh, rangeOf, typeOfOperand } from './typed-values.ts'

export type ConditionEditorProps = {
  slot: Slot<Condition>
  label: string
  /** Takes it away; missing where it must stay. */
  onRemove?: () => void
}

/** A condition as sentences; each part can be wrapped in another, taken out of it, or taken away. */
export function ConditionEditor({ slot, label, onRemove }: ConditionEditorProps) {
  const graph = useGraph()
  const menu = <PartMenu slot={slot} graph={graph} label={label} {...(onRemove === undefined ? {} : { onRemove })} />
  const { value } = slot
  switch (value.type) {
    case 'all':
    case 'any':
      return <Several slot={slot} value={value} label={label} menu={menu} />
    case 'not':
      return (
        <Part label={label} menu={menu} head={<span className={styles.word}>not</span>}>
          <ConditionEditor
            slot={within(slot, value.of, (of) => ({ ...value, of }))}
            label={`${label}, negated`}
            onRemove={() => slot.set(fresh.all())}
          />
        </Part>
      )
    case 'held':
      return (
        <Part label={label} menu={menu} head={<span className={styles.word}>held without a break for</span>}>
          <DurationInput
            slot={within<Condition, Duration>(slot, value.for, (time) => ({ ...value, for: time }))}
            label="Held for"
          />
          <ConditionEditor
            slot={within(slot, value.of, (of) => ({ ...value, of }))}
            label={`${label}, held`}
            onRemove={() => slot.set(fresh.all())}
          />
        </Part>
      )
    case 'compare':
      return <Comparison slot={slot} value={value} label={label} menu={menu} />
    case 'active':
      return (
        <Part label={label} menu={menu} head={<span className={styles.word}>is active:</span>}>
          <Select
            aria-label="Node"
            size="sm"
            options={graph.nodes.filter(canBeActive).map((n) => ({ value: n.id, label: titleOf(n), hint: n.type }))}
            value={graph.nodes.some((n) => n.id === value.node) ? value.node : null}
            onChange={(node) => slot.set({ ...value, node })}
          />
        </Part>
      )
  }
}

type PartProps = { label: string; head: React.ReactNode; menu: React.ReactNode; children: React.ReactNode }

const Part = ({ label, head, menu, children }: PartProps) => (
  <fieldset className={styles.part} aria-label={label}>
    <div className={styles.partHead}>
      {head}
      {menu}
    </div>
    {children}
  </fieldset>
)

type List = Extract<Condition, { of: Condition[] }>

function Several({
  slot,
  value,
  label,
  menu,
}: {
  slot: Slot<Condition>
  value: List
  label: string
  menu: React.ReactNode
}) {
  const graph = useGraph()
  const list = within<Condition, readonly Condition[]>(slot, value.of, (of) => ({ ...value, of: [...of] }))
  const add = (condition: Condition) => list.set([...value.of, condition])
  return (
    <Part
      label={label}
      menu={menu}
      head={
        <Select
          aria-label={`How many of ${label}`}
          size="sm"
          options={HOW_MANY}
          value={value.type}
          onChange={(type) => slot.set({ type, of: value.of })}
        />
      }
    >
      {value.of.length === 0 && (
        <p className={styles.hint}>
          {value.type === 'all'
            ? 'Nothing is asked, so this is always true.'
            : 'Nothing is offered, so this is never true.'}
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
      <div className={styles.addRow}>
        <NewComparison list={list} />
        <Menu
          align="start"
          trigger={
            <Button size="sm" variant="quiet" icon={Plus}>
              More
            </Button>
          }
          entries={[
            { label: 'All of several', onSelect: () => add(fresh.all()) },
            { label: 'Any of several', onSelect: () => add(fresh.any()) },
            { label: 'Not', onSelect: () => add(fresh.not(fresh.all())) },
            { label: 'Held for a time', onSelect: () => add(fresh.held(fresh.all())) },
            {
              label: 'A node is active',
              disabled: !graph.nodes.some(canBeActive),
              onSelect: () => add(fresh.active(graph.nodes.find(canBeActive)?.id ?? '')),
            },
          ]}
        />
      </div>
    </Part>
  )
}

const HOW_MANY = [
  { value: 'all', label: 'all of these' },
  { value: 'any', label: 'any of these' },
] as const

/** Begins a comparison by choosing what to look at: there is never a half one in the document. */
export function NewComparison({ list }: { list: Slot<readonly Condition[]> }) {
  const graph = useGraph()
  const slot: Slot<Operand> = {
    value: constant(true),
    set: (left) => list.set([...list.value, fresh.compare(left, graph)]),
    setFor: (device, make) =>
      list.setFor(device, (role) => {
        const left = make(role)
        return [...list.value, compareDevice(left, device)]
      }),
  }
  return <SourcePicker slot={slot} label="Add a comparison" placeholder="Add a comparison" />
}

/** The role may be made in the same step, so the type comes from the device and not from the document. */
function compareDevice(left: Operand, device: { signals: Readonly<Record<string, { type: string }>> }): Condition {
  const type = left.type === 'signal' ? device.signals[left.signal]?.type : 'text'
  const right = left.type === 'health' ? 'online' : type === 'number' ? 0 : type === 'text' ? '' : true
  return { type: 'compare', left, op: '=', right: constant(right) }
}

type Compare = Extract<Condition, { type: 'compare' }>

function Comparison({
  slot,
  value,
  label,
  menu,
}: {
  slot: Slot<Condition>
  value: Compare
  label: string
  menu: React.ReactNode
}) {
  const graph = useGraph()
  const type = typeOfOperand(graph, value.left)
  const left = within<Condition, Operand>(slot, value.left, (next) => ({
    ...value,
    left: next,
    right: fitRight(graph, next, value.right),
  }))
  const right = within<Condition, Operand>(slot, value.right, (next) => ({ ...value, right: next }))
  return (
    <Part
      label={label}
      menu={menu}
      head={
        value.left.type === 'constant' ? (
          <OperandInput slot={left} type={null} label="Left side" />
        ) : (
          <SourcePicker slot={left} label="What to look at" />
        )
      }
    >
      <div className={styles.compareRow}>
        <Select
          aria-label="Comparison"
          size="sm"
          options={comparatorsFor(type)}
          value={value.op}
          onChange={(op) => slot.set({ ...value, op })}
        />
        <OperandInput
          slot={right}
          type={type}
          label="Value"
          {...(value.left.type === 'health' ? { choices: ['online', 'offline'] } : {})}
          {...rangeOf(graph, value.left)}
        />
      </div>
    </Part>
  )
}

type MenuProps = { slot: Slot<Condition>; graph: SceneGraph; label: string; onRemove?: () => void }

function PartMenu({ slot, label, onRemove }: MenuProps) {
  const { value } = slot
  const inner = 'of' in value && !Array.isArray(value.of) ? value.of : null
  const entries: MenuEntry[] = [
    { label: 'Turn round: not …', onSelect: () => slot.set(fresh.not(value)) },
    { label: 'Must be held for a time', onSelect: () => slot.set(fresh.held(value)) },
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
