'use client'

import { useQueries } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useLive } from '#app/live/live-provider.tsx'
import { useLiveStore } from '#app/live/live-store.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { SessionView } from '#wire/session-view.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import type { GraphOnServer } from '../workbench/use-graph-on-server.ts'
import { type Stranded, strandedIn } from './stranded.ts'

/** The places that running games would lose, each once; and what nodes are called, also those that are gone. */
export function useStranded(graph: GraphOnServer): { stranded: readonly Stranded[]; name: (id: string) => string } {
  const draft = useGraph()
  const views = useViews(graph.live)
  const playing = useVersions(graph)
  return useMemo(() => {
    const places = views.flatMap((view) => strandedIn(view, draft, playing.get(view.version) ?? null))
    const stranded = [...new Map(places.map((place) => [place.node, place])).values()]
    const name = (id: string): string => {
      const graphs = [draft, ...playing.values()]
      const node = graphs.map((one) => indexOf(one).nodes.get(id)).find((one) => one !== undefined)
      return node === undefined ? id : titleOf(node)
    }
    return { stranded, name }
  }, [views, draft, playing])
}

function useViews(games: GraphOnServer['live']): readonly SessionView[] {
  const live = useLive()
  const rooms = useMemo(() => [...new Set(games.map((game) => game.room))].sort(), [games])
  useEffect(() => {
    const stops = rooms.map((room) => live.watch(room))
    return () => {
      for (const stop of stops) stop()
    }
  }, [live, rooms])
  return useLiveStore(
    useShallow((state) =>
      games.flatMap(({ room, session_id }) => {
        const view = state.rooms[room]?.view
        return view?.session_id === session_id ? [view] : []
      }),
    ),
  )
}

function useVersions(graph: GraphOnServer): ReadonlyMap<number, SceneGraph> {
  const trpc = useTRPC()
  // A version that was left stays known: what is said of the games that left it names its nodes.
  const [numbers, setNumbers] = useState<readonly number[]>([])
  const more = new Set(graph.live.map((game) => game.version).filter((version) => !numbers.includes(version)))
  if (more.size > 0) setNumbers([...numbers, ...more])
  return useQueries({
    queries: numbers.map((number) => ({
      ...trpc.graphs.version.queryOptions({ id: graph.id, number }),
      staleTime: Number.POSITIVE_INFINITY,
    })),
    combine: (results) =>
      new Map(results.flatMap(({ data }, i) => (data === undefined ? [] : [[numbers[i] ?? 0, data.document]]))),
  })
}
