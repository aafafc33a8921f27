'use client'

import { BellOff, Check } from 'lucide-react'
import type { Alert } from '#app/live/alert.ts'
import { idsOf } from '#app/live/joined-alerts.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { StatusIcon } from '#app/ui/status-chip.tsx'
import styles from './alerts.module.css'

/** What wants to be seen, the weightiest first. */
export function Alerts({
  alerts,
  onAcknowledge,
}: {
  alerts: readonly Alert[]
  onAcknowledge: (ids: readonly string[]) => void
}) {
  return (
    <section className={styles.alerts} aria-label="Alerts">
      <header className={styles.header}>
        <h2 className={styles.title}>
          Alerts{alerts.length > 0 && <span className={styles.count}>{alerts.length}</span>}
        </h2>
        {alerts.length > 1 && (
          <Button size="sm" variant="quiet" onClick={() => onAcknowledge(alerts.flatMap(idsOf))}>
            Acknowledge all
          </Button>
        )}
      </header>
      {alerts.length === 0 ? (
        <p className={styles.none}>
          <BellOff aria-hidden /> Nothing wants you.
        </p>
      ) : (
        <ul className={styles.list} aria-live="polite">
          {alerts.map((alert, index) => (
            <li key={alert.id} className={styles.alert} data-level={alert.level}>
              <StatusIcon
                state={alert.level === 'info' ? 'idle' : alert.level}
                label={alert.level}
                className={styles.icon ?? ''}
              />
              <div className={styles.text}>
                <p className={styles.what}>{alert.title}</p>
                {alert.detail !== undefined && <p className={styles.detail}>{alert.detail}</p>}
                <p className={styles.when}>
                  <RelativeTime at={alert.at} />
                  {index === 0 && <Kbd keys="Space" />}
                </p>
              </div>
              <IconButton
                icon={Check}
                label="Acknowledge"
                variant="plain"
                onClick={() => onAcknowledge(idsOf(alert))}
                tooltipSide="left"
              />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
