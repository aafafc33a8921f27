'use client'

import { useQuery } from '@tanstack/react-query'
import { Boxes, Keyboard } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { useShortcuts } from '#app/shell/use-shortcuts.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { KeysDialog } from './keys-dialog.tsx'
import { RoomCard } from './room-card.tsx'
import { roomKeys } from './room-keys.ts'
import { StartDialog } from './start-dialog.tsx'
import styles from './wall.module.css'

/** Every room on one wall: which one needs somebody, from two metres away. */
export function Wall() {
  const trpc = useTRPC()
  const router = useRouter()
  const rooms = useQuery(trpc.rooms.list.queryOptions(undefined, { refetchInterval: 60_000 }))
  const mayEdit = useMay('rooms.edit')
  const [starting, setStarting] = useState<string | null>(null)
  const [keys, setKeys] = useState(false)
  useShortcuts({
    ...roomKeys(rooms.data ?? [], (room) => router.push(`/console/${room}`)),
    '?': () => setKeys(true),
  })

  // A wall that was there stays: games go on without the database.
  if (rooms.isError && rooms.data === undefined)
    return <ErrorState title="The rooms could not be loaded" error={rooms.error} onRetry={() => void rooms.refetch()} />
  return (
    <div className={styles.page} data-distance="far">
      <header className={styles.header}>
        <h1 className={styles.title}>Rooms</h1>
        <IconButton icon={Keyboard} label="Keys" keys="?" onClick={() => setKeys(true)} tooltipSide="left" />
      </header>
      {rooms.data === undefined ? (
        <div className={styles.grid} aria-busy>
          <Skeleton height={236} />
          <Skeleton height={236} />
          <Skeleton height={236} />
        </div>
      ) : rooms.data.length === 0 ? (
        <EmptyState
          icon={Boxes}
          title="No rooms yet"
          action={
            mayEdit && (
              <Button asChild variant="primary">
                <Link href="/rooms">Add the first room</Link>
              </Button>
            )
          }
        >
          Here game masters watch and run the games of all rooms at once.
        </EmptyState>
      ) : (
        <ul className={styles.grid}>
          {rooms.data.map((room, index) => (
            <li key={room.slug}>
              <RoomCard room={room} number={index < 9 ? index + 1 : null} onStart={() => setStarting(room.slug)} />
            </li>
          ))}
        </ul>
      )}
      {starting !== null && (
        <StartDialog
          room={starting}
          onClose={() => setStarting(null)}
          onStarted={() => router.push(`/console/${starting}`)}
        />
      )}
      <KeysDialog open={keys} onOpenChange={setKeys} />
    </div>
  )
}
