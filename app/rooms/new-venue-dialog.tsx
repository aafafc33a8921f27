'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '#app/shell/trpc.ts'
import { FormDialog } from '#app/ui/form-dialog.tsx'
import { NameAndSlug, useNameAndSlug } from './name-and-slug.tsx'

export function NewVenueDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const named = useNameAndSlug()
  const create = useMutation(
    trpc.venues.create.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries(trpc.venues.pathFilter())
        onClose()
      },
    }),
  )
  return (
    <FormDialog
      title="Add a venue"
      description="A house with rooms in it."
      submit="Add the venue"
      onSubmit={() => create.mutate({ name: named.name, slug: named.slug })}
      onClose={onClose}
      busy={create.isPending}
      ready={named.valid}
      error={create.error}
    >
      <NameAndSlug value={named} example="Hauptstraße 12" />
    </FormDialog>
  )
}
