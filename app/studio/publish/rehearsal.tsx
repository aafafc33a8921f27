'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTRPC } from '#app/shell/trpc.ts'
import { useRoomName } from '#app/shell/use-room-name.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { GraphOnServer } from '../workbench/use-graph-on-server.ts'
import type { Mapping } from './mapping-editor.tsx'
import styles from './publish.module.css'
import { ReportView } from './report-view.tsx'

/** Games move on while the dialog is open. ms */
const AGAIN_MS = 5_000

export type RehearsalProps = {
  graph: GraphOnServer
  /** Of the draft as it is saved; null while it is being saved. */
  revision: number | null
  mapping: Mapping
  /** Rooms whose games are left alone. */
  left: ReadonlySet<string>
  onLeft: (left: ReadonlySet<string>) => void
  name: (id: string) => string
}

/** What publishing would do to every running game, worked out on copies of them (HR1). Nothing moves. */
export function Rehearsal({ graph, revision, mapping, left, onLeft, name }: RehearsalProps) {
  const trpc = useTRPC()
  const roomName = useRoomName()
  const rehearsed = useQuery({
    ...trpc.graphs.rehearse.queryOptions({ id: graph.id, revision: revision ?? 1, mapping }),
    enabled: revision !== null,
    placeholderData: keepPreviousData,
    refetchInterval: AGAIN_MS,
  })
  if (rehearsed.isError && rehearsed.data === undefined)
    return (
      <p role="alert" className={styles.failed}>
        What it would do to running games can’t be told: {errorSentence(rehearsed.error)}
      </p>
    )
  if (rehearsed.data === undefined) return <p className={styles.quiet}>Rehearsing with the running games …</p>
  const many = rehearsed.data.length > 1
  return (
    <ul className={styles.games} aria-label="Running games" aria-busy={rehearsed.isPlaceholderData}>
      {rehearsed.data.map(({ room, moves, games }) => (
        <li key={room} className={styles.game} data-left={left.has(room) || undefined}>
          <div className={styles.gameHead}>
            <StatusChip state={left.has(room) ? 'idle' : moves ? 'solved' : 'failed'}>
              {left.has(room) ? 'left alone' : moves ? 'can move' : 'stays'}
            </StatusChip>
            <strong className={styles.room}>{roomName(room)}</strong>
            {many && (
              <Switch
                checked={!left.has(room)}
                label="takes it"
                onChange={(takes) => onLeft(withRoom(left, room, !takes))}
              />
            )}
          </div>
          {!left.has(room) &&
            games.map(({ session, version, report, problem }) => (
              <div key={session} className={styles.report}>
                {report === null ? (
                  <p className={styles.reasons}>{problem ?? 'Where it stands is not known.'}</p>
                ) : (
                  <ReportView report={report} name={name} plays={version} />
                )}
              </div>
            ))}
        </li>
      ))}
    </ul>
  )
}

function withRoom(rooms: ReadonlySet<string>, room: string, isIn: boolean): ReadonlySet<string> {
  const next = new Set(rooms)
  if (isIn) next.add(room)
  else next.delete(room)
  return next
}
