'use client'

import { formatValue } from '#app/devices/format-value.ts'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Panel } from '#app/ui/panel.tsx'
import type { SessionView } from '#wire/session-view.ts'
import styles from './variables.module.css'

/** The scene's variables that its designer shows to the game master. */
export function Variables({ view }: { view: SessionView }) {
  const visible = Object.entries(view.variables).filter(([, { visible: shown }]) => shown)
  if (visible.length === 0) return null
  return (
    <Panel title="Variables" flush>
      <dl className={styles.variables}>
        {visible.map(([name, { value }]) => (
          <div key={name} className={styles.variable}>
            <dt>
              <MiddleTruncate text={name} />
            </dt>
            <dd>{formatValue(value)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
