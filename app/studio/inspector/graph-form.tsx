'use client'

import { Workflow } from 'lucide-react'
import { Field } from '#app/ui/field.tsx'
import { TextArea } from '#app/ui/input.tsx'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { DraftInput } from './draft-input.tsx'
import styles from './inspector.module.css'

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
