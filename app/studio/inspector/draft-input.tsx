'use client'

import { useState } from 'react'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'

export type DraftInputProps = {
  label: string
  value: string
  help?: string | undefined
  /** What is wrong with a text, in words; null when it can be taken. */
  problem: (text: string) => string | null
  /** With every text that can be taken, as it is typed. */
  onChange?: (text: string) => void
  /** Once, when the field is left or Enter is pressed: for what should not follow every key. */
  onDone?: (text: string) => void
  maxLength?: number
}

/** Text that must have a form. What has not stays in the field, with what is wrong; left so, the last good one returns. */
export function DraftInput(props: DraftInputProps) {
  const draft = useDraft(props)
  const { label, help } = props
  return (
    <Field label={label} error={draft.wrong ?? undefined} {...(help === undefined ? {} : { help })}>
      <DraftText draft={draft} maxLength={props.maxLength} />
    </Field>
  )
}

/** The same without a field of its own around it. */
export function BareDraftInput(props: Omit<DraftInputProps, 'help'>) {
  const draft = useDraft(props)
  return <DraftText draft={draft} maxLength={props.maxLength} label={props.label} />
}

type Draft = ReturnType<typeof useDraft>

function useDraft({ value, problem, onChange, onDone }: Omit<DraftInputProps, 'label'>) {
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? value
  return {
    text,
    wrong: text === value ? null : problem(text),
    type: (next: string) => {
      setDraft(next)
      if (problem(next) === null) onChange?.(next)
    },
    finish: () => {
      if (draft !== null && draft !== value && problem(draft) === null) onDone?.(draft)
      setDraft(null)
    },
    drop: () => setDraft(null),
  }
}

type DraftTextProps = { draft: Draft; label?: string; maxLength?: number | undefined }

const DraftText = ({ draft, label, maxLength = 64 }: DraftTextProps) => (
  <Input
    size="sm"
    {...(label === undefined ? {} : { 'aria-label': label, 'aria-invalid': draft.wrong !== null || undefined })}
    title={label === undefined ? undefined : (draft.wrong ?? undefined)}
    value={draft.text}
    maxLength={maxLength}
    spellCheck={false}
    onChange={(event) => draft.type(event.target.value)}
    onBlur={draft.finish}
    onKeyDown={(event) => {
      if (event.key === 'Enter') draft.finish()
      if (event.key === 'Escape') draft.drop()
    }}
  />
)
