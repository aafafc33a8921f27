'use client'

import { Hand } from 'lucide-react'
import { Button } from '#app/ui/button.tsx'
import { useNow } from '#app/ui/clock.ts'
import { clockFace, exactTime } from '#app/ui/format-time.ts'
import { HoldButton } from '#app/ui/hold-button.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { OperatorAction, SessionView } from '#wire/session-view.ts'
import type { Asked } from './ask.ts'
import type { GraphNames } from './graph-names.ts'
import { offersOf } from './help.ts'
import { InterventionMenu } from './interventions.tsx'
import styles from './now.module.css'

export type NowProps = {
  view: SessionView
  names: GraphNames
  mayAct: boolean
  pending: string | null
  onAct: (command: SessionCommand) => void
  onAsk: (command: Asked) => void
}

/** Where the game stands, and what the game master may decide there. */
export function Now({ view, names, mayAct, pending, onAct, onAsk }: NowProps) {
  const now = useNow(1_000)
  const frozen = view.status === 'frozen'
  const { decisions } = offersOf(view)
  // A puzzle that shows its progress stands below with it.
  const puzzles = new Set(view.progress.map((p) => p.node))
  const places = view.active.filter((id) => !puzzles.has(id))
  const offers = mayAct ? view.offers : []
  // What is around these (groups, what runs side by side) is in the menu of what lies in it, else by itself.
  const around = offers.filter(({ node }) => !puzzles.has(node) && !places.includes(node))
  const holds = (node: string, id: string): boolean => names.path(id).includes(names.node(node))
  const alone = around.filter(({ node }) => !places.some((id) => holds(node, id)))
  return (
    <section className={styles.now} aria-label="Now" data-frozen={frozen || undefined}>
      {decisions.length > 0 && (
        <ul className={styles.decisions} aria-label="Your decisions">
          {decisions.map((action) => (
            <li key={`${action.node} ${action.action}`}>
              <Decision action={action} names={names} mayAct={mayAct && !frozen} pending={pending} onAct={onAct} />
            </li>
          ))}
        </ul>
      )}
      <ul className={styles.places} aria-label="Active now">
        {places.map((id) => {
          const since = view.entered_at[id]
          return (
            <li key={id} className={styles.place}>
              <div className={styles.text}>
                <p className={styles.path}>{names.path(id).join(' › ') || 'Now'}</p>
                <p className={styles.name}>
                  <MiddleTruncate text={names.node(id)} />
                </p>
              </div>
              {since !== undefined && now > 0 && (
                <time className={styles.since} title={`Since ${exactTime(since)}`}>
                  {clockFace(Math.max(0, (frozen ? view.at : now) - since))}
                </time>
              )}
              <InterventionMenu
                offers={[...offers.filter(({ node }) => node === id), ...around.filter(({ node }) => holds(node, id))]}
                names={names}
                disabled={frozen}
                onAsk={onAsk}
                label={`Override, bypass or reset ${names.node(id)}`}
              />
            </li>
          )
        })}
        {alone.length > 0 && (
          <li className={styles.around}>
            <InterventionMenu
              offers={alone}
              names={names}
              disabled={frozen}
              onAsk={onAsk}
              label="Override, bypass or reset what is around the puzzles"
              words="Around the puzzles…"
            />
          </li>
        )}
      </ul>
    </section>
  )
}

type DecisionProps = Omit<NowProps, 'view' | 'onAsk'> & { action: OperatorAction }

/** One thing to decide: what it is about, and the button. Dangerous ones are held. */
function Decision({ action, names, mayAct, pending, onAct }: DecisionProps) {
  const command: SessionCommand = { command: 'operator', action: action.action, node: action.node }
  const busy = pending === JSON.stringify(command)
  const press = () => onAct(command)
  return (
    <div className={styles.decision}>
      <Hand aria-hidden className={styles.hand} />
      <div className={styles.text}>
        <p className={styles.path}>{names.node(action.node)}</p>
        {action.prompt !== undefined && action.prompt !== '' && <p className={styles.prompt}>{action.prompt}</p>}
      </div>
      {action.dangerous === true ? (
        <HoldButton size="lg" onHold={press} busy={busy} disabled={!mayAct} className={styles.button ?? ''}>
          {action.label}
        </HoldButton>
      ) : (
        <Button size="lg" variant="primary" onClick={press} busy={busy} disabled={!mayAct} className={styles.button}>
          {action.label}
        </Button>
      )}
    </div>
  )
}
