'use client'

import { useQuery } from '@tanstack/react-query'
import { useRoomPart } from '#app/live/use-room.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/select.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import type { GraphOnServer } from '../workbench/use-graph-on-server.ts'
import styles from './publish.module.css'
import { havens, strandedIn } from './stranded.ts'

export type LiveGamesProps = {
  graph: GraphOnServer
  when: 'now' | 'next_game'
  mapping: Record<string, string>
  onMapping: (mapping: Record<string, string>) => void
}

/** The games that play this graph, where each stands, and where it goes if the ground under it is gone. */
export function LiveGames({ graph, when, mapping, onMapping }: LiveGamesProps) {
  return (
    <ul className={styles.games} aria-label="Running games">
      {graph.live.map((game) => (
        <li key={game.session_id} className={styles.game}>
          <Game graph={graph} game={game} when={when} mapping={mapping} onMapping={onMapping} />
        </li>
      ))}
    </ul>
  )
}

function Game({ graph, game, when, mapping, onMapping }: LiveGamesProps & { game: GraphOnServer['live'][number] }) {
  const trpc = useTRPC()
  const draft = useGraph()
  const view = useRoomPart(game.room, (s) => (s.view?.session_id === game.session_id ? s.view : null))
  const number = view?.version ?? game.version
  const version = useQuery({
    ...trpc.graphs.version.queryOptions({ id: graph.id, number }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const playing = version.data?.document ?? null
  const stranded = view === null || when !== 'now' ? [] : strandedIn(view, draft, playing)
  const names = (view?.active ?? []).map((id) => {
    const node = indexOf(draft).nodes.get(id) ?? (playing === null ? undefined : indexOf(playing).nodes.get(id))
    return node === undefined ? id : titleOf(node)
  })
  return (
    <>
      <p className={styles.gameHead}>
        <StatusChip state={view?.status === 'frozen' ? 'waiting' : 'active'}>
          {view?.status === 'frozen' ? 'frozen' : 'running'}
        </StatusChip>
        <strong>{game.room}</strong> plays version {number}
      </p>
      {names.length > 0 && <p className={styles.quiet}>It stands in {names.join(', ')}.</p>}
      {stranded.map((place) => (
        <Field
          key={place.node}
          label={`“${place.title}” is gone from the draft, and the game stands there. It goes to`}
        >
          <Select
            options={[{ value: USUAL, label: otherwiseText(place.otherwise) }, ...havens(draft)]}
            value={mapping[place.node] ?? USUAL}
            onChange={(to) => {
              const { [place.node]: _, ...others } = mapping
              onMapping(to === USUAL ? others : { ...others, [place.node]: to })
            }}
          />
        </Field>
      ))}
    </>
  )
}

/** No node's id: ids have no spaces. */
const USUAL = ' usual '

const otherwiseText = (otherwise: ReturnType<typeof strandedIn>[number]['otherwise']): string =>
  otherwise === 'blocked' ? 'nowhere: the game stays on its version' : `the start of ${otherwise.goesTo}`
