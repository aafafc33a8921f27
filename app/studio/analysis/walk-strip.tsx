'use client'

import { useReactFlow } from '@xyflow/react'
import { ChevronLeft, ChevronRight, X } from 'lucide-react'
import { useEffect } from 'react'
import { IconButton } from '#app/ui/button.tsx'
import { clockFace } from '#app/ui/format-time.ts'
import { useEditor } from '../editor/editor-context.tsx'
import { findingWords } from '../model/finding-words.ts'
import { useAnalysis, type Walk } from './use-analysis.ts'
import styles from './walk-strip.module.css'

/** Over the canvas while a trace is walked through: what happened at each step, and where the game stands then. */
export function WalkStrip() {
  const { walk } = useAnalysis()
  return walk === null ? null : <Strip walk={walk} />
}

function Strip({ walk }: { walk: Walk }) {
  const { goTo, play } = useAnalysis()
  const editor = useEditor()
  const flow = useReactFlow()
  const { steps, at, finding } = walk
  const step = steps[at]
  // What lies inside a node that plays another graph is shown by that node.
  const here = (step?.active ?? []).map((id) => id.split('/')[0] ?? id).join(' ')
  useEffect(() => {
    const nodes = here.split(' ').filter((id) => id !== '')
    editor.setState({ trace: new Set(nodes) })
    if (nodes.length > 0)
      void flow.fitView({ nodes: nodes.map((id) => ({ id })), padding: 0.6, maxZoom: 1, duration: 200 })
    return () => editor.setState({ trace: null })
  }, [here, editor, flow])
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.target instanceof Element && event.target.closest('input, textarea, [role="dialog"]') !== null) return
      const by = event.key === ']' ? 1 : event.key === '[' ? -1 : 0
      if (by !== 0) goTo(at + by)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [at, goTo])
  if (step === undefined) return null
  return (
    <section className={styles.strip} aria-label="Trace">
      <IconButton
        icon={ChevronLeft}
        size="sm"
        label="Step back"
        keys="["
        disabled={at === 0}
        onClick={() => goTo(at - 1)}
      />
      <span className={styles.count}>
        {at + 1} of {steps.length}
      </span>
      <IconButton
        icon={ChevronRight}
        size="sm"
        label="Step on"
        keys="]"
        disabled={at === steps.length - 1}
        onClick={() => goTo(at + 1)}
      />
      <time className={styles.time}>{clockFace(step.at)}</time>
      <span className={styles.cause} aria-live="polite">
        {step.cause}
        {step.outcome !== null && `: over, ${step.outcome}`}
      </span>
      {at === steps.length - 1 && (
        <span className={styles.finding} title={findingWords(editor.graph(), finding)}>
          {findingWords(editor.graph(), finding)}
        </span>
      )}
      <IconButton icon={X} size="sm" label="End the trace" onClick={() => play(null)} />
    </section>
  )
}
