'use client'

import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { Timing } from '#scene-graph/schema/values.ts'
import styles from './inspector.module.css'
import type { Slot } from './slot.ts'

/** What a time does when the game is frozen, changed or interrupted (SG9). */
export function TimingInput({ slot }: { slot: Slot<Timing> }) {
  const { value } = slot
  return (
    <details className={styles.more}>
      <summary>Timing: {timingText(value)}</summary>
      <div className={styles.stack}>
        <Field label="When the game is frozen">
          <Select
            size="sm"
            options={FROZEN}
            value={value.frozen}
            onChange={(frozen) => slot.set({ ...value, frozen })}
          />
        </Field>
        <Field label="When the scene is published anew">
          <Select
            size="sm"
            options={RELOAD}
            value={value.reload}
            onChange={(reload) => slot.set({ ...value, reload })}
          />
        </Field>
        <Field label="When the computer restarts">
          <Select
            size="sm"
            options={RESTART}
            value={value.restart}
            onChange={(restart) => slot.set({ ...value, restart })}
          />
        </Field>
        <Switch
          label="The GM sees it and may change it"
          checked={value.visible}
          onChange={(visible) => slot.set({ ...value, visible })}
        />
      </div>
    </details>
  )
}

/** The parts that differ from the usual, else that it is the usual. */
export function timingText(t: Timing): string {
  const said = [
    t.frozen === 'runs' ? 'runs on when frozen' : null,
    t.reload === 'restarts' ? 'begins anew when published' : null,
    t.restart === 'pauses' ? 'pauses while the computer is down' : null,
    t.visible ? 'the GM may change it' : null,
  ].filter((s) => s !== null)
  return said.length === 0 ? 'as usual' : said.join(', ')
}

const FROZEN = [
  { value: 'freezes', label: 'stands still' },
  { value: 'runs', label: 'runs on' },
] as const
const RELOAD = [
  { value: 'keeps', label: 'keeps what has passed' },
  { value: 'restarts', label: 'begins anew' },
] as const
const RESTART = [
  { value: 'keeps-deadline', label: 'ends when it would have' },
  { value: 'pauses', label: 'goes on where it was' },
] as const
