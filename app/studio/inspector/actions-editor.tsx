'use client'

import { Plus } from 'lucide-react'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { TextArea } from '#app/ui/input.tsx'
import { Menu, type MenuEntry } from '#app/ui/menu.tsx'
import { Select } from '#app/ui/select.tsx'
import { describeAction } from '#scene-graph/describe.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Action, ActionOf, CommandAction, SetAction } from '#scene-graph/schema/action.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Duration, Operand } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { useLibrary } from '../library/library-context.tsx'
import { spokenAction } from '../model/spoken.ts'
import { type RoomDevice, roleTitle, useStudioRoom } from '../room/room-context.tsx'
import { ACTION_GROUPS, ACTIONS, freshAction, freshSet } from './action-names.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { choiceOf, commandGroups, nothingToPick, optionOf } from './device-choices.tsx'
import { DurationInput } from './duration-input.tsx'
import { DisplayEditor, HintEditor, LightEditor, MediaEditor } from './effect-editors.tsx'
import { CancelEditor, EmitEditor, LogEditor, SceneEditor, TimerEditor } from './event-editors.tsx'
import styles from './inspector.module.css'
import { ListRow, useListRows } from './list-row.tsx'
import { OperandInput } from './operand-input.tsx'
import { Picker } from './picker.tsx'
import { item, placed, type Slot, within } from './slot.ts'
import { constant, firstValue, limitsOf, TYPE_NAMES, typeOfOperand } from './typed-values.ts'

/** A list of actions, done in order. */
export function ActionsEditor({ slot, label }: { slot: Slot<readonly Action[]>; label: string }) {
  const { value } = slot
  const graph = useGraph()
  const row = useListRows(slot)
  return (
    <fieldset className={styles.list} aria-label={label}>
      {placed(value).map(({ key, index, value: action }) => (
        <ListRow
          key={`${key} ${action.type}`}
          {...row(index)}
          what={`action ${index + 1} of ${label}`}
          said={describeAction(spokenAction(graph, action))}
          title={ACTIONS[action.type].label}
        >
          <ActionEditor slot={item(slot, index, action)} />
        </ListRow>
      ))}
      <AddAction label={label} list={slot} wrap={(action) => action} />
    </fieldset>
  )
}

type AddProps<Item> = { label: string; list: Slot<readonly Item[]>; wrap: (action: Action) => Item }

/** Adds an action of a kind. A command begins with choosing it: there is never one without a device. */
export function AddAction<Item>({ label, list, wrap }: AddProps<Item>) {
  const add = (action: Action) => list.set([...list.value, wrap(action)])
  const command: Slot<CommandAction | null> = {
    value: null,
    set: (action) => {
      if (action !== null) add(action)
    },
    setFor: (device, make) =>
      list.setFor(device, (role) => {
        const action = make(role)
        return action === null ? list.value : [...list.value, wrap(action)]
      }),
  }
  return (
    <div className={styles.addRow}>
      <CommandPicker slot={command} label={`Add a command to ${label}`} placeholder="Add a command" />
      <MoreActions onAdd={add} />
    </div>
  )
}

/** Every other kind of action. One that needs something that is not there says what. */
function MoreActions({ onAdd }: { onAdd: (action: Action) => void }) {
  const graph = useGraph()
  const library = useLibrary()
  const entries = ACTION_GROUPS.flatMap((kinds, group): MenuEntry[] => [
    ...(group === 0 ? [] : [{ type: 'separator' as const }]),
    ...kinds.map((kind): MenuEntry => {
      const { label, icon } = ACTIONS[kind]
      const made = freshAction(kind, graph, library)
      return 'why' in made
        ? { label: `${label} (${made.why})`, icon, disabled: true, onSelect: () => undefined }
        : { label, icon, onSelect: () => onAdd(made.action) }
    }),
  ])
  return (
    <Menu
      align="end"
      trigger={
        <Button size="sm" variant="quiet" icon={Plus}>
          More
        </Button>
      }
      entries={entries}
    />
  )
}

