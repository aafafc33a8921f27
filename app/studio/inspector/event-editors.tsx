'use client'

import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import { Select } from '#app/ui/select.tsx'
import { COUNTS_DOWN } from '#scene-graph/nodes/countdowns.ts'
import type { Action, ActionOf } from '#scene-graph/schema/action.ts'
import { type Duration, eventName, id as idSchema, type Operand } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { useLibrary } from '../library/library-context.tsx'
import { freeName, nameProblem } from '../model/names.ts'
import { renameKey } from '../model/roles.ts'
import { NodeSelect } from './condition-parts.tsx'
import { BareDraftInput, DraftInput } from './draft-input.tsx'
import { OptionalDuration } from './duration-input.tsx'
import { changed, type EditorProps } from './effect-editors.tsx'
import styles from './inspector.module.css'
import { OperandInput, OptionalOperand } from './operand-input.tsx'
import { type Slot, within } from './slot.ts'
import { constant } from './typed-values.ts'

/** Forms of what happens inside the game and between games: timers, events, other scenes, the log. */

export function TimerEditor({ slot, value }: EditorProps<'timer'>) {
  const set = (op: typeof value.op) =>
    slot.set(changed(value, { op, by: op === 'add' ? (value.by ?? constant(60_000)) : undefined }))
  return (
    <div className={styles.stack}>
      <Segmented label="What happens to the timer" options={TIMER_OPS} value={value.op} onChange={set} />
      <Field label="Of">
        <NodeSelect
          label="Timer"
          value={value.node}
          among={(type) => COUNTS_DOWN.has(type)}
          onChange={(node) => slot.set({ ...value, node })}
        />
      </Field>
      {value.op === 'add' && value.by !== undefined && (
        <Field label="How much; less than 0 takes away">
          <OperandInput
            slot={within<Action, Operand>(slot, value.by, (by) => ({ ...value, by }))}
            type="number"
            label="By"
            unit="ms"
          />
        </Field>
      )}
    </div>
  )
}

const TIMER_OPS = [
  { value: 'start', label: 'Start' },
  { value: 'stop', label: 'Stop' },
  { value: 'add', label: 'Add time' },
] as const

/** What is wrong with a text that shall be one of the schema's, in words. */
const problemBy =
  (schema: typeof eventName) =>
  (text: string): string | null => {
    const read = schema.safeParse(text)
    return read.success ? null : (read.error.issues[0]?.message ?? 'this cannot be used')
  }
export const eventProblem = problemBy(eventName)
const idProblem = problemBy(idSchema)

export function EmitEditor({ slot, value }: EditorProps<'emit'>) {
  return (
    <div className={styles.stack}>
      <DraftInput
        label="Event"
        value={value.event}
        maxLength={128}
        problem={eventProblem}
        onChange={(event) => slot.set({ ...value, event })}
      />
      <Field label="Heard by">
        <Select size="sm" options={HEARD_BY} value={value.to} onChange={(to) => slot.set({ ...value, to })} />
      </Field>
      <EventData slot={within<Action, Record<string, Operand>>(slot, value.data, (data) => ({ ...value, data }))} />
      <Field label="Later">
        <OptionalDuration
          slot={within<Action, Duration | null>(slot, value.delay ?? null, (delay) =>
            changed(value, { delay: delay ?? undefined }),
          )}
          label="Later by"
        />
      </Field>
      {value.delay !== undefined && (
        <DraftInput
          label="Called"
          value={value.id ?? ''}
          maxLength={128}
          help="By this name it can be cancelled before it comes."
          problem={(text) => (text === '' ? null : idProblem(text))}
          onChange={(text) => slot.set(changed(value, { id: text === '' ? undefined : text }))}
        />
      )}
    </div>
  )
}

const HEARD_BY = [
  { value: 'room', label: 'other scenes of the room' },
  { value: 'self', label: 'this game, in the same step' },
] as const

/** What an event brings along: named values. */
function EventData({ slot }: { slot: Slot<Record<string, Operand>> }) {
  const { value: data } = slot
  const names = Object.keys(data)
  return (
    <fieldset className={styles.list} aria-label="What it brings along">
      {names.map((name) => {
        const given = data[name]
        if (given === undefined) return null
        return (
          <div key={name} className={styles.pair}>
            <BareDraftInput
              label={`Name of ${name}`}
              value={name}
              problem={(text) => nameProblem(text, (n) => data[n] !== undefined)}
              onDone={(to) => slot.set(renameKey(data, name, to))}
            />
            <OperandInput
              slot={within<Record<string, Operand>, Operand>(slot, given, (next) => ({ ...data, [name]: next }))}
              type={null}
              label={name}
            />
            <IconButton
              icon={Trash2}
              size="sm"
              label={`Remove ${name}`}
              onClick={() => slot.set(Object.fromEntries(Object.entries(data).filter(([key]) => key !== name)))}
            />
          </div>
        )
      })}
      <Button
        size="sm"
        variant="quiet"
        icon={Plus}
        className={styles.addOne}
        onClick={() => slot.set({ ...data, [freeName('value', (n) => data[n] !== undefined)]: constant('') })}
      >
        Bring a value along
      </Button>
    </fieldset>
  )
}

export function CancelEditor({ slot, value }: EditorProps<'cancel'>) {
  return (
    <DraftInput
      label="Which"
      value={value.id}
      maxLength={128}
      help="The name that the delayed event was given."
      problem={idProblem}
      onChange={(id) => slot.set({ ...value, id })}
    />
  )
}

export function SceneEditor({ slot, value }: EditorProps<'scene'>) {
  const graph = useGraph()
  const { graphs } = useLibrary()
  const others = graphs.filter((g) => g.id !== graph.id && g.kind === 'scene')
  return (
    <div className={styles.stack}>
      <Segmented
        label="What happens to the scene"
        options={SCENE_OPS}
        value={value.op}
        onChange={(op) => slot.set({ ...value, op })}
      />
      <Select
        aria-label="Scene"
        size="sm"
        placeholder="This scene is not here: choose another"
        options={others.map((g) => ({ value: g.id, label: g.name }))}
        value={others.some((g) => g.id === value.graph) ? value.graph : null}
        onChange={(id) => slot.set({ ...value, graph: id })}
      />
    </div>
  )
}

const SCENE_OPS = [
  { value: 'start', label: 'Start' },
  { value: 'stop', label: 'Stop' },
] as const

export function LogEditor({ slot, value }: EditorProps<'log'>) {
  const set = (fields: Parameters<typeof changed<ActionOf<'log'>>>[1]) => slot.set(changed(value, fields))
  return (
    <div className={styles.stack}>
      <Select
        aria-label="Level"
        size="sm"
        options={LOG_LEVELS}
        value={value.level}
        onChange={(level) => set({ level })}
      />
      <Input
        aria-label="Message"
        size="sm"
        maxLength={500}
        value={value.message}
        onChange={(event) => set({ message: event.target.value })}
      />
      <OptionalOperand
        slot={within<Action, Operand | undefined>(slot, value.value, (next) => changed(value, { value: next }))}
        type={null}
        label="Value"
        first=""
      />
    </div>
  )
}

const LOG_LEVELS = [
  { value: 'debug', label: 'for finding faults' },
  { value: 'info', label: 'for information' },
  { value: 'warning', label: 'a warning' },
] as const
