'use client'

import { useQuery } from '@tanstack/react-query'
import { Cpu, Search } from 'lucide-react'
import Link from 'next/link'
import { type Ref, useState } from 'react'
import { CommandMenu } from '#app/devices/command-menu.tsx'
import { controllerHealth, deviceHealth } from '#app/devices/health.ts'
import { SignalValue } from '#app/devices/signal-value.tsx'
import type { RoomState } from '#app/live/room-state.ts'
import type { DeviceSummary } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { Input } from '#app/ui/input.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusIcon } from '#app/ui/status-chip.tsx'
import styles from './device-rail.module.css'

/** Every device of the room with what it last said, sick ones first. */
export function DeviceRail({ room, live, search }: { room: string; live: RoomState; search: Ref<HTMLInputElement> }) {
  const trpc = useTRPC()
  const devices = useQuery(trpc.devices.list.queryOptions({ room }))
  const mayCommand = useMay('devices.command')
  const [wanted, setWanted] = useState('')
  if (devices.isError && devices.data === undefined)
    return (
      <ErrorState
        title="The devices could not be loaded"
        error={devices.error}
        onRetry={() => void devices.refetch()}
      />
    )
  const matching = (devices.data ?? []).filter((device) => matches(device, wanted))
  const boards = group(matching, live)
  return (
    <section className={styles.rail} aria-label="Devices">
      <header className={styles.header}>
        <Input
          ref={search}
          icon={Search}
          type="search"
          placeholder="Search devices"
          aria-label="Search devices"
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return
            setWanted('')
            event.currentTarget.blur()
          }}
        />
      </header>
      <div className={styles.scroll}>
        {devices.data === undefined ? (
          <div className={styles.waiting} aria-busy>
            <Skeleton height={96} />
            <Skeleton height={96} />
          </div>
        ) : devices.data.length === 0 ? (
          <EmptyState icon={Cpu} title="No devices yet">
            Controllers register themselves over MQTT. <Link href={`/rooms/${room}`}>See what was refused</Link>
          </EmptyState>
        ) : matching.length === 0 ? (
          <p className={styles.none}>No device has “{wanted}” in its name.</p>
        ) : (
          boards.map(({ controller, health, members }) => (
            <section key={controller} className={styles.board} data-health={health.state}>
              <h3 className={styles.boardName}>
                <StatusIcon state={health.state} label={health.label} />
                <MiddleTruncate text={controller} />
                {health.state !== 'solved' && <span className={styles.boardHealth}>{health.label}</span>}
              </h3>
              <ul>
                {members.map((device) => (
                  <DeviceRow key={device.device} room={room} device={device} live={live} mayCommand={mayCommand} />
                ))}
              </ul>
            </section>
          ))
        )}
      </div>
    </section>
  )
}

function DeviceRow(props: { room: string; device: DeviceSummary; live: RoomState; mayCommand: boolean }) {
  const { room, device, live, mayCommand } = props
  const health = deviceHealth(live, device.controller, device.device, device.status)
  return (
    <li className={styles.device}>
      <div className={styles.main}>
        <p className={styles.name}>
          {health.state === 'failed' && <StatusIcon state="failed" label={health.label} />}
          <MiddleTruncate text={device.name === '' ? device.device : device.name} />
        </p>
        <dl className={styles.signals}>
          {Object.entries(device.signals).map(([signal, declaration]) => (
            <div key={signal} className={styles.signal}>
              <dt>
                <MiddleTruncate text={signal} />
              </dt>
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
      </div>
      {mayCommand && <CommandMenu target={{ room, ...device }} />}
    </li>
  )
}

function matches(device: DeviceSummary, wanted: string): boolean {
  const needle = wanted.trim().toLowerCase()
  return (
    needle === '' ||
    [device.name, device.device, device.controller, device.kind].some((text) => text.toLowerCase().includes(needle))
  )
}

/** By board; boards that are not online first, for they are why something does not work. */
function group(devices: readonly DeviceSummary[], live: RoomState) {
  const boards = new Map<string, DeviceSummary[]>()
  for (const device of devices) {
    const members = boards.get(device.controller)
    if (members === undefined) boards.set(device.controller, [device])
    else members.push(device)
  }
  return [...boards]
    .map(([controller, members]) => ({
      controller,
      members,
      health: controllerHealth(live.controllers[controller]?.status ?? members[0]?.status ?? 'unknown'),
    }))
    .sort(
      (a, b) =>
        Number(a.health.state === 'solved') - Number(b.health.state === 'solved') ||
        a.controller.localeCompare(b.controller),
    )
}