export function ActionEditor({ slot }: { slot: Slot<Action> }) {
  const { value } = slot
  switch (value.type) {
    case 'command':
      return <CommandEditor slot={slot} value={value} />
    case 'set':
      return <SetEditor slot={slot} value={value} />
    case 'notify':
      return <NotifyEditor slot={slot} value={value} />
    case 'media':
      return <MediaEditor slot={slot} value={value} />
    case 'light':
      return <LightEditor slot={slot} value={value} />
    case 'display':
      return <DisplayEditor slot={slot} value={value} />
    case 'hint':
      return <HintEditor slot={slot} value={value} />
    case 'timer':
      return <TimerEditor slot={slot} value={value} />
    case 'emit':
      return <EmitEditor slot={slot} value={value} />
    case 'cancel':
      return <CancelEditor slot={slot} value={value} />
    case 'scene':
      return <SceneEditor slot={slot} value={value} />
    case 'log':
      return <LogEditor slot={slot} value={value} />
    case 'if':
      return <IfEditor slot={slot} value={value} />
  }
}

/** Does one list or the other, by how things stand when its turn comes. */
function IfEditor({ slot, value }: { slot: Slot<Action>; value: ActionOf<'if'> }) {
  const part = (key: 'do' | 'else') =>
    within<Action, readonly Action[]>(slot, value[key], (actions) => ({ ...value, [key]: [...actions] }))
  return (
    <div className={styles.stack}>
      <ConditionEditor
        slot={within<Action, Condition>(slot, value.condition, (condition) => ({ ...value, condition }))}
        label="If"
      />
      <span className={styles.word}>then</span>
      <ActionsEditor slot={part('do')} label="Then" />
      <span className={styles.word}>else</span>
      <ActionsEditor slot={part('else')} label="Else" />
    </div>
  )
}

type CommandPickerProps = { slot: Slot<CommandAction | null>; label: string; placeholder: string }

/** Which device shall do what: by controller, with live values; a device without a role gets one. */
function CommandPicker({ slot, label, placeholder }: CommandPickerProps) {
  const room = useStudioRoom()
  const graph = useGraph()
  const { value } = slot
  const onPick = (id: string) => {
    const choice = choiceOf(room, id)
    if (choice === null) return
    if ('device' in choice)
      return slot.setFor(choice.device, (role) => commandOf(role, choice.item, choice.device, value))
    slot.set(commandOf(choice.role, choice.item, graph.roles[choice.role], value))
  }
  return (
    <Picker
      groups={commandGroups(room, graph)}
      chosen={value === null ? null : optionOf(room, value.role, value.command)}
      text={value === null ? null : `${roleTitle(room, value.role)} · ${value.command}`}
      placeholder={placeholder}
      label={label}
      empty={nothingToPick(room)}
      onPick={onPick}
    />
  )
}

type Declared = Pick<RoomDevice, 'commands'> | SceneGraph['roles'][string] | undefined

/** A command with a first value for each parameter that it must have; what was set before stays where it fits. */
function commandOf(role: string, command: string, declared: Declared, before: CommandAction | null): CommandAction {
  const params = declared?.commands[command]?.params ?? {}
  const kept = before !== null && before.command === command ? before.params : {}
  const needed = Object.entries(params).filter(([name, p]) => p.optional !== true && kept[name] === undefined)
  return {
    type: 'command',
    role,
    command,
    params: {
      ...Object.fromEntries(needed.map(([name, p]) => [name, constant(firstWithin(p.type, p.min, p.max))])),
      ...kept,
    },
    ackWithin: before?.ackWithin ?? 5_000,
  }
}

/** A first value that the declaration's own limits allow. */
function firstWithin(type: 'boolean' | 'number' | 'text', min?: number, max?: number) {
  if (type !== 'number') return firstValue(type)
  return Math.min(max ?? Number.POSITIVE_INFINITY, Math.max(min ?? Number.NEGATIVE_INFINITY, 0))
}

