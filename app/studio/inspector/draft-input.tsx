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
export function DraftInput({ label, value, help, problem, onChange, onDone, maxLength = 64 }: DraftInputProps) {
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? value
  const wrong = text === value ? null : problem(text)
  const finish = () => {
    if (draft !== null && draft !== value && problem(draft) === null) onDone?.(draft)
    setDraft(null)
  }
  return (
    <Field label={label} error={wrong ?? undefined} {...(help === undefined ? {} : { help })}>
      <Input
        size="sm"
        value={text}
        maxLength={maxLength}
        spellCheck={false}
        onChange={(event) => {
          setDraft(event.target.value)
          if (problem(event.target.value) === null) onChange?.(event.target.value)
        }}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') finish()
          if (event.key === 'Escape') setDraft(null)
        }}
      />
    </Field>
  )
}
