'use client'

import { useMutation } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useStore } from 'zustand'
import { useTRPCClient } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import type { State } from '#app/ui/state.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { toast } from '#app/ui/toast.tsx'
import type { DraftState, DraftSync } from '../draft/draft-sync.ts'
import { useEditor } from '../editor/editor-context.tsx'
import { alone } from '../model/contained.ts'
import styles from './workbench.module.css'

const SAID: Record<DraftState['status'], { state: State; text: string }> = {
  saved: { state: 'solved', text: 'Saved' },
  unsaved: { state: 'idle', text: 'Saving…' },
  saving: { state: 'idle', text: 'Saving…' },
  waiting: { state: 'offline', text: 'Offline: kept here' },
  refused: { state: 'failed', text: 'Not saved' },
  conflict: { state: 'attention', text: 'Changed by somebody else' },
}

/** Whether the draft is safe, in one chip; what to do when it is not. */
export function SaveMark({ sync }: { sync: DraftSync }) {
  const { status, reason, kept } = useStore(sync)
  const { state, text } = SAID[status]
  const said = status === 'waiting' && !kept ? 'Offline: do not close this page' : text
  return (
    <span role="status" className={styles.save} title={reason ?? said} data-testid="save-state" data-status={status}>
      <StatusChip state={state} size="sm" bare>
        {said}
      </StatusChip>
    </span>
  )
}

/** Somebody else saved the draft that is being changed here: theirs, or mine as a graph of its own. */
export function ConflictDialog({ sync, graphId }: { sync: DraftSync; graphId: string }) {
  const status = useStore(sync, (s) => s.status)
  const reason = useStore(sync, (s) => s.reason)
  const [asked, setAsked] = useState(true)
  const editor = useEditor()
  const api = useTRPCClient()
  const router = useRouter()
  const failed = (error: unknown) =>
    toast({ state: 'failed', title: 'That did not work', detail: errorSentence(error) })
  const theirs = useMutation({
    mutationFn: () => api.graphs.get.query({ id: graphId }),
    onSuccess: ({ draft }) => {
      sync.adopt(draft.document, draft.revision)
      editor.change('their changes', () => draft.document)
    },
    onError: failed,
  })
  const mine = useMutation({
    mutationFn: () => {
      const document = alone(editor.graph())
      return api.graphs.create.mutate({
        kind: document.kind,
        name: `${document.name} (my copy)`.slice(0, 200),
        document,
      })
    },
    onSuccess: async ({ id }) => {
      await theirs.mutateAsync()
      router.push(`/studio/${id}`)
    },
    onError: failed,
  })
  if (status !== 'conflict') return null
  if (!asked)
    return (
      <Button size="sm" onClick={() => setAsked(true)}>
        Decide…
      </Button>
    )
  return (
    <Dialog
      open
      onOpenChange={setAsked}
      size="sm"
      title="Somebody else changed this draft"
      description={reason ?? undefined}
      footer={
        <>
          <Button busy={mine.isPending} onClick={() => mine.mutate()}>
            Keep mine as a copy
          </Button>
          <Button variant="primary" busy={theirs.isPending && !mine.isPending} onClick={() => theirs.mutate()}>
            Load theirs
          </Button>
        </>
      }
    >
      <p>Yours is kept in this browser. Loading theirs can be undone: then yours is on the canvas again.</p>
    </Dialog>
  )
}
