'use client'

import { Field as LabelledField } from '#app/ui/field.tsx'
import { Input, TextArea } from '#app/ui/input.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { CueStepData } from '#scene-graph/nodes/cue.ts'
import type { Field } from '#scene-graph/nodes/define-node.ts'
import type { GraphNode } from '#scene-graph/parse.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Duration, Timing } from '#scene-graph/schema/values.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { canBeActive, childrenOf, titleOf } from '../model/document.ts'
import { nameProblem } from '../model/names.ts'
import { setData } from '../model/nodes.ts'
import { ActionsEditor } from './actions-editor.tsx'
import { CueSteps } from './cue-steps.tsx'
import { DraftInput } from './draft-input.tsx'
import { DurationInput } from './duration-input.tsx'
import { Heading } from './heading.tsx'
import styles from './inspector.module.css'
import { type Slot, useSlot } from './slot.ts'
import { TimingInput } from './timing-input.tsx'

const OUTCOMES = ['solved', 'failed', 'completed', 'aborted']

/**
 * The control that a node type's declaration asks for. Behind `parseDocument` a field's value has the shape that its
 * control edits, which is what the casts below rest on.
 */
export function FieldControl({ node, field }: { node: GraphNode; field: Field }) {
  const editor = useEditor()
  const graph = useGraph()
  const { at, label } = field
  const slot = useSlot<unknown>({
    label: label.toLowerCase(),
    key: `${node.id} ${at}`,
    value: node.data[at],
    write: (g, next) => setData(g, node.id, at, next),
  })
  const text = typeof slot.value === 'string' ? slot.value : ''
  const help = field.help === undefined ? {} : { help: field.help }
  switch (field.control) {
    case 'text':
    case 'multiline': {
      const control = { value: text, onBlur: editor.seal }
      return (
        <LabelledField label={label} {...help}>
          {field.control === 'text' ? (
            <Input size="sm" {...control} onChange={(event) => slot.set(event.target.value)} />
          ) : (
            <TextArea {...control} onChange={(event) => slot.set(event.target.value)} />
          )}
        </LabelledField>
      )
    }
    case 'outcome':
      return (
        <>
          <DraftInput
            label={label}
            value={text}
            problem={(t) => nameProblem(t, () => false)}
            onChange={slot.set}
            help={field.help}
          />
          <div className={styles.suggestions}>
            {OUTCOMES.map((outcome) => (
              <button
                key={outcome}
                type="button"
                className={styles.suggestion}
                aria-pressed={outcome === text}
                onClick={() => slot.set(outcome)}
              >
                {outcome}
              </button>
            ))}
          </div>
        </>
      )
    case 'action-name':
      return (
        <DraftInput
          label={label}
          value={text}
          problem={(t) => nameProblem(t, () => false)}
          onChange={slot.set}
          help={field.help}
        />
      )
    case 'number':
      return (
        <LabelledField label={label} {...help}>
          <NumberInput
            size="sm"
            value={typeof slot.value === 'number' ? slot.value : null}
            {...(field.min === undefined ? {} : { min: field.min })}
            {...(field.max === undefined ? {} : { max: field.max })}
            {...(field.unit === undefined ? {} : { unit: field.unit })}
            onChange={(next) => {
              if (next !== null) slot.set(next)
            }}
          />
        </LabelledField>
      )
    case 'toggle':
      return <Switch label={label} checked={slot.value === true} onChange={slot.set} />
    case 'choice':
      return (
        <LabelledField label={label} {...help}>
          <Select size="sm" options={field.options} value={text} onChange={slot.set} />
        </LabelledField>
      )
    case 'duration':
      return (
        <LabelledField label={label} {...help}>
          <DurationInput slot={slot as Slot<Duration>} label={label} />
        </LabelledField>
      )
    case 'timing':
      return <TimingInput slot={slot as Slot<Timing>} />
    case 'actions':
      return (
        <>
          <Heading>{label}</Heading>
          <ActionsEditor slot={slot as Slot<readonly Action[]>} label={label} />
        </>
      )
    case 'cue-steps':
      return (
        <>
          <Heading>{label}</Heading>
          <CueSteps slot={slot as Slot<readonly CueStepData[]>} />
        </>
      )
    case 'child': {
      const children = childrenOf(graph, node.id).filter(canBeActive)
      return (
        <LabelledField label={label} {...help}>
          <Select
            size="sm"
            placeholder={children.length === 0 ? 'Nothing inside yet' : 'The first inside'}
            disabled={children.length === 0}
            options={children.map((c) => ({ value: c.id, label: titleOf(c) }))}
            value={children.some((c) => c.id === slot.value) ? text : null}
            onChange={slot.set}
          />
        </LabelledField>
      )
    }
  }
}
