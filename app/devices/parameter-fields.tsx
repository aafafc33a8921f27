'use client'

import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { Scalar } from '#wire/json.ts'
import type { ParameterDeclaration } from '#wire/messages/capabilities.ts'
import { type Draft, limitsOf } from './parameter-values.ts'

type Props = {
  params: Readonly<Record<string, ParameterDeclaration>>
  draft: Draft
  /** Parameter → what is wrong with it. */
  problems: Readonly<Record<string, string>>
  onChange: (name: string, value: Scalar | null) => void
}

/** A field for each parameter of a command. */
export function ParameterFields({ params, draft, problems, onChange }: Props) {
  return Object.entries(params).map(([name, parameter]) => (
    <Field
      key={name}
      label={parameter.optional === true ? `${name} (may be left out)` : name}
      {...(problems[name] === undefined ? {} : { error: problems[name] })}
    >
      <ParameterInput
        declaration={parameter}
        name={name}
        value={draft[name] ?? null}
        onChange={(value) => onChange(name, value)}
      />
    </Field>
  ))
}

function ParameterInput(props: {
  declaration: ParameterDeclaration
  name: string
  value: Scalar | null
  onChange: (value: Scalar | null) => void
}) {
  const { declaration, name, value, onChange } = props
  switch (declaration.type) {
    case 'boolean':
      return <Switch checked={value === true} onChange={onChange} aria-label={name} />
    case 'number':
      return (
        <NumberInput
          value={typeof value === 'number' ? value : null}
          onChange={onChange}
          {...limitsOf(declaration)}
          {...(declaration.unit === undefined ? {} : { unit: declaration.unit })}
          {...(declaration.min === undefined || declaration.max === undefined
            ? {}
            : { placeholder: `${declaration.min} to ${declaration.max}` })}
        />
      )
    case 'text':
      return (
        <Input
          value={typeof value === 'string' ? value : ''}
          onChange={(event) =>
            onChange(event.target.value === '' && declaration.optional === true ? null : event.target.value)
          }
        />
      )
  }
}
