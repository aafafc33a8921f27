'use client'

import { Lightbulb, SkipForward } from 'lucide-react'
import { Button } from '#app/ui/button.tsx'
import { useNow } from '#app/ui/clock.ts'
import { clockFace, exactTime } from '#app/ui/format-time.ts'
import { HoldButton } from '#app/ui/hold-button.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { StatusIcon } from '#app/ui/status-chip.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { OperatorAction, PuzzleProgress, SessionView } from '#wire/session-view.ts'
import type { Asked } from './ask.ts'
import type { GraphNames } from './graph-names.ts'
import { offersOf } from './help.ts'
import { InterventionButtons } from './interventions.tsx'
import styles from './puzzles.module.css'

export type PuzzlesProps = {
  view: SessionView
  names: GraphNames
  mayAct: boolean
  pending: string | null
  onAct: (command: SessionCommand) => void
  onAsk: (command: Asked) => void
}

/** More inputs than this are counted, not listed. */
const MOST_INPUTS = 24

/** What players have before them: how far each puzzle is, which inputs are right, and what helps. */
export function Puzzles(props: PuzzlesProps) {
  const { view } = props
  const { hints, skips } = offersOf(view)
  const nodes = [
    ...new Set([...view.progress.map((p) => p.node), ...hints.map((a) => a.node), ...skips.map((a) => a.node)]),
  ]
  if (nodes.length === 0) return null
  return (
    <ul className={styles.puzzles} aria-label="Puzzles">
      {nodes.map((node) => (
        <li key={node}>
          <Puzzle
            {...props}
            node={node}
            progress={view.progress.find((p) => p.node === node) ?? null}
            hints={hints.filter((a) => a.node === node)}
            skips={skips.filter((a) => a.node === node)}
          />
        </li>
      ))}
    </ul>
  )
}

type PuzzleProps = PuzzlesProps & {
  node: string
  progress: PuzzleProgress | null
  hints: readonly OperatorAction[]
  skips: readonly OperatorAction[]
}

function Puzzle({ view, names, mayAct, pending, onAct, onAsk, node, progress, hints, skips }: PuzzleProps) {
  const offer = mayAct ? view.offers.find((o) => o.node === node) : undefined
  const may = mayAct && view.status === 'running'
  const command = ({ action }: OperatorAction): SessionCommand => ({ command: 'operator', action, node })
  const busy = (action: OperatorAction): boolean => pending === JSON.stringify(command(action))
  const path = names.path(node).join(' › ')
  const now = useNow(1_000)
  const since = view.entered_at[node]
  return (
    <section className={styles.puzzle} aria-label={names.node(node)}>
      <header className={styles.head}>
        <div className={styles.text}>
          {path !== '' && <p className={styles.path}>{path}</p>}
          <p className={styles.name}>
            <MiddleTruncate text={names.node(node)} />
          </p>
        </div>
        {since !== undefined && now > 0 && (
          <time className={styles.since} title={`Since ${exactTime(since)}`}>
            {clockFace(Math.max(0, (view.status === 'frozen' ? view.at : now) - since))}
          </time>
        )}
        {progress !== null && (
          <p className={styles.count} data-testid={`progress-${node}`}>
            <span className={styles.done}>{progress.done}</span> of {progress.total}
          </p>
        )}
      </header>
      {progress !== null && (
        <progress
          className={styles.bar}
          value={progress.done}
          max={Math.max(1, progress.total)}
          aria-label={`Progress of ${names.node(node)}`}
        />
      )}
      {progress !== null && progress.inputs.length > 1 && <Inputs progress={progress} />}
      {(hints.length + skips.length > 0 || offer !== undefined) && (
        <footer className={styles.foot}>
          {hints.map((hint) => (
            <Button
              key={hint.action}
              icon={Lightbulb}
              disabled={!may}
              busy={busy(hint)}
              onClick={() => onAct(command(hint))}
            >
              {hint.label}
            </Button>
          ))}
          {skips.map((skip) => (
            <HoldButton
              key={skip.action}
              icon={SkipForward}
              variant="plain"
              size="md"
              disabled={!may}
              busy={busy(skip)}
              onHold={() => onAct(command(skip))}
            >
              {skip.label}
            </HoldButton>
          ))}
          {offer !== undefined && <InterventionButtons offer={offer} names={names} disabled={!may} onAsk={onAsk} />}
        </footer>
      )}
    </section>
  )
}

/** Each input with a shape and a colour: right now, or not yet. */
function Inputs({ progress }: { progress: PuzzleProgress }) {
  const { inputs } = progress
  return (
    <ul className={styles.inputs} aria-label="Inputs">
      {inputs.slice(0, MOST_INPUTS).map(({ id, label, right }) => (
        <li key={id} className={styles.input} data-right={right}>
          <StatusIcon state={right ? 'solved' : 'idle'} label={right ? 'right' : 'not yet'} />
          <span className={styles.label} title={label}>
            {label}
          </span>
        </li>
      ))}
      {inputs.length > MOST_INPUTS && (
        <li className={styles.input}>
          and {inputs.length - MOST_INPUTS} more, {inputs.slice(MOST_INPUTS).filter((i) => i.right).length} of them
          right
        </li>
      )}
    </ul>
  )
}
