'use client'

import { useMutation } from '@tanstack/react-query'
import { useCallback } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { toast } from '#app/ui/toast.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'

export type Act = {
  act: (command: SessionCommand, reason?: string) => void
  /** The command that is on its way, as JSON, so that its own button shows it. */
  pending: string | null
}

/** Asks something of a session; what comes of it arrives as events. A refusal is said at once. */
export function useAct(session: string | null): Act {
  const trpc = useTRPC()
  const { mutate, isPending, variables } = useMutation(
    trpc.sessions.act.mutationOptions({
      onError: (error) => toast({ state: 'failed', title: 'That was not done', detail: errorSentence(error) }),
    }),
  )
  const act = useCallback(
    (command: SessionCommand, reason?: string) => {
      if (session !== null) mutate({ session, action: command, ...(reason === undefined ? {} : { reason }) })
    },
    [mutate, session],
  )
  return { act, pending: isPending && variables !== undefined ? JSON.stringify(variables.action) : null }
}
