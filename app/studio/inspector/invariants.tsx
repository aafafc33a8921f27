'use client'

import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Invariant } from '#scene-graph/schema/document.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { newId } from '../model/ids.ts'
import { ConditionEditor } from './condition-editor.tsx'
import { DraftInput } from './draft-input.tsx'
import styles from './inspector.module.css'
import { useSlot } from './slot.ts'
import { fresh } from './typed-values.ts'

/** What must never be so, whatever players do: the analysis looks for a way to it. */
export function Invariants() {
  const editor = useEditor()
  const graph = useGraph()
  const add = () =>
    editor.change('add never', (g) => ({
      ...g,
      // Never true until something is put into it: a new one is not broken at once.
      invariants: [...g.invariants, { id: newId(), name: 'This must never be', never: fresh.any() }],
    }))
  return (
    <>
      <p className={styles.hint}>What must never be so, whatever happens. The analysis searches for a way to it.</p>
      {graph.invariants.map((invariant) => (
        <InvariantCard key={invariant.id} invariant={invariant} />
      ))}
      <Button size="sm" icon={Plus} onClick={add}>
        Add a never
      </Button>
    </>
  )
}

function InvariantCard({ invariant }: { invariant: Invariant }) {
  const editor = useEditor()
  const { id, name } = invariant
  const set = (list: readonly Invariant[], change: Partial<Invariant>): Invariant[] =>
    list.map((i) => (i.id === id ? { ...i, ...change } : i))
  const never = useSlot<Condition>({
    label: 'never',
    key: `never ${id}`,
    value: invariant.never,
    write: (g, next) => ({ ...g, invariants: set(g.invariants, { never: next }) }),
  })
  return (
    <div className={styles.rowCard}>
      <div className={styles.listHead}>
        <span className={styles.listTitle}>Never</span>
        <IconButton
          icon={Trash2}
          size="sm"
          label={`Remove never: ${name}`}
          onClick={() =>
            editor.change('remove never', (g) => ({ ...g, invariants: g.invariants.filter((i) => i.id !== id) }))
          }
        />
      </div>
      <DraftInput
        label="In words"
        value={name}
        maxLength={200}
        problem={(text) => (text.trim() === '' ? 'say it in words' : null)}
        onChange={(text) =>
          editor.change('never', (g) => ({ ...g, invariants: set(g.invariants, { name: text }) }), {
            key: `never name ${id}`,
          })
        }
      />
      <ConditionEditor slot={never} label={`Never: ${name}`} />
    </div>
  )
}
