'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Role } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { Field } from '#app/ui/field.tsx'
import { FormDialog } from '#app/ui/form-dialog.tsx'
import { Input } from '#app/ui/input.tsx'
import { Select } from '#app/ui/select.tsx'
import { ROLES } from './roles.ts'

const LEAST = 8

export function NewPersonDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [role, setRole] = useState<Role>('gm')
  const create = useMutation(
    trpc.people.create.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.people.pathFilter())
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title="Add a person"
      description="Hand them the password; they sign in with it."
      submit="Add"
      busy={create.isPending}
      ready={name.trim() !== '' && email.includes('@') && password.length >= LEAST}
      error={create.error}
      onClose={onClose}
      onSubmit={() => create.mutate({ name: name.trim(), email: email.trim(), password, role })}
    >
      <Field label="Name">
        <Input autoFocus maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
      </Field>
      <Field label="E-mail">
        <Input type="email" autoComplete="off" value={email} onChange={(event) => setEmail(event.target.value)} />
      </Field>
      <Field label="First password" help={`${LEAST} characters at least.`}>
        <Input
          type="text"
          autoComplete="off"
          spellCheck={false}
          maxLength={128}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      </Field>
      <Field label="Role" help={ROLES.find(({ value }) => value === role)?.may}>
        <Select value={role} onChange={setRole} options={ROLES} />
      </Field>
    </FormDialog>
  )
}
