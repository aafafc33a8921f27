'use client'

import { X } from 'lucide-react'
import { IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Input, TextArea } from '#app/ui/input.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import { Select } from '#app/ui/select.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { Action, ActionOf } from '#scene-graph/schema/action.ts'
import type { Duration, Operand } from '#scene-graph/schema/values.ts'
import { nameProblem } from '../model/names.ts'
import { defined } from '../model/nodes.ts'
import { DevicePicker } from './device-picker.tsx'
import { DraftInput } from './draft-input.tsx'
import { DurationInput } from './duration-input.tsx'
import styles from './inspector.module.css'
import { OptionalOperand } from './operand-input.tsx'
import { type Slot, within } from './slot.ts'

/** Forms of what players see and hear: sound and picture, light, screens, hints. */

export type EditorProps<Type extends Action['type']> = { slot: Slot<Action>; value: ActionOf<Type> }

/** An action with some of its fields changed; what is undefined is taken out. */
export const changed = <A extends Action>(action: A, fields: { [Key in keyof A]?: A[Key] | undefined }): A =>
  defined<unknown>({ ...action, ...fields }) as A

/** Text that may be missing. */
export function OptionalText(props: {
  label: string
  value: string | undefined
  placeholder?: string
  help?: string
  maxLength?: number
  onChange: (text: string | undefined) => void
}) {
  const { label, value, placeholder, help, maxLength = 500, onChange } = props
  return (
    <Field label={label} {...(help === undefined ? {} : { help })}>
      <Input
        size="sm"
        maxLength={maxLength}
        placeholder={placeholder}
        value={value ?? ''}
        onChange={(event) => onChange(event.target.value === '' ? undefined : event.target.value)}
      />
    </Field>
  )
}

/** A name that may be missing: what is no name is marked and not taken. */
export function OptionalName(props: {
  label: string
  value: string | undefined
  help?: string
  onChange: (name: string | undefined) => void
}) {
  const { label, value, help, onChange } = props
  return (
    <DraftInput
      label={label}
      value={value ?? ''}
      help={help}
      problem={(text) => (text === '' ? null : nameProblem(text, () => false))}
      onChange={(text) => onChange(text === '' ? undefined : text)}
    />
  )
}

const fadeOf = <A extends ActionOf<'media'> | ActionOf<'light'>>(slot: Slot<Action>, value: A) =>
  within<Action, Duration>(slot, value.fade, (fade) => ({
    ...value,
    fade: typeof fade === 'number' ? Math.min(3_600_000, Math.round(fade)) : value.fade,
  }))

export function MediaEditor({ slot, value }: EditorProps<'media'>) {
  const set = (fields: Parameters<typeof changed<ActionOf<'media'>>>[1]) => slot.set(changed(value, fields))
  return (
    <div className={styles.stack}>
      <Segmented label="What it does" options={MEDIA_OPS} value={value.op} onChange={(op) => set({ op })} />
      <Field label="Kind">
        <Select size="sm" options={MEDIA_KINDS} value={value.kind} onChange={(kind) => set({ kind })} />
      </Field>
      {value.op === 'play' && (
        <OptionalText
          label="File"
          value={value.source}
          placeholder="storm.ogg"
          help="A file of the room’s media."
          onChange={(source) => set({ source })}
        />
      )}
      <OptionalName
        label="Channel"
        value={value.channel}
        help="One thing plays on a channel at a time. Empty: its kind."
        onChange={(channel) => set({ channel })}
      />
      {value.op !== 'stop' && (
        <Field label={value.op === 'fade' ? 'To volume, 0 to 1' : 'Volume, 0 to 1'}>
          <OptionalOperand
            slot={within<Action, Operand | undefined>(slot, value.volume, (volume) => changed(value, { volume }))}
            type="number"
            label="Volume"
            first={1}
            min={0}
            max={1}
          />
        </Field>
      )}
      <Field label={value.op === 'play' ? 'Fade in' : 'Fade'}>
        <DurationInput slot={fadeOf(slot, value)} label="Fade" fixed />
      </Field>
      {value.op === 'play' && (
        <Switch label="Again and again" checked={value.loop} onChange={(loop) => set({ loop })} />
      )}
    </div>
  )
}

