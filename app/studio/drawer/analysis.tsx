'use client'

import { CircleCheck, LoaderCircle, Route, Telescope } from 'lucide-react'
import { Button } from '#app/ui/button.tsx'
import { describeMs } from '#scene-graph/describe.ts'
import type { Analysed } from '#scene-runtime/analyse/analyse.ts'
import { useAnalysis } from '../analysis/use-analysis.ts'
import { useEditorState, useGraph } from '../editor/editor-context.tsx'
import styles from './drawer.module.css'
import { FindingList } from './problems.tsx'

/** What can come of the scene, whatever players do: traps, conflicts, what hangs on one device; with the way there. */
export function AnalysisPanel() {
  const { report, of, running, reason, run } = useAnalysis()
  const graph = useGraph()
  const broken = useEditorState((s) => s.findings.some((f) => f.severity === 'error'))
  const old = report !== null && of !== graph
  return (
    <div>
      <header className={styles.panelHead}>
        <p className={styles.summary} aria-live="polite">
          {broken
            ? 'While there are errors, there is no game to explore.'
            : running
              ? 'Exploring every way through the game…'
              : reason !== null
                ? reason
                : report === null
                  ? 'Nothing was explored yet.'
                  : `${report.states.toLocaleString('en')} situations explored${report.complete ? ', all there are' : ', not all there are'}${report.duration === null || report.duration.max === 0 ? '' : `; a game takes about ${describeMs(report.duration.typical)}`}.`}
          {old && !running && !broken && ' The draft has changed since.'}
        </p>
        {running && <LoaderCircle aria-hidden className={styles.spinner} />}
        <Button size="sm" icon={Telescope} disabled={broken || running} onClick={run}>
          Explore now
        </Button>
      </header>
      {report !== null && report.findings.length === 0 && (
        <p className={styles.nothing}>
          <CircleCheck aria-hidden /> No trap, no conflict: every way leads to an end.
        </p>
      )}
      {report !== null && report.findings.length > 0 && (
        <FindingList findings={report.findings} aside={(finding) => <TraceButton finding={finding} />} />
      )}
    </div>
  )
}

function TraceButton({ finding }: { finding: Analysed }) {
  const { play, walk, of } = useAnalysis()
  const graph = useGraph()
  if (finding.trace === undefined) return null
  const shown = walk?.finding === finding
  return (
    <Button
      size="sm"
      icon={Route}
      aria-pressed={shown}
      disabled={of !== graph}
      title={of !== graph ? 'The draft has changed since: explore it again' : undefined}
      onClick={() => play(shown ? null : finding)}
    >
      {shown ? 'End the trace' : 'Play the trace'}
    </Button>
  )
}
