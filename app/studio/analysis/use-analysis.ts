'use client'

import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'
import { errorSentence } from '#app/ui/error-sentence.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Analysed } from '#scene-runtime/analyse/analyse.ts'
import { useEditor, useEditorState } from '../editor/editor-context.tsx'
import { type Analyst, createAnalyst, Superseded } from './analyst.ts'
import type { AnalysisReport } from './messages.ts'
import type { Step } from './steps.ts'

/** By itself it explores when nothing was changed for so long, and only for so long; asked for, longer. */
const IDLE_MS = 2_500
const IDLE_BUDGET_MS = 4_000
const ASKED_BUDGET_MS = 60_000

export type AnalysisState = {
  /** Of which document; null: of none yet. */
  of: SceneGraph | null
  report: AnalysisReport | null
  running: boolean
  /** Why there is none, in words. */
  reason: string | null
}

/** A trace that is walked through on the canvas. */
export type Walk = { finding: Analysed; steps: readonly Step[]; at: number }

export type AnalysisDesk = AnalysisState & {
  run: () => void
  walk: Walk | null
  /** Begins to walk through a finding's trace, or ends it. */
  play: (finding: Analysed | null) => void
  goTo: (at: number) => void
}

const makeWorker = (): Worker => new Worker(new URL('./analyse.worker.ts', import.meta.url), { type: 'module' })

/** Explores the draft when it rests, and when it is asked for. With errors in it there is nothing to explore. */
export function useAnalysisDesk(active: boolean): AnalysisDesk {
  const editor = useEditor()
  const graph = useEditorState((s) => s.history.present)
  const broken = useEditorState((s) => s.findings.some((f) => f.severity === 'error'))
  const analyst = useRef<Analyst | null>(null)
  const [state, setState] = useState<AnalysisState>({ of: null, report: null, running: false, reason: null })
  const [walk, setWalk] = useState<Walk | null>(null)
  useEffect(() => () => analyst.current?.stop(), [])

  const explore = useCallback(
    (atMostMs: number) => {
      const of = editor.graph()
      analyst.current ??= createAnalyst(makeWorker)
      setWalk(null)
      setState((s) => ({ ...s, running: true, reason: null }))
      analyst.current.analyse(of, atMostMs).then(
        (report) => setState({ of, report, running: false, reason: null }),
        (error: unknown) => {
          if (!(error instanceof Superseded))
            setState((s) => ({ ...s, of, running: false, reason: errorSentence(error) }))
        },
      )
    },
    [editor],
  )
  useEffect(() => {
    if (!active || broken || graph.nodes.length === 0 || state.of === graph) return
    const timer = setTimeout(() => explore(IDLE_BUDGET_MS), IDLE_MS)
    return () => clearTimeout(timer)
  }, [active, broken, graph, state.of, explore])

  const goTo = useCallback(
    (at: number) => setWalk((w) => (w === null ? null : { ...w, at: Math.max(0, Math.min(w.steps.length - 1, at)) })),
    [],
  )
  const play = useCallback(
    (finding: Analysed | null) => {
      if (finding?.trace === undefined || state.of === null) return setWalk(null)
      analyst.current ??= createAnalyst(makeWorker)
      analyst.current.steps(state.of, { inputs: finding.trace, seed: finding.seed ?? 1 }).then(
        (steps) => setWalk({ finding, steps, at: 0 }),
        () => setWalk(null),
      )
    },
    [state.of],
  )
  return useMemo(
    () => ({ ...state, run: () => explore(ASKED_BUDGET_MS), walk, play, goTo }),
    [state, explore, walk, play, goTo],
  )
}

const AnalysisContext = createContext<AnalysisDesk | null>(null)

export const AnalysisProvider = AnalysisContext.Provider

export function useAnalysis(): AnalysisDesk {
  const desk = useContext(AnalysisContext)
  if (desk === null) throw new Error('useAnalysis is for components inside an AnalysisProvider')
  return desk
}
