'use client'

import { Field as LabelledField } from '#app/ui/field.tsx'
import { Input, TextArea } from '#app/ui/input.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { CueStepData } from '#scene-graph/nodes/cue.ts'
import type { Field } from '#scene-graph/nodes/define-node.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode } from '#scene-graph/parse.ts'
import type { Action } from '#scene-graph/schema/action.ts'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { SignalTrigger } from '#scene-graph/schema/signal-trigger.ts'
import type { Duration, Operand, Scalar, Timing } from '#scene-graph/schema/values.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { canBeActive, childrenOf, freshData, titleOf } from '../model/document.ts'
import { renameExit } from '../model/edges.ts'
import { nameProblem } from '../model/names.ts'
import { setData, setFields } from '../model/nodes.ts'
import { ActionEditor, ActionsEditor } from './actions-editor.tsx'
import { ConditionEditor, OptionalCondition } from './condition-editor.tsx'
import { NodeSelect } from './condition-parts.tsx'
import { CueSteps } from './cue-steps.tsx'
import { SignalPicker } from './device-picker.tsx'
import { DraftInput } from './draft-input.tsx'
import { DurationInput, OptionalDuration } from './duration-input.tsx'
import { type Item, signalBeside, typeBeside } from './form-items.ts'
import { BindingsTable, GraphChoice } from './graph-choice.tsx'
import { Heading } from './heading.tsx'
import styles from './inspector.module.css'
import { ListControl } from './list-control.tsx'
import { SignalTriggerForm } from './match-form.tsx'
import { OperandInput } from './operand-input.tsx'
import { type Slot, useSlot, within } from './slot.ts'
import { TimingInput } from './timing-input.tsx'
import { rangeOf } from './typed-values.ts'
import { DurationList, NameList, ScalarInput, ScalarList } from './value-lists.tsx'

const OUTCOMES = ['solved', 'failed', 'completed', 'aborted']

/** The control that a node type's declaration asks for. */
export function FieldControl({ node, field }: { node: GraphNode; field: Field }) {
  const { at, label } = field
  const slot = useSlot<unknown>({
    label: label.toLowerCase(),
    key: `${node.id} ${at}`,
    value: node.data[at],
    write: (g, next) => setFields(g, node.id, { [at]: next }),
  })
  const { fields } = nodeDefinition(node.type)
  const optional = freshData(node.type)[at] === null
  return <Control slot={slot} field={field} place={{ node, fields, record: node.data, optional }} />
}

/** Where a field stands: in a node's data, or in an item of a list there. */
type Place = {
  node: GraphNode
  fields: readonly Field[]
  record: Readonly<Record<string, unknown>>
  /** Whether null is a value. */
  optional: boolean
}

/** Controls that are forms of their own, under a heading where they stand in a node. */
const PARTS = new Set<Field['control']>([
  'actions',
  'cue-steps',
  'list',
  'condition',
  'signal-trigger',
  'scalars',
  'names',
  'durations',
  'bindings',
])

/** Whether a field of a node stands under a heading of its own. */
export const hasHeading = (field: Field): boolean => PARTS.has(field.control)

/** Behind `parseDocument` a field's value has the shape that its control edits, which is what the casts below rest on. */
function Control(props: { slot: Slot<unknown>; field: Field; place: Place }) {
  const { field, place } = props
  const own = place.record === place.node.data && hasHeading(field)
  return (
    <>
      {own && <Heading>{field.label}</Heading>}
      {own && field.help !== undefined && <p className={styles.hint}>{field.help}</p>}
      <Bare {...props} />
    </>
  )
}

