'use client'

import { useSignal } from '#app/live/use-room.ts'
import { useNow } from '#app/ui/clock.ts'
import { exactTime, relativeTime } from '#app/ui/format-time.ts'
import type { SignalDeclaration } from '#wire/messages/capabilities.ts'
import { formatValue } from './format-value.ts'
import styles from './signal-value.module.css'

export type SignalValueProps = {
  room: string
  controller: string
  device: string
  signal: string
  declaration: Pick<SignalDeclaration, 'unit' | 'momentary'>
}

/** A signal's last value, live; lights up for a moment whenever a report comes. */
export function SignalValue({ room, controller, device, signal, declaration }: SignalValueProps) {
  const known = useSignal(room, controller, device, signal)
  const now = useNow(5_000)
  if (known === null)
    return (
      <span className={styles.unknown} title="Nothing was reported yet">
        –
      </span>
    )
  const { value, at } = known
  return (
    <span className={styles.value} title={`${String(value)}, reported ${exactTime(at)}`}>
      {/* A new key is a new element, and a new element plays its light once. */}
      <span key={at} className={styles.flash} data-fresh={now - at < 10_000}>
        {formatValue(value, declaration.unit)}
      </span>
      {declaration.momentary === true && now > 0 && <span className={styles.age}>{relativeTime(at, now)}</span>}
    </span>
  )
}
