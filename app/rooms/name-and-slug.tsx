'use client'

import { useState } from 'react'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { slugOf, slugProblem } from './slug.ts'

export type Named = { name: string; slug: string; valid: boolean }

/** State of a name with its short form, which follows the name until somebody writes it by hand. */
export function useNameAndSlug(): Named & { setName: (name: string) => void; setSlug: (slug: string) => void } {
  const [name, setName] = useState('')
  const [own, setOwn] = useState<string | null>(null)
  const slug = own ?? slugOf(name)
  return { name: name.trim(), slug, valid: name.trim() !== '' && slugProblem(slug) === null, setName, setSlug: setOwn }
}

export function NameAndSlug({ value, example }: { value: ReturnType<typeof useNameAndSlug>; example: string }) {
  const problem = value.slug === '' ? null : slugProblem(value.slug)
  return (
    <>
      <Field label="Name">
        <Input
          autoFocus
          maxLength={120}
          placeholder={example}
          onChange={(event) => value.setName(event.target.value)}
        />
      </Field>
      <Field
        label="Name in topics"
        help="Cannot be changed later: boards speak it."
        {...(problem === null ? {} : { error: problem })}
      >
        <Input
          value={value.slug}
          maxLength={64}
          spellCheck={false}
          onChange={(event) => value.setSlug(event.target.value)}
        />
      </Field>
    </>
  )
}
