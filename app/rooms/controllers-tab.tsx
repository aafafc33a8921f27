'use client'

import { Cpu } from 'lucide-react'
import { controllerHealth } from '#app/devices/health.ts'
import type { RoomState } from '#app/live/room-state.ts'
import type { ControllerSummary } from '#app/shell/api-types.ts'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Panel } from '#app/ui/panel.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import table from '#app/ui/table.module.css'
import styles from './rooms.module.css'

type Query<T> = { data: T | undefined; error: unknown; isError: boolean; refetch: () => unknown }

/** The boards: are they there, since when not, and what runs on them. */
export function ControllersTab({ live, query }: { live: RoomState; query: Query<ControllerSummary[]> }) {
  if (query.isError && query.data === undefined)
    return (
      <ErrorState
        title="The controllers could not be loaded"
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    )
  if (query.data === undefined) return <Skeleton height={240} className={styles.below ?? ''} />
  if (query.data.length === 0)
    return (
      <EmptyState icon={Cpu} title="No controllers yet">
        A board that is wired and knows the broker’s address shows up here by itself.
      </EmptyState>
    )
  return (
    <Panel flush className={styles.below ?? ''}>
      <div className={table.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>Controller</th>
              <th>Health</th>
              <th>Last heard</th>
              <th>Type</th>
              <th>Firmware</th>
              <th>Address</th>
              <th className={table.number}>Devices</th>
            </tr>
          </thead>
          <tbody>
            {query.data.map((board) => {
              const heard = live.controllers[board.controller]
              const health = controllerHealth(heard?.status ?? board.status)
              const lastSeen = heard?.lastSeen ?? board.lastSeen
              return (
                <tr key={board.controller}>
                  <td className={styles.deviceCell}>
                    <p className={styles.deviceName}>
                      <MiddleTruncate text={board.name === '' ? board.controller : board.name} />
                    </p>
                    <p className={styles.address}>{board.controller}</p>
                  </td>
                  <td>
                    <StatusChip state={health.state} bare>
                      {health.label}
                    </StatusChip>
                  </td>
                  <td>
                    {lastSeen === null ? <span className={table.quiet}>never</span> : <RelativeTime at={lastSeen} />}
                  </td>
                  <td>{board.type}</td>
                  <td className={table.mono}>{board.firmwareVersion}</td>
                  <td className={table.mono}>{board.ipAddress ?? '–'}</td>
                  <td className={table.number}>{board.devices}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
