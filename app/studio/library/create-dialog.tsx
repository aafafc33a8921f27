'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { type FormEvent, useId, useState } from 'react'
import { useTRPC, useTRPCClient } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'

/** A new graph with nothing in it, opened at once. */
export function CreateDialog({ kind, onClose }: { kind: 'scene' | 'puzzle'; onClose: () => void }) {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const router = useRouter()
  const form = useId()
  const [name, setName] = useState('')
  const create = useMutation({
    mutationFn: () => api.graphs.create.mutate({ kind, name: name.trim() }),
    onSuccess: ({ id }) => {
      void client.invalidateQueries(trpc.graphs.list.queryFilter())
      router.push(`/studio/${id}`)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') create.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="sm"
      title={`New ${kind}`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} busy={create.isPending} disabled={name.trim() === ''}>
            Create
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label="Name" error={create.isError ? errorSentence(create.error) : undefined}>
          <Input
            autoFocus
            maxLength={200}
            placeholder={kind === 'scene' ? 'The Clockmaker’s study' : 'Three dials'}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  )
}
