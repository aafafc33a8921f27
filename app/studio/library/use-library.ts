'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { useEditorState } from '../editor/editor-context.tsx'
import type { Editor } from '../editor/editor-store.ts'
import { containedKeys, withContained } from '../model/contained.ts'
import type { GraphLibrary } from './library-context.tsx'

/** Which version is the newest may change; a published one never does. */
const NEWEST_FOR_MS = 30_000

/**
 * The tenant's graphs, and in the document those that it contains, near and far (SG7): loaded when a node names them, so
 * that exits can be drawn and the whole be judged. They are no edit: neither undone nor saved.
 */
export function useGraphLibrary(editor: Editor): GraphLibrary {
  const trpc = useTRPC()
  const list = useQuery({ ...trpc.graphs.list.queryOptions(), staleTime: NEWEST_FOR_MS })
  const nodes = useEditorState((s) => s.history.present.nodes)
  const own = useEditorState((s) => s.history.present.id)
  const named = JSON.stringify(containedKeys(nodes).filter(({ graph }) => graph !== own))
  const references = useMemo(() => JSON.parse(named) as ReturnType<typeof containedKeys>, [named])
  const contained = useQuery({
    ...trpc.graphs.contained.queryOptions({
      references: references.map(({ graph, version }) => ({ graph, version })),
    }),
    enabled: references.length > 0,
    staleTime: NEWEST_FOR_MS,
    // While one more is asked for, the others stay.
    placeholderData: (before) => before,
  })
  const found = references.length === 0 ? undefined : contained.data?.graphs
  useEffect(() => editor.contain((graph) => withContained(graph, found ?? {})), [editor, found])
  const { data: graphs } = list
  const { error, isPlaceholderData } = contained
  return useMemo(
    () => ({
      graphs: (graphs ?? []).map(({ id, name, kind, latestVersion }) => ({ id, name, kind, latestVersion })),
      missing: new Map(
        references.flatMap(({ key, graph, version }): [string, string][] => {
          if (error !== null) return [[key, errorSentence(error)]]
          if (found === undefined || isPlaceholderData || found[key] !== undefined) return []
          const known = graphs?.some((g) => g.id === graph) === true
          return [[key, !known ? UNKNOWN : version === 'latest' ? NOT_PUBLISHED : 'It has no such version.']]
        }),
      ),
    }),
    [graphs, references, error, found, isPlaceholderData],
  )
}

const UNKNOWN = 'There is no such graph here: choose another.'
const NOT_PUBLISHED = 'It is not published yet: publish it first, then it can be played here.'
