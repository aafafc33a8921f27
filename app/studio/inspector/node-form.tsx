'use client'

import { ArrowRight, ArrowUp, Flag, Trash2 } from 'lucide-react'
import { Fragment } from 'react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Select } from '#app/ui/select.tsx'
import type { Field as NodeField } from '#scene-graph/nodes/define-node.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode } from '#scene-graph/parse.ts'
import type { Duration } from '#scene-graph/schema/values.ts'
import { nodeIcon } from '../canvas/icons.ts'
import { removeSelected } from '../editor/commands.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { LiveNode } from '../live/live-node.tsx'
import { canStart, canStay, indexOf, initialOf, outgoingOf, titleOf } from '../model/document.ts'
import { moveEdge } from '../model/edges.ts'
import { renameNode, setData, setInitial } from '../model/nodes.ts'
import { whenTaken } from '../model/spoken.ts'
import { OptionalDuration } from './duration-input.tsx'
import { FieldControl, hasHeading } from './field-control.tsx'
import { Findings } from './findings.tsx'
import { Heading } from './heading.tsx'
import styles from './inspector.module.css'
import { useSlot } from './slot.ts'

/** Everything about one node: its name, the form that its type declares, what leads out of it. */
export function NodeForm({ node }: { node: GraphNode }) {
  const editor = useEditor()
  const graph = useGraph()
  const definition = nodeDefinition(node.type)
  const Icon = nodeIcon(definition.icon)
  const isStart = initialOf(graph, node.parentId) === node.id
  const parent = node.parentId === null ? undefined : indexOf(graph).nodes.get(node.parentId)
  const expected = useSlot<Duration | null>({
    label: 'expected time',
    key: `${node.id} expected`,
    value: typeof node.data.expected === 'number' ? node.data.expected : null,
    write: (g, next) => setData(g, node.id, 'expected', next),
  })
  return (
    <section className={styles.form} aria-label={definition.label}>
      <header className={styles.formHead}>
        <Icon aria-hidden className={styles.formIcon} />
        <h2 className={styles.formTitle}>{definition.label}</h2>
        <IconButton icon={Trash2} size="sm" label="Delete node" keys="Delete" onClick={() => removeSelected(editor)} />
      </header>
      <p className={styles.hint}>{definition.summary}</p>
      <LiveNode id={node.id} />
      <Findings nodes={[node.id]} />
      <Field label="Name">
        <Input
          size="sm"
          value={node.data.name}
          maxLength={120}
          placeholder={definition.label}
          onChange={(event) =>
            editor.change('rename', (g) => renameNode(g, node.id, event.target.value), { key: `name ${node.id}` })
          }
          onBlur={editor.seal}
        />
      </Field>
      {definition.fields.map((field, place) => (
        <Fragment key={field.at}>
          {!hasHeading(field) && endsPart(definition.fields[place - 1]) && <hr className={styles.divider} />}
          <FieldControl node={node} field={field} />
        </Fragment>
      ))}
      {canStart(node) && parent?.type !== 'parallel' && (
        <div className={styles.inlineRow} data-after-part={endsPart(definition.fields.at(-1))}>
          {isStart ? (
            <span className={styles.startHere}>
              <Flag aria-hidden /> {parent === undefined ? 'The game starts here' : `${titleOf(parent)} starts here`}
            </span>
          ) : (
            <Button size="sm" icon={Flag} onClick={() => editor.change('start here', (g) => setInitial(g, node.id))}>
              Start here
            </Button>
          )}
        </div>
      )}
      {definition.triggers.length > 0 && <Exits node={node} />}
      {canStay(node) && (
        <details className={styles.more}>
          <summary>How long it takes, and when it is gone</summary>
          <div className={styles.stack}>
            <Field label="Players are expected to need" help="Longer, and the console calls it late.">
              <OptionalDuration slot={expected} label="Players are expected to need" first={300_000} fixed />
            </Field>
            <Field label="A running game that stands here when a later version has it no more">
              <Select
                size="sm"
                options={WHEN_REMOVED}
                value={node.data.whenRemoved}
                onChange={(next) => editor.change('when removed', (g) => setData(g, node.id, 'whenRemoved', next))}
              />
            </Field>
          </div>
        </details>
      )}
      <p className={styles.id} title="Stays the same for ever: the overlay, the trace and reloads speak of it">
        <span>Id</span> {node.id}
      </p>
    </section>
  )
}

/** What comes after a field under a heading would seem to belong to it. */
const endsPart = (before: NodeField | undefined): boolean => before !== undefined && hasHeading(before)

const WHEN_REMOVED = [
  { value: 'container', label: 'goes to the start of the room around it' },
  { value: 'block', label: 'stays on the version that it plays' },
] as const

/** Edges that leave a node, in the order in which they are tried. */
function Exits({ node }: { node: GraphNode }) {
  const editor = useEditor()
  const graph = useGraph()
  const { nodes } = indexOf(graph)
  const edges = outgoingOf(graph, node.id)
  return (
    <>
      <Heading>Leads to</Heading>
      {edges.length === 0 ? (
        <p className={styles.hint}>
          Nowhere yet. Drag from a handle at its right, or press Tab to add what comes next or to name a node that is
          there.
        </p>
      ) : (
        <ol className={styles.exits}>
          {edges.map((edge, place) => {
            const target = edge.target === null ? undefined : nodes.get(edge.target)
            const said = whenTaken(graph, edge).words
            return (
              <li key={edge.id} className={styles.exitLine}>
                <button type="button" className={styles.exit} onClick={() => editor.goTo([], [edge.id])}>
                  <span className={styles.exitTrigger}>{said}</span>
                  <ArrowRight aria-label="leads to" />
                  <span className={styles.exitTarget}>{target === undefined ? 'stays' : titleOf(target)}</span>
                </button>
                {edges.length > 1 && (
                  <IconButton
                    icon={ArrowUp}
                    size="sm"
                    label={`Try earlier: ${said}`}
                    disabled={place === 0}
                    onClick={() => editor.change('order', (g) => moveEdge(g, edge.id, -1))}
                  />
                )}
              </li>
            )
          })}
        </ol>
      )}
    </>
  )
}
