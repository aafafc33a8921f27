'use client'

import { useEffect } from 'react'
import { toast } from '#app/ui/toast.tsx'
import type { DraftSync } from '../draft/draft-sync.ts'
import { useEditor } from '../editor/editor-context.tsx'
import type { GraphOnServer } from './use-graph-on-server.ts'

/**
 * Takes over what somebody else saved while nothing here is unsaved: as a step of undo, so that nothing is lost.
 * While something is unsaved, the next save finds the conflict and asks.
 */
export function useTheirChanges({ draft }: GraphOnServer, sync: DraftSync): void {
  const editor = useEditor()
  useEffect(() => {
    const { status, revision } = sync.getState()
    if (status !== 'saved' || draft.revision <= revision) return
    const by = draft.updatedBy ?? 'somebody else'
    sync.adopt(draft.document, draft.revision)
    editor.change(`changes of ${by}`, () => draft.document)
    toast({ state: 'active', title: `Changes of ${by} were loaded` })
  }, [draft, sync, editor])
}
