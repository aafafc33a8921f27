'use client'

import { MonitorPlay, ToyBrick } from 'lucide-react'
import Link from 'next/link'
import { roomStanding } from '#app/console/actions.ts'
import { GameClockFace } from '#app/console/game-clock-face.tsx'
import { useGraphNames } from '#app/console/use-graph-names.ts'
import { useRoom } from '#app/live/use-room.ts'
import { useMay } from '#app/shell/use-me.ts'
import { useRoomName } from '#app/shell/use-room-name.ts'
import { Button } from '#app/ui/button.tsx'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { PageHeader } from '#app/ui/panel.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import type { VirtualRoom } from '#demo/schema.ts'
import { Board } from './board.tsx'
import { useHands, useVirtualRoom } from './demo-client.ts'
import styles from './virtual.module.css'

/** A room without a house: its boards are programs that speak MQTT like real ones, and here are their buttons. */
export function VirtualRoomPage({ room }: { room: string | null }) {
  const state = useVirtualRoom()
  const roomName = useRoomName()
  if (state.isError && state.data === undefined)
    return (
      <ErrorState title="The virtual boards do not answer" error={state.error} onRetry={() => void state.refetch()} />
    )
  if (state.data === undefined)
    return (
      <div className={styles.page}>
        <Skeleton height={36} width={280} />
        <div className={styles.boards}>
          <Skeleton height={320} />
          <Skeleton height={320} />
        </div>
      </div>
    )
  if (room !== null && state.data.room !== room)
    return (
      <EmptyState
        icon={ToyBrick}
        title="This room has no virtual boards"
        action={
          <Button asChild>
            <Link href={`/virtual/${state.data.room}`}>To {roomName(state.data.room)}, which has</Link>
          </Button>
        }
      >
        Virtual boards stand in for a room that is not built yet, or not where you are.
      </EmptyState>
    )
  return <Room state={state.data} name={roomName(state.data.room)} />
}

function Room({ state, name }: { state: VirtualRoom; name: string }) {
  const hands = useHands()
  const mayPress = useMay('devices.command')
  return (
    <div className={styles.page}>
      <PageHeader
        title="Virtual room"
        description={`The boards of ${name} are programs here. They speak MQTT as real ones do: turn a valve, and the game hears it by the same way.`}
        actions={
          <Button asChild>
            <Link href={`/console/${state.room}`}>
              <MonitorPlay size={16} aria-hidden /> Console
            </Link>
          </Button>
        }
      />
      <Game room={state.room} />
      <div className={styles.boards}>
        {state.boards.map((board) => (
          <Board key={board.controller_id} board={board} hands={hands} mayPress={mayPress} />
        ))}
      </div>
    </div>
  )
}

/** What the game makes of it, so that nobody has to look to and fro. */
function Game({ room }: { room: string }) {
  const { view, starting } = useRoom(room)
  const names = useGraphNames(view)
  const standing = roomStanding(view, starting !== null)
  return (
    <div className={styles.game}>
      <StatusChip state={standing.state} size="lg">
        {standing.label}
      </StatusChip>
      {view !== null && <GameClockFace view={view} expectedMinutes={60} className={styles.clock ?? ''} />}
      <p className={styles.places}>
        {view === null || view.ended_at !== undefined
          ? 'No game runs. Start one on the console.'
          : view.active.map(names.node).join(' · ')}
      </p>
    </div>
  )
}
