'use client'

import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useLive } from '#app/live/live-provider.tsx'
import { useLiveStore } from '#app/live/live-store.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useRoomName } from '#app/shell/use-room-name.ts'
import { Popover } from '#app/ui/popover.tsx'
import type { State } from '#app/ui/state.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { type ChangeClass, type Classified, changeClass, type Standing } from '#scene-graph/change-class.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { sameBut } from '#scene-graph/same.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import type { GraphOnServer } from '../workbench/use-graph-on-server.ts'
import styles from './publish.module.css'

type Said = { state: State; label: string; text: string }

const SAID: Record<ChangeClass, Said> = {
  cosmetic: {
    state: 'idle',
    label: 'cosmetic',
    text: 'Only looks differ from the version that is published: no game would notice.',
  },
  'safe-now': {
    state: 'solved',
    label: 'safe now',
    text: 'Running games could take this up at once: none stands in what changes its kind or is gone.',
  },
  'needs-mapping': {
    state: 'attention',
    label: 'needs a mapping',
    text: 'A running game stands in what is gone or is another now: publishing asks where it goes on.',
  },
  'next-game-only': {
    state: 'failed',
    label: 'next game only',
    text: 'A running game cannot take this up: it is for the next one.',
  },
}

const UNCHANGED = {
  state: 'idle',
  label: 'as published',
  text: 'The draft is the version that the next game plays.',
} as const
const CONTAINED = new Set(['graphs'])

/** What publishing the draft as it stands would mean for the games that run: always in sight while it is edited. */
export function ChangeChip({ graph }: { graph: GraphOnServer }) {
  const published = usePublished(graph)
  const draft = useDeferredValue(useGraph())
  const standing = useStandings(graph.live)
  const classified = useMemo(
    () => (published === null ? null : changeClass(published, draft, standing)),
    [published, draft, standing],
  )
  if (classified === null || published === null) return null
  const said = sameBut(published, draft, CONTAINED) ? UNCHANGED : SAID[classified.class]
  return <Chip said={said} classified={classified} published={published} games={graph.live} />
}

type ChipProps = { said: Said; classified: Classified; published: SceneGraph; games: GraphOnServer['live'] }

function Chip({ said, classified, published, games }: ChipProps) {
  const editor = useEditor()
  const { state, label, text } = said
  const roomName = useRoomName()
  const roomOf = (session: string): string => {
    const game = games.find((g) => g.session_id === session)
    return game === undefined ? session : roomName(game.room)
  }
  const { nodes } = indexOf(published)
  return (
    <Popover
      trigger={
        <button type="button" className={styles.change} aria-label={`Change: ${label}`} data-class={classified.class}>
          <StatusChip state={state} size="sm">
            {label}
          </StatusChip>
        </button>
      }
    >
      <div className={styles.changeText}>
        <p>{text}</p>
        {classified.touches.length > 0 && (
          <p className={styles.quiet}>It touches what runs in {classified.touches.map(roomOf).join(', ')}.</p>
        )}
        {classified.reasons.length > 0 && (
          <ul className={styles.reasons}>
            {classified.reasons.map((reason) => {
              const node = nodes.get(reason.node)
              return (
                <li key={`${reason.session} ${reason.node} ${reason.message}`}>
                  <button type="button" className={styles.reason} onClick={() => editor.goTo([reason.node])}>
                    <strong>{node === undefined ? reason.node : titleOf(node)}</strong> ({roomOf(reason.session)}):{' '}
                    {reason.message}
                  </button>
                </li>
              )
            })}
          </ul>
        )}
      </div>
    </Popover>
  )
}

/** The document that games play next, once one is published. */
function usePublished({ id, latestVersion }: GraphOnServer): SceneGraph | null {
  const trpc = useTRPC()
  const { data } = useQuery(
    trpc.graphs.version.queryOptions(
      { id, number: latestVersion ?? 1 },
      { enabled: latestVersion !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  return data?.document ?? null
}

/** Where each running game of the graph stands, in whatever rooms. */
function useStandings(games: GraphOnServer['live']): readonly Standing[] {
  const live = useLive()
  const rooms = useMemo(() => [...new Set(games.map((g) => g.room))].sort(), [games])
  useEffect(() => {
    const stop = rooms.map((room) => live.watch(room))
    return () => {
      for (const end of stop) end()
    }
  }, [live, rooms])
  const active = useLiveStore(
    useShallow((s) =>
      games.map(({ room, session_id }) => {
        const view = s.rooms[room]?.view
        return view?.session_id === session_id ? view.active : null
      }),
    ),
  )
  return useMemo(
    () =>
      games.flatMap(({ session_id }, i): Standing[] => {
        const leaves = active[i]
        return leaves === null || leaves === undefined ? [] : [{ session: session_id, active: leaves }]
      }),
    [games, active],
  )
}
