'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { DeviceSummary } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Select } from '#app/ui/select.tsx'
import { toast } from '#app/ui/toast.tsx'

const POLICIES = [
  { value: 'freeze', label: 'Freeze', hint: 'the game stands still' },
  { value: 'warn', label: 'Warn', hint: 'the game master is told' },
  { value: 'carry_on', label: 'Carry on', hint: 'nothing is said' },
] as const

/** What a running game that uses the device does while it is offline (RT8). */
export function PolicySelect({ room, device }: { room: string; device: DeviceSummary }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayEdit = useMay('bindings.edit')
  const { controller, device: slug, whenOffline } = device
  const { mutate, isPending, variables } = useMutation(
    trpc.devices.setPolicy.mutationOptions({
      onError: (error) => toast({ state: 'failed', title: 'That was not saved', detail: errorSentence(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.devices.list.queryFilter({ room })),
    }),
  )
  return (
    <Select
      size="sm"
      aria-label={`While ${controller}/${slug} is offline`}
      value={isPending ? variables.whenOffline : whenOffline}
      onChange={(next) => mutate({ room, controller, device: slug, whenOffline: next })}
      disabled={!mayEdit}
      options={POLICIES}
    />
  )
}
