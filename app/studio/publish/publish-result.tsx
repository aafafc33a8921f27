'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useRoomPart } from '#app/live/use-room.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useRoomName } from '#app/shell/use-room-name.ts'
import { Button } from '#app/ui/button.tsx'
import { useNow } from '#app/ui/clock.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { clockFace } from '#app/ui/format-time.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import type { PublishedWhen } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import styles from './publish.module.css'
import { ReportView } from './report-view.tsx'

type Asked = { session_id: string; room: string; version: number }

export type Published = {
  id: string
  number: number
  unchanged: boolean
  when: PublishedWhen
  mapping: Record<string, string>
  watchSeconds: number
  /** Running games that were asked to take it, and those on other versions that were not. */
  games: readonly Asked[]
  left: readonly Asked[]
}

/** What came of it, game by game, as each says so; the way back, and on to the rooms that were left out. */
export function PublishResult({ published, name }: { published: Published; name: (id: string) => string }) {
  const { number, unchanged, when } = published
  const [further, setFurther] = useState<readonly Asked[]>([])
  const games = [...published.games, ...further]
  const left = published.left.filter((game) => !further.includes(game))
  return (
    <div className={styles.stack}>
      <p>
        {unchanged
          ? 'Nothing that a game depends on differs from the version before, so running games are left alone.'
          : `The next game plays version ${number}.`}
      </p>
      {when === 'next_game' && <p className={styles.quiet}>Running games stay on their versions.</p>}
      {games.length > 0 && (
        <ul className={styles.games} aria-label="What happened to running games">
          {games.map((game) => (
            <li key={game.session_id} className={styles.game}>
              <GameResult game={game} number={number} name={name} />
            </li>
          ))}
        </ul>
      )}
      {when !== 'next_game' && left.length > 0 && (
        <RollOut published={published} left={left} onAsked={(asked) => setFurther([...further, ...asked])} />
      )}
    </div>
  )
}

function GameResult({ game, number, name }: { game: Asked; number: number; name: (id: string) => string }) {
  const roomName = useRoomName()
  const { session_id, room } = game
  const report = useRoomPart(room, (s) => s.reloads.findLast((r) => r.session_id === session_id) ?? null)
  const view = useRoomPart(room, (s) => (s.view?.session_id === session_id ? s.view : null))
  const of = report !== null && (report.to === number || report.from === number) ? report : null
  if (of === null)
    return (
      <p className={styles.gameHead}>
        <StatusChip state="waiting">asked</StatusChip>
        <strong>{roomName(room)}</strong>{' '}
        {view?.pending?.version === number ? 'takes it at its next checkpoint' : 'has not answered yet'}
      </p>
    )
  const said = of.to === number ? SAID[of.outcome] : BACK
  return (
    <>
      <div className={styles.gameHead}>
        <StatusChip state={said.state}>{said.label}</StatusChip>
        <span className={styles.room}>
          <strong>{roomName(room)}</strong> {said.text}
          {of.outcome === 'applied' && ` (version ${of.from} → ${of.to})`}
        </span>
        {view !== null && view.version === number && view.previous !== null && (
          <RollBack session={session_id} previous={view.previous} />
        )}
      </div>
      <ReportView report={of} name={name} />
    </>
  )
}

const SAID = {
  applied: { state: 'solved', label: 'applied', text: 'plays it now' },
  unchanged: { state: 'idle', label: 'unchanged', text: 'goes on unchanged' },
  blocked: { state: 'failed', label: 'blocked', text: 'stays on its version' },
} as const
const BACK = { state: 'attention', label: 'rolled back', text: 'went back' } as const

/** HR6: one press takes the room’s games back; the runtime does it by itself while it watches. */
function RollBack({ session, previous }: { session: string; previous: NonNullable<SessionView['previous']> }) {
  const trpc = useTRPC()
  const act = useMutation(trpc.sessions.act.mutationOptions())
  const left = previous.watched_until - useNow(500)
  return (
    <>
      {left > 0 && <span className={styles.watch}>watched, {clockFace(left + 999)} left</span>}
      <Button
        size="sm"
        busy={act.isPending}
        onClick={() => act.mutate({ session, action: { command: 'roll_back' } })}
        aria-label={`Roll back to version ${previous.version}`}
      >
        Roll back
      </Button>
      {act.isError && <span role="alert">{errorSentence(act.error)}</span>}
    </>
  )
}

function RollOut(props: { published: Published; left: readonly Asked[]; onAsked: (asked: readonly Asked[]) => void }) {
  const { published, left, onAsked } = props
  const roomName = useRoomName()
  const { id, number, when, mapping, watchSeconds } = published
  const trpc = useTRPC()
  const roll = useMutation(trpc.graphs.rollOut.mutationOptions({ onSuccess: () => onAsked(left) }))
  const rooms = [...new Set(left.map((game) => game.room))]
  return (
    <div className={styles.gameHead}>
      <span className={styles.room}>
        Left alone: <strong>{rooms.map(roomName).join(', ')}</strong>
      </span>
      <Button
        size="sm"
        busy={roll.isPending}
        onClick={() => roll.mutate({ id, number, rooms, when, mapping, watchSeconds })}
      >
        Move {rooms.length === 1 ? 'it' : 'them'} too
      </Button>
      {roll.isError && <span role="alert">{errorSentence(roll.error)}</span>}
    </div>
  )
}
