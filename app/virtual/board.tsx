'use client'

import { EllipsisVertical, OctagonX, Plug, PlugZap } from 'lucide-react'
import { IconButton } from '#app/ui/button.tsx'
import { timeOfDay } from '#app/ui/format-time.ts'
import { Menu } from '#app/ui/menu.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import type { State } from '#app/ui/state.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import type { VirtualBoard, VirtualDevice } from '#demo/schema.ts'
import type { useHands } from './demo-client.ts'
import { Drawing } from './drawing.tsx'
import { Hand } from './hand.tsx'
import styles from './virtual.module.css'

export type Hands = ReturnType<typeof useHands>

const STANDING: Record<VirtualBoard['status'], { state: State; label: string }> = {
  online: { state: 'solved', label: 'Online' },
  connecting: { state: 'waiting', label: 'Looks for the broker' },
  offline: { state: 'offline', label: 'Without power' },
}

/** A board with all that hangs on it. */
export function Board({ board, hands, mayPress }: { board: VirtualBoard; hands: Hands; mayPress: boolean }) {
  const { controller_id: controller } = board
  const standing = STANDING[board.status]
  const devices = board.devices.filter((device) => Object.keys(device.signals).length > 0)
  const plugged = board.status !== 'offline'
  return (
    <section className={styles.board} data-status={board.status} aria-label={controller}>
      <header className={styles.boardHead}>
        <h2 className={styles.boardName}>
          <MiddleTruncate text={controller} />
        </h2>
        <StatusChip state={board.stopped === null ? standing.state : 'urgent'} bare>
          {board.stopped === null ? standing.label : `Stopped, level ${board.stopped}`}
        </StatusChip>
        {mayPress && (
          <Menu
            trigger={<IconButton icon={EllipsisVertical} label={`What can happen to ${controller}`} size="sm" />}
            entries={[
              plugged
                ? { label: 'Pull the plug', icon: Plug, onSelect: () => hands.power({ controller, on: false }) }
                : { label: 'Plug it in', icon: PlugZap, onSelect: () => hands.power({ controller, on: true }) },
              { type: 'separator' },
              { type: 'label', label: 'Red button' },
              ...([1, 2, 3] as const).map((level) => ({
                label: `Emergency, level ${level}`,
                icon: OctagonX,
                danger: true,
                disabled: !plugged,
                onSelect: () => hands.emergency({ controller, level }),
              })),
            ]}
          />
        )}
      </header>
      <ul className={styles.devices}>
        {devices.map((device) => (
          <Device
            key={device.device_id}
            device={device}
            disabled={!mayPress || !plugged}
            onSet={(signal, value) => hands.set({ controller, device: device.device_id, signal, value })}
          />
        ))}
      </ul>
    </section>
  )
}

type DeviceProps = {
  device: VirtualDevice
  disabled: boolean
  onSet: (signal: string, value: string | number | boolean) => void
}

function Device({ device, disabled, onSet }: DeviceProps) {
  const inputs = Object.entries(device.signals).filter(([, { input }]) => input)
  const told = device.last_command
  return (
    <li className={styles.device} data-wide={inputs.some(([, { type }]) => type === 'number') || undefined}>
      <Drawing device={device} />
      <div className={styles.about}>
        <p className={styles.deviceName}>{device.name}</p>
        {inputs.map(([signal, declaration]) => (
          <Hand
            key={signal}
            label={signal}
            signal={declaration}
            disabled={disabled}
            onSet={(value) => onSet(signal, value)}
          />
        ))}
        {told !== null && (
          <p className={styles.told} title={timeOfDay(told.at, 'medium')}>
            {told.command} · {told.outcome}
          </p>
        )}
      </div>
    </li>
  )
}
