import type { Analysed, Analysis } from '#scene-runtime/analyse/analyse.ts'
import type { Step, TraceLines } from './steps.ts'

/** What the page asks of the worker. */
export type Question = { id: number; document: unknown } & (
  | { ask: 'analysis'; atMostMs: number }
  | { ask: 'steps'; trace: TraceLines }
)

export type AnalysisReport = Pick<Analysis, 'states' | 'complete' | 'duration'> & {
  findings: readonly Analysed[]
  parts: number
}

export type Answer =
  | { id: number; ok: true; ask: 'analysis'; analysis: AnalysisReport }
  | { id: number; ok: true; ask: 'steps'; steps: readonly Step[] }
  | { id: number; ok: false; reason: string }
