'use client'

import { ArrowDown, ArrowUp, MoveRight, Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/select.tsx'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Edge } from '#scene-graph/schema/document.ts'
import type { Trigger } from '#scene-graph/schema/trigger.ts'
import { removeSelected } from '../editor/commands.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { indexOf, outgoingOf, titleOf } from '../model/document.ts'
import { alsoEnterable, connectionProblem, moveEdge, setEdge, setReenter } from '../model/edges.ts'
import { portsOf } from '../model/geometry.ts'
import { ActionsEditor } from './actions-editor.tsx'
import { ConditionEditor } from './condition-editor.tsx'
import { Findings } from './findings.tsx'
import { Heading } from './heading.tsx'
import styles from './inspector.module.css'
import { useSlot } from './slot.ts'
import { TriggerEditor } from './trigger-editor.tsx'
import { fresh } from './typed-values.ts'

/** Everything about one edge: from, to, what sets it off, what must hold, what it does. */
export function EdgeForm({ edge }: { edge: Edge }) {
  const editor = useEditor()
  const graph = useGraph()
  const { nodes } = indexOf(graph)
  const source = nodes.get(edge.source)
  const { id } = edge
  const trigger = useSlot<Trigger>({
    label: 'trigger',
    key: `trigger ${id}`,
    value: edge.trigger,
    write: (g, next) => setEdge(g, id, { trigger: next }),
  })
  const actions = useSlot<readonly Action[]>({
    label: 'actions',
    key: `actions ${id}`,
    value: edge.actions,
    write: (g, next) => setEdge(g, id, { actions: [...next] }),
  })
  const guard = useSlot<Condition>({
    label: 'guard',
    key: `guard ${id}`,
    value: edge.guard ?? fresh.all(),
    write: (g, next) => setEdge(g, id, { guard: next }),
  })
  if (source === undefined) return null
  const targets = graph.nodes.filter((n) => connectionProblem(graph, edge.source, n.id) === null)
  const siblings = outgoingOf(graph, edge.source)
  const place = siblings.findIndex((e) => e.id === id)
  const ports = portsOf(graph, source)
  const selfLoop = edge.target === edge.source

  return (
    <section className={styles.form} aria-label="Edge">
      <header className={styles.formHead}>
        <MoveRight aria-hidden className={styles.formIcon} />
        <h2 className={styles.formTitle}>Edge</h2>
        <IconButton icon={Trash2} size="sm" label="Delete edge" keys="Delete" onClick={() => removeSelected(editor)} />
      </header>
      <Findings edges={[id]} />
      <Field label="From">
        <button type="button" className={styles.goTo} onClick={() => editor.goTo([edge.source])}>
          {titleOf(source)}
        </button>
      </Field>
      {edge.trigger.type === 'done' && ports.length > 1 && (
        <Field label="By its exit">
          <Select
            size="sm"
            options={ports.map((p) => ({ value: p.id, label: p.label }))}
            value={ports.some((p) => p.id === edge.sourcePort) ? edge.sourcePort : null}
            onChange={(sourcePort) => editor.change('exit', (g) => setEdge(g, id, { sourcePort }))}
          />
        </Field>
      )}
      <Field label="To">
        <Select
          size="sm"
          options={[
            { value: STAYS, label: 'nowhere: it only does things' },
            ...targets.map((n) => ({ value: n.id, label: titleOf(n), hint: nodeDefinition(n.type).label })),
          ]}
          value={edge.target ?? STAYS}
          onChange={(to) => editor.change('target', (g) => setEdge(g, id, { target: to === STAYS ? null : to }))}
        />
      </Field>
      {edge.target !== null && <AlsoEnters edge={edge} />}
      {selfLoop && (
        <Field label="To itself" help="Leaving and entering anew runs its exit and entry actions again.">
          <Select
            size="sm"
            options={REENTER}
            value={edge.reenter === false ? 'stay' : 'anew'}
            onChange={(how) => editor.change('re-enter', (g) => setReenter(g, id, how === 'anew' ? undefined : false))}
          />
        </Field>
      )}
      <Heading>When</Heading>
      <TriggerEditor key={id} slot={trigger} allowed={nodeDefinition(source.type).triggers} />
      <Heading>If</Heading>
      {edge.guard === null ? (
        <Button
          size="sm"
          icon={Plus}
          onClick={() => editor.change('guard', (g) => setEdge(g, id, { guard: fresh.all() }))}
        >
          Add a guard
        </Button>
      ) : (
        <ConditionEditor
          slot={guard}
          label="Guard"
          onRemove={() => editor.change('guard', (g) => setEdge(g, id, { guard: null }))}
        />
      )}
      <Heading>Then</Heading>
      <ActionsEditor slot={actions} label="Actions" />
      {siblings.length > 1 && (
        <>
          <Heading>Order</Heading>
          <div className={styles.inlineRow}>
            <span className={styles.hint}>
              Tried as {place + 1} of {siblings.length} that leave {titleOf(source)}
            </span>
            <IconButton
              icon={ArrowUp}
              size="sm"
              label="Try earlier"
              disabled={place === 0}
              onClick={() => editor.change('order', (g) => moveEdge(g, id, -1))}
            />
            <IconButton
              icon={ArrowDown}
              size="sm"
              label="Try later"
              disabled={place === siblings.length - 1}
              onClick={() => editor.change('order', (g) => moveEdge(g, id, 1))}
            />
          </div>
        </>
      )}
    </section>
  )
}

/** Further places that are entered together with the target, each in another part of a parallel around it. */
function AlsoEnters({ edge }: { edge: Edge }) {
  const editor = useEditor()
  const graph = useGraph()
  const { nodes } = indexOf(graph)
  const beside = alsoEnterable(graph, edge)
  if (beside.length === 0 && edge.alsoTargets.length === 0) return null
  const set = (alsoTargets: string[]) => editor.change('also enters', (g) => setEdge(g, edge.id, { alsoTargets }))
  return (
    <Field label="And at once">
      <div className={styles.suggestions}>
        {edge.alsoTargets.map((id) => {
          const node = nodes.get(id)
          const title = node === undefined ? id : titleOf(node)
          return (
            <button
              key={id}
              type="button"
              className={styles.suggestion}
              aria-pressed
              aria-label={`Do not enter ${title}`}
              onClick={() => set(edge.alsoTargets.filter((other) => other !== id))}
            >
              {title} ×
            </button>
          )
        })}
        {beside.length > 0 && (
          <Select
            aria-label="Also enter"
            size="sm"
            placeholder="Enter one more…"
            options={beside.map((n) => ({ value: n.id, label: titleOf(n) }))}
            value={null}
            onChange={(id) => set([...edge.alsoTargets, id])}
          />
        )}
      </div>
    </Field>
  )
}

/** No node's id: ids have no spaces. */
const STAYS = ' stays '

const REENTER = [
  { value: 'anew', label: 'leave and enter anew' },
  { value: 'stay', label: 'stay inside' },
] as const
