'use client'

import { useQuery } from '@tanstack/react-query'
import { Building2, Cpu, Plus } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button } from '#app/ui/button.tsx'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Page, PageHeader, Panel } from '#app/ui/panel.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import table from '#app/ui/table.module.css'
import { NewRoomDialog } from './new-room-dialog.tsx'
import { NewVenueDialog } from './new-venue-dialog.tsx'

/** Venues with their rooms, and how their boards are. */
export function RoomList() {
  const trpc = useTRPC()
  const venues = useQuery(trpc.venues.list.queryOptions())
  const rooms = useQuery(trpc.rooms.list.queryOptions())
  const may = { venues: useMay('venues.edit'), rooms: useMay('rooms.edit') }
  const [dialog, setDialog] = useState<'venue' | 'room' | null>(null)
  const error = venues.error ?? rooms.error
  const retry = () => {
    void venues.refetch()
    void rooms.refetch()
  }
  return (
    <Page>
      <PageHeader
        title="Rooms & devices"
        description="What is built where: rooms, the boards in them, what each board can do and how it is."
        actions={
          <>
            {may.venues && (
              <Button icon={Building2} onClick={() => setDialog('venue')}>
                Add a venue
              </Button>
            )}
            {may.rooms && (venues.data ?? []).length > 0 && (
              <Button icon={Plus} variant="primary" onClick={() => setDialog('room')}>
                Add a room
              </Button>
            )}
          </>
        }
      />
      {error !== null ? (
        <ErrorState title="The rooms could not be loaded" error={error} onRetry={retry} />
      ) : venues.data === undefined || rooms.data === undefined ? (
        <Skeleton height={200} />
      ) : venues.data.length === 0 ? (
        <EmptyState
          icon={Building2}
          title="No venue yet"
          action={
            may.venues && (
              <Button variant="primary" onClick={() => setDialog('venue')}>
                Add a venue
              </Button>
            )
          }
        >
          A venue is a house with rooms in it. Add one, then its rooms; their controllers register by themselves.
        </EmptyState>
      ) : (
        <div className={table.stack}>
          {venues.data.map((venue) => {
            const here = rooms.data.filter((room) => room.venue.slug === venue.slug)
            return (
              <Panel key={venue.id} title={venue.name} flush>
                {here.length === 0 ? (
                  <p className={table.none}>No rooms here yet.</p>
                ) : (
                  <div className={table.scroll}>
                    <table className={table.table}>
                      <thead>
                        <tr>
                          <th>Room</th>
                          <th>Name in topics</th>
                          <th>Plays</th>
                          <th>Controllers</th>
                        </tr>
                      </thead>
                      <tbody>
                        {here.map((room) => {
                          const { online, total } = room.controllers
                          return (
                            <tr key={room.slug} className={table.linked}>
                              <td>
                                <Link href={`/rooms/${room.slug}`} className={table.rowLink}>
                                  <MiddleTruncate text={room.name} />
                                </Link>
                              </td>
                              <td className={table.mono}>{room.slug}</td>
                              <td>{room.mainGraph?.name ?? <span className={table.quiet}>no scene yet</span>}</td>
                              <td>
                                <StatusChip
                                  state={total === 0 ? 'idle' : online < total ? 'offline' : 'solved'}
                                  {...(total === 0 ? { icon: Cpu } : {})}
                                  bare
                                >
                                  {total === 0 ? 'none yet' : `${online} of ${total} online`}
                                </StatusChip>
                              </td>
                            </tr>
                          )
                        })}
                      </tbody>
                    </table>
                  </div>
                )}
              </Panel>
            )
          })}
        </div>
      )}
      {dialog === 'venue' && <NewVenueDialog onClose={() => setDialog(null)} />}
      {dialog === 'room' && <NewRoomDialog venues={venues.data ?? []} onClose={() => setDialog(null)} />}
    </Page>
  )
}
