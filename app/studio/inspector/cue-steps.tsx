'use client'

import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/select.tsx'
import { type CueStepData, describeStep } from '#scene-graph/nodes/cue.ts'
import type { Duration } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { newId } from '../model/ids.ts'
import { spokenAction } from '../model/spoken.ts'
import { ACTIONS } from './action-names.ts'
import { ActionEditor, AddAction } from './actions-editor.tsx'
import { DurationInput } from './duration-input.tsx'
import styles from './inspector.module.css'
import { ListRow, useListRows } from './list-row.tsx'
import { item, type Slot, within } from './slot.ts'

/** What a cue does, one thing after the other, each with what it waits for before the next. */
export function CueSteps({ slot }: { slot: Slot<readonly CueStepData[]> }) {
  const { value } = slot
  const graph = useGraph()
  const row = useListRows(slot)
  return (
    <fieldset className={styles.list} aria-label="Steps">
      {value.map((step, index) => {
        const place = item(slot, index, step)
        return (
          <ListRow
            key={step.id ?? `${index}`}
            {...row(index)}
            what={`step ${index + 1}`}
            said={describeStep({ ...step, action: spokenAction(graph, step.action) })}
            title={ACTIONS[step.action.type].label}
          >
            <ActionEditor slot={within(place, step.action, (action) => ({ ...step, action }))} />
            <WaitInput slot={within(place, step.wait, (wait) => ({ ...step, wait }))} />
          </ListRow>
        )
      })}
      <AddAction
        label="the steps"
        list={slot}
        wrap={(action) => ({ id: newId(), action, wait: waitAfter(action.type) })}
      />
    </fieldset>
  )
}

type Wait = CueStepData['wait']

/** A command is waited for, so that “failed” can be told from “done”; the rest is over at once. */
const waitAfter = (type: string): Wait => (type === 'command' ? { type: 'acknowledged' } : { type: 'none' })

function WaitInput({ slot }: { slot: Slot<Wait> }) {
  const { value } = slot
  return (
    <Field label="Then wait">
      <span className={styles.inlineRow}>
        <Select
          aria-label="Then wait"
          size="sm"
          options={WAITS}
          value={value.type}
          onChange={(type) => slot.set(type === 'duration' ? { type, ms: 1_000 } : { type })}
        />
        {value.type === 'duration' && (
          <DurationInput
            slot={within<Wait, Duration>(slot, value.ms, (ms) => (typeof ms === 'number' ? { ...value, ms } : value))}
            label="Wait"
          />
        )}
      </span>
    </Field>
  )
}

const WAITS = [
  { value: 'none', label: 'for nothing' },
  { value: 'acknowledged', label: 'until acknowledged' },
  { value: 'finished', label: 'until finished' },
  { value: 'duration', label: 'for a time' },
] as const
