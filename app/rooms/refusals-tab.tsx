'use client'

import { useQuery } from '@tanstack/react-query'
import { DoorOpen } from 'lucide-react'
import { useState } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { Panel } from '#app/ui/panel.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import table from '#app/ui/table.module.css'
import { Switch } from '#app/ui/toggle.tsx'
import type { Refusal } from '#wire/refusal.ts'
import styles from './rooms.module.css'

const WORDS: Record<Refusal['code'], string> = {
  topic: 'Topic',
  oversize: 'Too large',
  payload: 'Payload',
  unknown_room: 'Unknown room',
  unknown_controller: 'Unknown controller',
  unknown_device: 'Unknown device',
  unknown_signal: 'Unknown signal',
  type: 'Wrong type',
  ambiguous: 'Ambiguous',
  unmatched_ack: 'Acknowledges nothing',
  retained_command: 'Retained command',
}

/** What came over MQTT and was not taken, with the reason: why a board does not show up. */
export function RefusalsTab({ room }: { room: string }) {
  const trpc = useTRPC()
  const refusals = useQuery(trpc.operations.refusals.queryOptions({ limit: 300 }, { refetchInterval: 4_000 }))
  const [everywhere, setEverywhere] = useState(false)
  if (refusals.isError)
    return (
      <ErrorState
        title="The refusals could not be loaded"
        error={refusals.error}
        onRetry={() => void refusals.refetch()}
      />
    )
  if (refusals.data === undefined) return <Skeleton height={240} className={styles.below ?? ''} />
  // A board that names the wrong room is just what an installer looks for here: what names none is shown as well.
  const shown = refusals.data.filter((one) => everywhere || one.room_id === undefined || one.room_id === room)
  return (
    <div className={styles.below}>
      <div className={styles.filter}>
        <Switch checked={everywhere} onChange={setEverywhere} label="Also what names other rooms" />
      </div>
      {shown.length === 0 ? (
        <EmptyState icon={DoorOpen} title="Nothing was refused">
          A message that the gateway does not take stands here with its topic and the reason, the moment it comes.
        </EmptyState>
      ) : (
        <Panel flush>
          <div className={table.scroll}>
            <table className={`${table.table} ${table.top}`}>
              <thead>
                <tr>
                  <th>When</th>
                  <th>Why</th>
                  <th>Topic and message</th>
                </tr>
              </thead>
              <tbody>
                {shown.map((one, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: refusals have no id; the list is replaced whole.
                  <tr key={`${one.at} ${index}`}>
                    <td>
                      <RelativeTime at={one.at} />
                    </td>
                    <td>
                      <StatusChip state="attention" bare>
                        {WORDS[one.code]}
                        {one.repeated > 0 ? ` ×${one.repeated + 1}` : ''}
                      </StatusChip>
                    </td>
                    <td>
                      <p>{one.message}</p>
                      <p className={styles.address}>{one.topic}</p>
                      {one.excerpt !== '' && <pre className={styles.excerpt}>{one.excerpt}</pre>}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      )}
    </div>
  )
}
