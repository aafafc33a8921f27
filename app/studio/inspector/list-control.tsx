'use client'

import { Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Button } from '#app/ui/button.tsx'
import type { Field } from '#scene-graph/nodes/define-node.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { newId } from '../model/ids.ts'
import { nameProblem } from '../model/names.ts'
import { spokenRecord } from '../model/spoken.ts'
import { AddAction } from './actions-editor.tsx'
import { AddCondition } from './condition-editor.tsx'
import { makeSignalTrigger, SignalPicker } from './device-picker.tsx'
import { DraftInput } from './draft-input.tsx'
import { chosenFirst, describeItem, freshItem, type Item } from './form-items.ts'
import styles from './inspector.module.css'
import { ListRow, moved } from './list-row.tsx'
import { item, type Slot, within } from './slot.ts'

type ListField = Extract<Field, { control: 'list' }>

export type ListControlProps = {
  slot: Slot<readonly Item[]>
  field: ListField
  /** Draws one field of an item. */
  control: (slot: Slot<unknown>, field: Field, item: Item) => ReactNode
  /** An item's own name changed, and what goes by it with it. */
  onRename: (index: number, from: string, to: string) => void
}

/** A list of records: closed rows in a line each, of which those that are worked on stand open. */
export function ListControl({ slot, field, control, onRename }: ListControlProps) {
  const editor = useEditor()
  const graph = useGraph()
  const { value } = slot
  // Which rows stand open, by their ids; a new one does.
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const toggle = (id: string) =>
    setOpen(open.has(id) ? new Set([...open].filter((o) => o !== id)) : new Set([...open, id]))
  const move = (from: number, to: number) => {
    slot.set(moved(value, from, to))
    editor.seal()
  }
  return (
    <fieldset className={styles.list} aria-label={field.label}>
      {value.map((one, index) => {
        const id = one.id ?? String(index)
        const what = `${field.noun} ${index + 1}`
        const said = describeItem(field.fields, spokenRecord(graph, field.fields, one))
        const place = item(slot, index, one)
        return (
          <ListRow
            // A renamed exit keeps its row: its id is its name there.
            key={named(field) ? index : id}
            index={index}
            length={value.length}
            what={what}
            said={said || `empty ${field.noun}`}
            open={open.has(id)}
            onOpen={() => toggle(id)}
            onMove={(to) => move(index, to)}
            onRemove={() => slot.set(value.toSpliced(index, 1))}
          >
            {field.fields.map((inner) =>
              inner.control === 'name' && inner.at === 'id' ? (
                <DraftInput
                  key={inner.at}
                  label={inner.label}
                  value={id}
                  problem={(text) => nameProblem(text, (n) => n !== id && value.some((o) => o.id === n))}
                  onDone={(to) => {
                    onRename(index, id, to)
                    setOpen(new Set([...open, to]))
                  }}
                />
              ) : (
                <div key={inner.at} className={styles.stack}>
                  {control(
                    within<Item, unknown>(place, one[inner.at], (next) => without(one, inner.at, next)),
                    inner,
                    one,
                  )}
                </div>
              ),
            )}
          </ListRow>
        )
      })}
      <AddItem slot={slot} field={field} onAdded={(id) => setOpen(new Set([...open, id]))} />
    </fieldset>
  )
}

/** Whether items go by a name that is typed. */
const named = (field: ListField): boolean => field.fields.some((f) => f.control === 'name' && f.at === 'id')

/** A record with one field set; `undefined` takes it away. */
function without(record: Item, at: string, value: unknown): Item {
  const { [at]: _, ...rest } = record
  return value === undefined ? rest : { ...record, [at]: value }
}

type AddItemProps = { slot: Slot<readonly Item[]>; field: ListField; onAdded: (id: string) => void }

/** Adds an item. What it cannot be without is chosen first: there is never a half one in the document. */
function AddItem({ slot, field, onAdded }: AddItemProps) {
  const { fields, noun } = field
  const first = chosenFirst(fields)
  const make = (chosen: Item, type: Parameters<typeof freshItem>[2] = null): Item => {
    const rest = freshItem(fields, slot.value, type)
    const id = typeof rest.id === 'string' ? rest.id : newId()
    onAdded(id)
    return { ...rest, ...chosen, id }
  }
  const a = `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
  switch (first?.control) {
    case 'condition':
      return <AddCondition list={slot} wrap={(condition) => make({ [first.at]: condition })} what={noun} />
    case 'action':
      return (
        <AddAction
          label={`the ${field.label.toLowerCase()}`}
          list={slot}
          wrap={(action) => make({ [first.at]: action })}
        />
      )
    case 'signal':
    case 'signal-trigger':
      return (
        <SignalPicker
          slot={slot}
          chosen={null}
          make={(role, signal, declares) => {
            const chosen = first.control === 'signal' ? { role, signal } : makeSignalTrigger(role, signal, declares)
            const type = declares?.signals[signal]?.type ?? null
            return [...slot.value, make({ [first.at]: chosen }, type)]
          }}
          label={`Add ${a}`}
          placeholder={`Add ${a}`}
        />
      )
    default:
      return (
        <Button size="sm" icon={Plus} onClick={() => slot.set([...slot.value, make({})])}>
          Add {a}
        </Button>
      )
  }
}
