'use client'

import { InterventionButtons } from '#app/console/interventions.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import styles from './live-node.module.css'
import { useOverlay } from './overlay-context.tsx'
import { Elapsed, Remaining } from './ticking.tsx'
import { useInterventions } from './use-interventions.tsx'

/** What the running game makes of a node, in its form: since when it is there, and how to get it past. */
export function LiveNode({ id }: { id: string }) {
  const since = useOverlay((o) => o.entered[id])
  return since === undefined ? null : <Live id={id} since={since} />
}

function Live({ id, since }: { id: string; since: number }) {
  const timer = useOverlay((o) => o.timers.get(id))
  const { offerOf, running, names, ask, dialog } = useInterventions()
  const offer = offerOf(id)
  return (
    <section className={styles.live} aria-label="In the running game">
      <p className={styles.state}>
        <StatusChip state={running ? 'active' : 'waiting'} size="sm">
          {running ? 'The game is here' : 'The game is frozen here'}
        </StatusChip>
        <Elapsed since={since} className={styles.time} />
        {timer !== undefined && <Remaining timer={timer} className={styles.time} />}
      </p>
      {offer !== undefined && (
        <p className={styles.ways}>
          <InterventionButtons offer={offer} names={names} disabled={!running} onAsk={ask} size="sm" />
        </p>
      )}
      {dialog}
    </section>
  )
}
