'use client'

import { Cpu, Search } from 'lucide-react'
import { useState } from 'react'
import { CommandMenu } from '#app/devices/command-menu.tsx'
import { deviceHealth } from '#app/devices/health.ts'
import { SignalValue } from '#app/devices/signal-value.tsx'
import type { RoomState } from '#app/live/room-state.ts'
import type { DeviceSummary } from '#app/shell/api-types.ts'
import { useMay } from '#app/shell/use-me.ts'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { Input } from '#app/ui/input.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Panel } from '#app/ui/panel.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import table from '#app/ui/table.module.css'
import { EmergencyCell } from './emergency-cell.tsx'
import { PolicySelect } from './policy-select.tsx'
import styles from './rooms.module.css'

type Query<T> = { data: T | undefined; error: unknown; isError: boolean; refetch: () => unknown }

/** Every device with its signals as they are now, and its commands to try. */
export function DevicesTab({ room, live, query }: { room: string; live: RoomState; query: Query<DeviceSummary[]> }) {
  const mayCommand = useMay('devices.command')
  const [wanted, setWanted] = useState('')
  if (query.isError && query.data === undefined)
    return (
      <ErrorState title="The devices could not be loaded" error={query.error} onRetry={() => void query.refetch()} />
    )
  if (query.data === undefined) return <Skeleton height={320} className={styles.below ?? ''} />
  if (query.data.length === 0)
    return (
      <EmptyState icon={Cpu} title="No devices yet">
        A controller makes itself known over MQTT on <code>sentient/system/register/controller</code> with room{' '}
        <code>{room}</code>, then its devices. What the gateway did not take stands under Refused, with the reason.
      </EmptyState>
    )
  const needle = wanted.trim().toLowerCase()
  const shown = query.data.filter((device) =>
    `${device.controller}/${device.device} ${device.name} ${device.kind}`.toLowerCase().includes(needle),
  )
  return (
    <div className={styles.below}>
      <div className={styles.filter}>
        <Input
          icon={Search}
          type="search"
          aria-label="Search devices"
          placeholder="Search by name, controller or kind"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      <Panel flush>
        <div className={table.scroll}>
          <table className={table.table}>
            <thead>
              <tr>
                <th>Device</th>
                <th className={styles.wide}>Kind</th>
                <th>Health</th>
                <th>Signals now</th>
                <th>Offline in a game</th>
                <th>In an emergency stop</th>
                <th aria-label="Commands" />
              </tr>
            </thead>
            <tbody>
              {shown.map((device) => {
                const health = deviceHealth(live, device.controller, device.device, device.status)
                return (
                  <tr key={`${device.controller}/${device.device}`}>
                    <td className={styles.deviceCell}>
                      <p className={styles.deviceName}>
                        <MiddleTruncate text={device.name === '' ? device.device : device.name} />
                      </p>
                      <p className={styles.address}>
                        <MiddleTruncate text={`${device.controller}/${device.device}`} />
                      </p>
                    </td>
                    <td className={styles.wide}>{device.kind}</td>
                    <td>
                      <StatusChip state={health.state} bare>
                        {health.label}
                      </StatusChip>
                    </td>
                    <td>
                      <dl className={styles.signals}>
                        {Object.entries(device.signals).map(([signal, declaration]) => (
                          <div key={signal} className={styles.signal}>
                            <dt>{signal}</dt>
                            <dd>
                              <SignalValue
                                room={room}
                                controller={device.controller}
                                device={device.device}
                                signal={signal}
                                declaration={declaration}
                              />
                            </dd>
                          </div>
                        ))}
                      </dl>
                    </td>
                    <td>
                      <PolicySelect room={room} device={device} />
                    </td>
                    <td>
                      <EmergencyCell room={room} device={device} />
                    </td>
                    <td className={table.number}>
                      {mayCommand && <CommandMenu target={{ room, ...device }} size="md" />}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
        {shown.length === 0 && <p className={table.none}>Nothing has “{wanted}” in its name.</p>}
      </Panel>
    </div>
  )
}
