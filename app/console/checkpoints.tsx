'use client'

import { Milestone } from 'lucide-react'
import { Button } from '#app/ui/button.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Panel } from '#app/ui/panel.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import type { SessionView } from '#wire/session-view.ts'
import type { Asked } from './ask.ts'
import styles from './checkpoints.module.css'
import type { GraphNames } from './graph-names.ts'

export type CheckpointsProps = { view: SessionView; names: GraphNames; onAsk: (command: Asked) => void }

/** Places that the game can be put back to: those that it passed first, the latest on top. */
export function Checkpoints({ view, names, onAsk }: CheckpointsProps) {
  const { checkpoints } = view
  if (checkpoints.length === 0) return null
  const inOrder = [...checkpoints].sort((a, b) => (b.passed_at ?? 0) - (a.passed_at ?? 0))
  return (
    <Panel title="Checkpoints" flush>
      <ul>
        {inOrder.map(({ node, passed_at }) => (
          <li key={node} className={styles.row} data-passed={passed_at !== null || undefined}>
            <Milestone aria-hidden className={styles.icon} />
            <span className={styles.name}>
              <MiddleTruncate text={names.node(node)} />
            </span>
            <span className={styles.when}>
              {passed_at === null ? (
                'not passed yet'
              ) : (
                <>
                  passed <RelativeTime at={passed_at} />
                </>
              )}
            </span>
            <Button
              disabled={view.status !== 'running'}
              aria-label={`Put the game to ${names.node(node)}`}
              onClick={() => onAsk({ command: 'jump', node })}
            >
              {passed_at === null ? 'Go there…' : 'Put back…'}
            </Button>
          </li>
        ))}
      </ul>
    </Panel>
  )
}
