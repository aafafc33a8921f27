'use client'

import { Plus, Trash2 } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { Variable } from '#scene-graph/schema/document.ts'
import type { Duration, Scalar } from '#scene-graph/schema/values.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { useOverlay } from '../live/overlay-context.tsx'
import { variableText } from '../live/variable-text.ts'
import { freeName, nameProblem } from '../model/names.ts'
import { usedWords, usesOf } from '../model/references.ts'
import { addVariable, removeVariable, renameVariable, setVariable } from '../model/variables.ts'
import { DraftInput } from './draft-input.tsx'
import { DurationInput } from './duration-input.tsx'
import styles from './inspector.module.css'
import { ConstantInput } from './operand-input.tsx'
import { useSlot, within } from './slot.ts'
import { TYPE_NAMES } from './typed-values.ts'

/** What the game remembers. */
export function VariablesPanel() {
  const editor = useEditor()
  const graph = useGraph()
  return (
    <section className={styles.form} aria-label="Variables">
      <p className={styles.hint}>What the game remembers: counted, set by actions, asked by conditions.</p>
      {Object.entries(graph.variables).map(([name, variable]) => (
        <VariableCard key={name} name={name} variable={variable} />
      ))}
      <Button
        size="sm"
        icon={Plus}
        onClick={() =>
          editor.change('add variable', (g) =>
            addVariable(
              g,
              freeName('variable', (n) => g.variables[n] !== undefined),
              'number',
            ),
          )
        }
      >
        Add a variable
      </Button>
    </section>
  )
}

function VariableCard({ name, variable }: { name: string; variable: Variable }) {
  const editor = useEditor()
  const graph = useGraph()
  const live = useOverlay((o) => o.view?.variables[name]?.value)
  const uses = usesOf(graph, 'variable', name)
  const places = uses.nodes.length + uses.edges.length
  const initial = useSlot<Scalar>({
    label: 'start value',
    key: `variable ${name}`,
    value: variable.initial,
    write: (g, next) => setVariable(g, name, { initial: next }),
  })
  return (
    <div className={styles.rowCard} data-testid={`variable-${name}`}>
      <div className={styles.listHead}>
        <span className={styles.listTitle}>
          {usedWords(places)}
          {live !== undefined && ` · now ${variableText(graph, name, live)}`}
        </span>
        <IconButton
          icon={Trash2}
          size="sm"
          label={`Remove variable ${name}`}
          onClick={() => editor.change('remove variable', (g) => removeVariable(g, name))}
        />
      </div>
      <DraftInput
        label="Variable"
        value={name}
        problem={(text) => nameProblem(text, (n) => graph.variables[n] !== undefined)}
        onDone={(to) => editor.change('rename variable', (g) => renameVariable(g, name, to))}
      />
      <Field label="Type">
        <Select
          size="sm"
          options={TYPES}
          value={variable.type}
          onChange={(type) => editor.change('variable type', (g) => setVariable(g, name, { type }))}
        />
      </Field>
      <Field label="Starts as">
        {variable.type === 'duration' ? (
          <DurationInput
            slot={within<Scalar, Duration>(initial, Number(variable.initial), (d) => (typeof d === 'number' ? d : 0))}
            label={`Start of ${name}`}
            fixed
          />
        ) : (
          <ConstantInput
            value={variable.initial}
            type={variable.type}
            label={`Start of ${name}`}
            onChange={initial.set}
          />
        )}
      </Field>
      <Switch
        label="Shown to the GM"
        checked={variable.visible}
        onChange={(visible) => editor.change('variable', (g) => setVariable(g, name, { visible }))}
      />
    </div>
  )
}

const TYPES = (['number', 'boolean', 'text', 'duration'] as const).map((type) => ({
  value: type,
  label: TYPE_NAMES[type],
}))