function CommandEditor({ slot, value }: { slot: Slot<Action>; value: CommandAction }) {
  const graph = useGraph()
  const declared = graph.roles[value.role]?.commands[value.command]?.params ?? {}
  const chosen: Slot<CommandAction | null> = within<Action, CommandAction | null>(slot, value, (next) => next ?? value)
  const names = [...new Set([...Object.keys(declared), ...Object.keys(value.params)])]
  const put = (params: CommandAction['params']): Action => ({ ...value, params })
  return (
    <div className={styles.stack}>
      <CommandPicker slot={chosen} label="Device and command" placeholder="Choose a device and what it shall do" />
      {names.map((name) => {
        const param = declared[name]
        const given = value.params[name]
        const known = param === undefined ? ' (not declared)' : param.optional ? ' (optional)' : ''
        return (
          <Field
            key={name}
            label={`${name}${known}`}
            aside={
              given !== undefined && (param === undefined || param.optional) ? (
                <button
                  type="button"
                  className={styles.link}
                  onClick={() => slot.set(put(without(value.params, name)))}
                >
                  leave out
                </button>
              ) : undefined
            }
          >
            {given === undefined ? (
              <Button
                size="sm"
                variant="quiet"
                icon={Plus}
                onClick={() =>
                  slot.set(
                    put({
                      ...value.params,
                      [name]: constant(firstWithin(param?.type ?? 'text', param?.min, param?.max)),
                    }),
                  )
                }
              >
                Give {name}
              </Button>
            ) : (
              <OperandInput
                slot={within<Action, Operand>(slot, given, (next) => put({ ...value.params, [name]: next }))}
                type={param?.type ?? null}
                label={name}
                {...limitsOf(param)}
              />
            )}
          </Field>
        )
      })}
      <details className={styles.more}>
        <summary>Acknowledged within {value.ackWithin / 1_000} s</summary>
        <DurationInput
          slot={within<Action, Duration>(slot, value.ackWithin, (time) => ({
            ...value,
            ackWithin: typeof time === 'number' && time > 0 ? Math.min(600_000, Math.round(time)) : value.ackWithin,
          }))}
          label="Acknowledged within"
          fixed
        />
      </details>
    </div>
  )
}

const without = <Value,>(record: Record<string, Value>, key: string): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => name !== key))

function SetEditor({ slot, value }: { slot: Slot<Action>; value: SetAction }) {
  const graph = useGraph()
  const type = typeOfOperand(graph, { type: 'variable', name: value.variable })
  return (
    <div className={styles.stack}>
      <Select
        aria-label="Variable"
        size="sm"
        options={Object.entries(graph.variables).map(([name, v]) => ({
          value: name,
          label: name,
          hint: TYPE_NAMES[v.type],
        }))}
        value={graph.variables[value.variable] === undefined ? null : value.variable}
        onChange={(variable) => slot.set(freshSet(graph, variable))}
      />
      <div className={styles.compareRow}>
        <Select
          aria-label="How"
          size="sm"
          options={type === 'number' || type === 'text' ? [SET, type === 'text' ? APPEND : ADD] : [SET]}
          value={value.mode}
          onChange={(mode) => slot.set({ ...value, mode })}
        />
        <OperandInput
          slot={within<Action, Operand>(slot, value.to, (to) => ({ ...value, to }))}
          type={type}
          label="Value"
          {...(graph.variables[value.variable]?.type === 'duration' ? { unit: 'ms' } : {})}
        />
      </div>
    </div>
  )
}

const SET = { value: 'set', label: 'becomes' } as const
const ADD = { value: 'add', label: 'goes up by' } as const
const APPEND = { value: 'add', label: 'is added' } as const

function NotifyEditor({ slot, value }: { slot: Slot<Action>; value: ActionOf<'notify'> }) {
  return (
    <div className={styles.stack}>
      <Select
        aria-label="How urgent"
        size="sm"
        options={LEVELS}
        value={value.level}
        onChange={(level) => slot.set({ ...value, level })}
      />
      <TextArea
        aria-label="Message"
        rows={2}
        maxLength={500}
        value={value.message}
        onChange={(event) => slot.set({ ...value, message: event.target.value })}
      />
    </div>
  )
}

const LEVELS = [
  { value: 'info', label: 'for information' },
  { value: 'attention', label: 'needs attention' },
  { value: 'urgent', label: 'urgent' },
] as const
