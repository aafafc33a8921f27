'use client'

import { useSignal } from '#app/live/use-room.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { Tooltip } from '#app/ui/tooltip.tsx'
import type { Scalar } from '#wire/json.ts'
import styles from './live-value.module.css'
import { playerOf, useStudioRoom } from './room-context.tsx'

/** A value as people read it: `true`, `42.5 °`, `“red”`. */
export function valueText(value: Scalar, unit?: string): string {
  if (typeof value === 'number') return `${Number(value.toFixed(3))}${unit === undefined ? '' : ` ${unit}`}`
  return typeof value === 'string' ? `“${value}”` : String(value)
}

type Props = { controller: string; device: string; signal: string; unit?: string | undefined }

/** What a device's signal says right now; a dash while it was never heard. */
export function LiveValue({ controller, device, signal, unit }: Props) {
  const room = useStudioRoom()
  const heard = useSignal(room.slug, controller, device, signal)
  if (heard === null)
    return (
      <span className={styles.value} data-heard="false" title="Not heard yet">
        –
      </span>
    )
  return (
    <Tooltip content={<RelativeTime at={heard.at} />}>
      {/* A new key for each report lets the change be seen. */}
      <span key={heard.at} className={styles.value} data-testid={`live-${controller}-${device}-${signal}`}>
        {valueText(heard.value, unit)}
      </span>
    </Tooltip>
  )
}

/** The same for a role: what the device that plays it says, or that none does. */
export function LiveRoleValue({ role, signal }: { role: string; signal: string }) {
  const room = useStudioRoom()
  const device = playerOf(room, role)
  if (!room.ready) return null
  if (device === null)
    return (
      <span className={styles.value} data-heard="false" title="No device of this room plays this role">
        unbound
      </span>
    )
  return (
    <LiveValue
      controller={device.controller}
      device={device.device}
      signal={signal}
      unit={device.signals[signal]?.unit}
    />
  )
}
