'use client'

import { Radio, WifiOff } from 'lucide-react'
import { useLive } from '#app/live/live-provider.tsx'
import { useLiveStore } from '#app/live/live-store.ts'
import { useConnection } from '#app/live/use-room.ts'
import { Button } from '#app/ui/button.tsx'
import { useNow } from '#app/ui/clock.ts'
import { span } from '#app/ui/format-time.ts'
import { Tooltip } from '#app/ui/tooltip.tsx'
import styles from './connection.module.css'

/** A reconnect that takes no longer than this is nobody's business. ms */
const QUIET = 2_500

/** Whether anything on the page is live at all: without a room there is no connection, and none is missed. */
const useLookedAt = () => useLiveStore((s) => Object.keys(s.refetch).length > 0 || s.connection.status === 'lost')

/** The foot of the rail: live, or not. */
export function ConnectionMark() {
  const { status } = useConnection()
  const used = useLookedAt()
  if (!used) return null
  const live = status === 'open'
  const label = live ? 'Live: everything shown is as it is now' : 'Not live: connecting'
  return (
    <Tooltip content={label} side="right">
      <span className={styles.mark} data-live={live} role="img" aria-label={label}>
        {live ? <Radio aria-hidden /> : <WifiOff aria-hidden />}
      </span>
    </Tooltip>
  )
}

/** Above the page while live data is missing: since when, and what happens about it. */
export function ConnectionBanner() {
  const { status, lostAt, retryAt } = useConnection()
  const { retryNow } = useLive()
  useNow(1_000)
  const browserNow = Date.now()
  if (status === 'open' || status === 'closed' || lostAt === null || browserNow - lostAt < QUIET) return null
  const wait = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - browserNow) / 1_000))
  return (
    <div className={styles.banner} role="status">
      <WifiOff aria-hidden />
      <p>
        <strong>Not live for {span(browserNow - lostAt)}.</strong> What you see may be old; the game goes on without
        this page. {status === 'connecting' ? 'Connecting…' : `Next try in ${wait} s.`}
      </p>
      <Button size="sm" onClick={retryNow} disabled={status === 'connecting'}>
        Try now
      </Button>
    </div>
  )
}
