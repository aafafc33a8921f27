'use client'

import { useQueries, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { useTRPC, useTRPCClient } from '#app/shell/trpc.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { useEditorState } from '../editor/editor-context.tsx'
import type { Editor } from '../editor/editor-store.ts'
import { containedKeys, type Reference, withContained } from '../model/contained.ts'
import type { GraphLibrary } from './library-context.tsx'

/** A published version never changes; which one is the newest may. */
const NEWEST_FOR_MS = 30_000

/**
 * The tenant's graphs, and in the document those that it contains (SG7): loaded when a node names them, so that exits
 * can be drawn and the whole be judged. They are no edit: neither undone nor saved.
 */
export function useGraphLibrary(editor: Editor): GraphLibrary {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const list = useQuery({ ...trpc.graphs.list.queryOptions(), staleTime: NEWEST_FOR_MS })
  const nodes = useEditorState((s) => s.history.present.nodes)
  const wanted = useMemo(() => containedKeys(nodes), [nodes])
  const answers = useQueries({
    queries: wanted.map((reference) => ({
      queryKey: ['contained', reference.key],
      queryFn: () => load(api, reference),
      staleTime: reference.version === 'latest' ? NEWEST_FOR_MS : Number.POSITIVE_INFINITY,
      retry: false,
    })),
    combine: (results) => results.map(({ data, error }) => ({ data, error })),
  })
  useEffect(() => {
    const found = wanted.flatMap(({ key }, i): [string, SceneGraph][] => {
      const document = answers[i]?.data
      return document === undefined ? [] : [[key, document]]
    })
    editor.contain((graph) => withContained(graph, new Map(found)))
  }, [editor, wanted, answers])
  const graphs = list.data
  return useMemo(
    () => ({
      graphs: (graphs ?? []).map(({ id, name, kind, latestVersion }) => ({ id, name, kind, latestVersion })),
      missing: new Map(
        wanted.flatMap(({ key }, i): [string, string][] => {
          const error = answers[i]?.error
          return error === null || error === undefined ? [] : [[key, errorSentence(error)]]
        }),
      ),
    }),
    [graphs, wanted, answers],
  )
}

async function load(api: ReturnType<typeof useTRPCClient>, { graph, version }: Reference): Promise<SceneGraph> {
  if (version !== 'latest') return (await api.graphs.version.query({ id: graph, number: version })).document
  const { latestVersion } = await api.graphs.get.query({ id: graph })
  if (latestVersion === null) throw new Error('It is not published yet: publish it first, then it can be played here.')
  return (await api.graphs.version.query({ id: graph, number: latestVersion })).document
}