function Bare({ slot, field, place }: { slot: Slot<unknown>; field: Field; place: Place }) {
  const editor = useEditor()
  const graph = useGraph()
  const { label } = field
  const { node, fields, record, optional } = place
  const text = typeof slot.value === 'string' ? slot.value : ''
  const help = field.help === undefined ? {} : { help: field.help }
  const name = (value: string) => nameProblem(value, () => false)
  switch (field.control) {
    case 'text':
    case 'multiline': {
      // An empty text is none: where it may be missing, it is.
      const control = {
        value: text,
        onBlur: editor.seal,
        onChange: (event: { target: { value: string } }) =>
          slot.set(event.target.value === '' ? undefined : event.target.value),
      }
      return (
        <LabelledField label={label} {...help}>
          {field.control === 'text' ? <Input size="sm" {...control} /> : <TextArea {...control} />}
        </LabelledField>
      )
    }
    case 'outcome':
      return (
        <>
          <DraftInput label={label} value={text} problem={name} onChange={slot.set} help={field.help} />
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
    case 'name':
      return <DraftInput label={label} value={text} problem={name} onChange={slot.set} help={field.help} />
    case 'number':
      if (field.unit === 'ms') return <Milliseconds slot={slot} field={field} />
      return (
        <LabelledField label={label} {...help}>
          <NumberInput
            size="sm"
            value={typeof slot.value === 'number' ? slot.value : null}
            {...(field.min === undefined ? {} : { min: field.min })}
            {...(field.max === undefined ? {} : { max: field.max })}
            {...(field.unit === undefined ? {} : { unit: field.unit })}
            {...(field.optional === true ? { placeholder: 'none' } : {})}
            onChange={(next) => {
              if (next !== null || field.optional === true) slot.set(next)
            }}
          />
        </LabelledField>
      )
    case 'toggle':
      return <Switch label={label} help={field.help} checked={slot.value === true} onChange={slot.set} />
    case 'choice':
      return (
        <LabelledField label={label} {...help}>
          <Select size="sm" options={field.options} value={text} onChange={slot.set} />
        </LabelledField>
      )
    case 'duration':
      return (
        <LabelledField label={label} {...help}>
          {field.optional === true ? (
            <OptionalDuration slot={optionalOf<Duration>(slot)} label={label} />
          ) : (
            <DurationInput slot={slot as Slot<Duration>} label={label} />
          )}
        </LabelledField>
      )
    case 'timing':
      return <TimingInput slot={slot as Slot<Timing>} />
    case 'actions':
      return <ActionsEditor slot={slot as Slot<readonly Action[]>} label={label} />
    case 'action':
      return <ActionEditor slot={slot as Slot<Action>} />
    case 'cue-steps':
      return <CueSteps slot={slot as Slot<readonly CueStepData[]>} />
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
    case 'node':
      return (
        <LabelledField label={label} {...help}>
          <NodeSelect
            label={label}
            value={text}
            among={(type) => type !== 'end' && type !== 'history'}
            nothing="what is around it"
            onChange={slot.set}
          />
        </LabelledField>
      )
    case 'condition':
      return optional ? (
        <OptionalCondition slot={slot as Slot<Condition | null>} label={label} />
      ) : (
        <ConditionEditor slot={slot as Slot<Condition>} label={label} />
      )
    case 'signal-trigger':
      return (
        <SignalTriggerForm
          slot={slot}
          value={(slot.value ?? null) as SignalTrigger | null}
          put={(trigger) => trigger}
          label="Signal"
          match={field.match}
        />
      )
    case 'signal':
      return (
        <LabelledField label={label} {...help}>
          <SignalPicker
            slot={slot}
            chosen={(slot.value ?? null) as { role: string; signal: string } | null}
            make={(role, signal) => ({ role, signal })}
          />
        </LabelledField>
      )
    case 'operand': {
      const beside = signalBeside(fields, record)
      return (
        <LabelledField label={label} {...help}>
          <OperandInput
            slot={slot as Slot<Operand>}
            type={typeBeside(graph, fields, record) ?? 'number'}
            label={label}
            {...(beside === null ? {} : rangeOf(graph, beside))}
          />
        </LabelledField>
      )
    }
    case 'scalar':
      return (
        <LabelledField label={label} {...help}>
          <ScalarInput
            slot={optionalOf<Scalar>(slot)}
            label={label}
            type={typeBeside(graph, fields, record)}
            optional={optional}
          />
        </LabelledField>
      )
    case 'scalars':
      return <ScalarList slot={slot as Slot<readonly Scalar[]>} label={label} />
    case 'names':
      return <NameList slot={slot as Slot<readonly string[]>} label={label} />
    case 'durations':
      return <DurationList slot={slot as Slot<readonly number[]>} label={label} />
    case 'graph':
      return <GraphChoice node={node} label={label} />
    case 'bindings':
      return <BindingsTable node={node} slot={slot as Slot<Readonly<Record<string, string>>>} />
    case 'list': {
      const list = slot as Slot<readonly Item[]>
      return (
        <ListControl
          slot={list}
          field={field}
          control={(inner, of, record) => (
            <Control
              slot={inner}
              field={of}
              place={{ node, fields: field.fields, record, optional: 'optional' in of && of.optional === true }}
            />
          )}
          onRename={(index, from, to) =>
            editor.change(`rename ${field.noun}`, (g) =>
              renameExit(
                setData(g, node.id, field.at, list.value.with(index, { ...list.value[index], id: to })),
                node.id,
                from,
                to,
              ),
            )
          }
        />
      )
    }
  }
}

/** A slot whose value may be missing, as one whose value may be null. */
const optionalOf = <Value,>(slot: Slot<unknown>): Slot<Value | null> =>
  within<unknown, Value | null>(slot, (slot.value ?? null) as Value | null, (next) => next)

type NumberField = Extract<Field, { control: 'number' }>

/** A number of milliseconds, in the unit that reads best. */
function Milliseconds({ slot, field }: { slot: Slot<unknown>; field: NumberField }) {
  const least = field.min ?? 0
  return (
    <LabelledField label={field.label} {...(field.help === undefined ? {} : { help: field.help })}>
      {field.optional === true ? (
        <OptionalDuration slot={optionalOf<Duration>(slot)} label={field.label} fixed />
      ) : (
        <DurationInput
          slot={within<unknown, Duration>(slot, typeof slot.value === 'number' ? slot.value : least, (d) => d)}
          label={field.label}
          fixed
        />
      )}
    </LabelledField>
  )
}
