'use client'

import { useQueryClient } from '@tanstack/react-query'
import { isTRPCClientError } from '@trpc/client'
import { useEffect, useState } from 'react'
import { useTRPC, useTRPCClient } from '#app/shell/trpc.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { AppRouter } from '#server/api/router.ts'
import type { Editor } from '../editor/editor-store.ts'
import { alone } from '../model/contained.ts'
import { createDraftSync, type DraftSync, type SaveFailure } from './draft-sync.ts'
import { keepDraft } from './kept-draft.ts'

/** What a failed save means. What never reached a server that answered, or found it down, is tried again. */
export function failureOf(error: unknown): SaveFailure {
  const reason = errorSentence(error)
  if (!isTRPCClientError<AppRouter>(error)) return { kind: 'unreached', reason }
  const code = error.data?.code
  if (code === 'CONFLICT') return { kind: 'conflict', reason, theirs: error.data?.revision ?? null }
  const passing = [undefined, 'INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE', 'BAD_GATEWAY', 'TIMEOUT', 'UNAUTHORIZED']
  return passing.includes(code) ? { kind: 'unreached', reason } : { kind: 'refused', reason }
}

const sameDraft = (a: SceneGraph, b: SceneGraph): boolean =>
  (Object.keys(a) as (keyof SceneGraph)[]).every((key) => key === 'graphs' || a[key] === b[key])

/** Saves an editor's document as it changes. */
export function useDraftSync(editor: Editor, graphId: string, revision: number, unsaved: boolean): DraftSync {
  const api = useTRPCClient()
  const trpc = useTRPC()
  const client = useQueryClient()
  const [sync] = useState(() =>
    createDraftSync(
      { document: alone(editor.graph()), revision, unsaved },
      {
        save: async (baseRevision, document) => {
          const saved = await api.graphs.saveDraft.mutate({ id: graphId, baseRevision, document })
          // Who comes back to this graph begins with what was saved, not with what was loaded before.
          client.setQueryData(trpc.graphs.get.queryKey({ id: graphId }), (known) =>
            known === undefined ? known : { ...known, draft: { ...known.draft, document, revision: saved.revision } },
          )
          return saved
        },
        failureOf,
        keep: (kept) => keepDraft(graphId, kept),
        schedule: (after, run) => {
          const timer = setTimeout(run, after)
          return () => clearTimeout(timer)
        },
      },
    ),
  )
  useEffect(() => {
    // A document that differs by what it contains only is the same draft.
    let last = editor.graph()
    let draft = alone(last)
    return editor.subscribe(({ history: { present } }) => {
      if (present === last) return
      if (!sameDraft(present, last)) draft = alone(present)
      last = present
      sync.changed(draft)
    })
  }, [editor, sync])
  useEffect(() => {
    const onOnline = () => sync.retry()
    const onHide = () => void sync.flush()
    // The browser keeps what is not saved; only where it does not, leaving is asked about.
    const onLeave = (event: BeforeUnloadEvent) => {
      void sync.flush()
      const { status, kept } = sync.getState()
      if (status !== 'saved' && !kept) event.preventDefault()
    }
    window.addEventListener('online', onOnline)
    window.addEventListener('pagehide', onHide)
    window.addEventListener('beforeunload', onLeave)
    return () => {
      window.removeEventListener('online', onOnline)
      window.removeEventListener('pagehide', onHide)
      window.removeEventListener('beforeunload', onLeave)
      void sync.flush()
      sync.stop()
    }
  }, [sync])
  return sync
}