const MEDIA_OPS = [
  { value: 'play', label: 'Play' },
  { value: 'stop', label: 'Stop' },
  { value: 'fade', label: 'Fade' },
] as const
const MEDIA_KINDS = [
  { value: 'sound', label: 'sound' },
  { value: 'music', label: 'music' },
  { value: 'voice', label: 'voice' },
  { value: 'video', label: 'video' },
] as const

export function LightEditor({ slot, value }: EditorProps<'light'>) {
  const set = (fields: Parameters<typeof changed<ActionOf<'light'>>>[1]) => slot.set(changed(value, fields))
  return (
    <div className={styles.stack}>
      <Field label="Fixture">
        <span className={styles.withRemove}>
          <DevicePicker
            slot={slot}
            chosen={value.role ?? null}
            make={(role) => changed(value, { role, look: undefined })}
            placeholder="Choose a light, or name a look below"
          />
          {value.role !== undefined && (
            <IconButton icon={X} size="sm" label="No fixture" onClick={() => set({ role: undefined })} />
          )}
        </span>
      </Field>
      {value.role === undefined && (
        <OptionalName
          label="Look"
          value={value.look}
          help="A look that was saved for the room."
          onChange={(look) => set({ look })}
        />
      )}
      <Field label="Level, 0 to 1">
        <OptionalOperand
          slot={within<Action, Operand | undefined>(slot, value.level, (level) => changed(value, { level }))}
          type="number"
          label="Level"
          first={1}
          min={0}
          max={1}
        />
      </Field>
      <Field label="Colour">
        <span className={styles.withRemove}>
          <input
            type="color"
            className={styles.color}
            aria-label="Colour"
            value={value.color ?? '#ffffff'}
            onChange={(event) => set({ color: event.target.value })}
          />
          <span className={styles.hint}>{value.color ?? 'as it is'}</span>
          {value.color !== undefined && (
            <IconButton icon={X} size="sm" label="Leave the colour" onClick={() => set({ color: undefined })} />
          )}
        </span>
      </Field>
      <Field label="Fade">
        <DurationInput slot={fadeOf(slot, value)} label="Fade" fixed />
      </Field>
    </div>
  )
}

export function DisplayEditor({ slot, value }: EditorProps<'display'>) {
  const set = (fields: Parameters<typeof changed<ActionOf<'display'>>>[1]) => slot.set(changed(value, fields))
  return (
    <div className={styles.stack}>
      <Segmented label="What is shown" options={SHOWN} value={value.show} onChange={(show) => set({ show })} />
      {value.show === 'text' && (
        <TextArea
          aria-label="Text"
          rows={2}
          maxLength={1_000}
          value={value.text ?? ''}
          onChange={(event) => set({ text: event.target.value === '' ? undefined : event.target.value })}
        />
      )}
      {(value.show === 'picture' || value.show === 'video') && (
        <OptionalText label="File" value={value.source} onChange={(source) => set({ source })} />
      )}
      <Screen value={value.screen} onChange={(screen) => set({ screen })} />
    </div>
  )
}

const SHOWN = [
  { value: 'text', label: 'Text' },
  { value: 'picture', label: 'Picture' },
  { value: 'video', label: 'Video' },
  { value: 'clear', label: 'Nothing' },
] as const

const Screen = ({ value, onChange }: { value: string; onChange: (screen: string) => void }) => (
  <DraftInput label="Screen" value={value} problem={(text) => nameProblem(text, () => false)} onChange={onChange} />
)

export function HintEditor({ slot, value }: EditorProps<'hint'>) {
  const set = (fields: Parameters<typeof changed<ActionOf<'hint'>>>[1]) => slot.set(changed(value, fields))
  return (
    <div className={styles.stack}>
      <TextArea
        aria-label="Hint"
        rows={2}
        maxLength={1_000}
        value={value.text}
        onChange={(event) => set({ text: event.target.value })}
      />
      <details className={styles.more}>
        <summary>Picture, sound, video</summary>
        <div className={styles.stack}>
          <OptionalText label="Picture" value={value.picture} onChange={(picture) => set({ picture })} />
          <OptionalText label="Sound" value={value.sound} onChange={(sound) => set({ sound })} />
          <OptionalText label="Video" value={value.video} onChange={(video) => set({ video })} />
        </div>
      </details>
      <Screen value={value.screen} onChange={(screen) => set({ screen })} />
      <Switch label="Counts in the team’s result" checked={value.counts} onChange={(counts) => set({ counts })} />
    </div>
  )
}
