'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { Field } from '#app/ui/field.tsx'
import { FormDialog } from '#app/ui/form-dialog.tsx'
import { Select } from '#app/ui/select.tsx'
import { NameAndSlug, useNameAndSlug } from './name-and-slug.tsx'

export function NewRoomDialog({
  venues,
  onClose,
}: {
  venues: readonly { slug: string; name: string }[]
  onClose: () => void
}) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const named = useNameAndSlug()
  const [venue, setVenue] = useState(venues[0]?.slug ?? '')
  const create = useMutation(
    trpc.rooms.create.mutationOptions({
      onSuccess: async (room) => {
        await Promise.all([
          queryClient.invalidateQueries(trpc.rooms.pathFilter()),
          queryClient.invalidateQueries(trpc.venues.pathFilter()),
        ])
        router.push(`/rooms/${room.slug}`)
      },
    }),
  )
  return (
    <FormDialog
      title="Add a room"
      submit="Add the room"
      onSubmit={() => create.mutate({ venue, name: named.name, slug: named.slug })}
      onClose={onClose}
      busy={create.isPending}
      ready={named.valid && venue !== ''}
      error={create.error}
    >
      <Field label="Venue">
        <Select
          value={venue}
          onChange={setVenue}
          options={venues.map(({ slug, name }) => ({ value: slug, label: name }))}
        />
      </Field>
      <NameAndSlug value={named} example="Clockwork" />
    </FormDialog>
  )
}
