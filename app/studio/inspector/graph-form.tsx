'use client'

import { Workflow } from 'lucide-react'
import { Field } from '#app/ui/field.tsx'
import { TextArea } from '#app/ui/input.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { DraftInput } from './draft-input.tsx'
import { Heading } from './heading.tsx'
import styles from './inspector.module.css'
import { Invariants } from './invariants.tsx'

/** The graph itself: shown while nothing is selected. */
export function GraphForm() {
  const editor = useEditor()
  const graph = useGraph()
  return (
    <section className={styles.form} aria-label="Graph">
      <header className={styles.formHead}>
        <Workflow aria-hidden className={styles.formIcon} />
        <h2 className={styles.formTitle}>{graph.kind === 'scene' ? 'Scene' : 'Puzzle'}</h2>
      </header>
      <DraftInput
        label="Name"
        value={graph.name}
        maxLength={200}
        problem={(text) => (text.trim() === '' ? 'a name is needed' : null)}
        onChange={(name) => editor.change('rename', (g) => ({ ...g, name }), { key: 'graph name' })}
      />
      <Field label="Description">
        <TextArea
          rows={4}
          maxLength={5_000}
          value={graph.description}
          onChange={(event) =>
            editor.change('description', (g) => ({ ...g, description: event.target.value }), {
              key: 'graph description',
            })
          }
          onBlur={editor.seal}
        />
      </Field>
      <Field label="Kind" help={KINDS.find((k) => k.value === graph.kind)?.help}>
        <Segmented
          label="Kind"
          options={KINDS}
          value={graph.kind}
          onChange={(kind) => editor.change('kind', (g) => ({ ...g, kind }))}
        />
      </Field>
      <Heading>Never</Heading>
      <Invariants />
      <Heading>In numbers</Heading>
      <dl className={styles.facts}>
        <dt>Nodes</dt>
        <dd>{graph.nodes.length}</dd>
        <dt>Edges</dt>
        <dd>{graph.edges.length}</dd>
        <dt>Roles</dt>
        <dd>{Object.keys(graph.roles).length}</dd>
        <dt>Variables</dt>
        <dd>{Object.keys(graph.variables).length}</dd>
      </dl>
      <p className={styles.hint}>Select a node or an edge to see and change it here.</p>
    </section>
  )
}

const KINDS = [
  { value: 'scene', label: 'Scene', help: 'What a room plays from start to end.' },
  { value: 'puzzle', label: 'Puzzle', help: 'A part that scenes can contain.' },
] as const
