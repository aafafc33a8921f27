'use client'

import { useEffect, useMemo, useState } from 'react'
import { useNow } from '#app/ui/clock.ts'
import { clockFace } from '#app/ui/format-time.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { meaningHash } from '#scene-graph/hash.ts'
import type { SessionView } from '#wire/session-view.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { indexOf } from '../model/document.ts'
import type { GraphOnServer } from '../workbench/use-graph-on-server.ts'
import styles from './live-strip.module.css'
import { useOverlay } from './overlay-context.tsx'
import { variableText } from './variable-text.ts'

/** Official time: it stands still while the clock is paused (see `sessionView.clock`). */
const playedMs = (view: SessionView, now: number): number =>
  (view.clock.paused_at ?? now) - view.started_at - view.clock.paused_ms

/** Over the canvas while the room plays this graph: which version, how it differs from the draft, its variables. */
export function LiveStrip({ graph, room }: { graph: GraphOnServer; room: string }) {
  const view = useOverlay((o) => o.view)
  return view === null ? null : <Strip view={view} graph={graph} room={room} />
}

function Strip({ view, graph, room }: { view: SessionView; graph: GraphOnServer; room: string }) {
  const draft = useSettled(useGraph())
  const now = useNow(1_000)
  const meaning = useMemo(() => meaningHash(draft), [draft])
  const version = graph.versions.find((v) => v.number === view.version)
  const differs = version !== undefined && version.meaningHash !== meaning
  const elsewhere = view.active.filter((id) => !indexOf(draft).nodes.has(id)).length
  const variables = Object.entries(view.variables)
  return (
    <section className={styles.strip} aria-label="Running game">
      <StatusChip state={view.status === 'frozen' ? 'waiting' : 'active'} size="sm">
        {view.status === 'frozen' ? 'Game frozen' : 'Game running'}
      </StatusChip>
      <span className={styles.part}>{room}</span>
      <span className={styles.part}>version {view.version}</span>
      <span className={styles.part}>{clockFace(playedMs(view, now))}</span>
      {differs && (
        <StatusChip state="attention" size="sm">
          draft differs
        </StatusChip>
      )}
      {elsewhere > 0 && (
        <span className={styles.part}>
          it stands in {elsewhere === 1 ? 'a node' : `${elsewhere} nodes`} that the draft has not
        </span>
      )}
      {variables.length > 0 && (
        <dl className={styles.variables} aria-label="Variables now">
          {variables.map(([name, { value }]) => {
            const said = variableText(draft, name, value)
            return (
              <div key={name} title={`${name}: ${said}`}>
                <dt>{name}</dt>
                <dd>{said}</dd>
              </div>
            )
          })}
        </dl>
      )}
    </section>
  )
}

/** A value once it has stood for a moment: what is asked of it costs too much for every step of a drag. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), 300)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
