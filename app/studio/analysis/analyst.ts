import type { SceneGraph } from '#scene-graph/parse.ts'
import type { AnalysisReport, Answer, Question } from './messages.ts'
import type { Step, TraceLines } from './steps.ts'

/** Asked beside the page; a new question of a kind makes the last one of that kind void. */
export type Analyst = {
  analyse: (graph: SceneGraph, atMostMs: number) => Promise<AnalysisReport>
  steps: (graph: SceneGraph, trace: TraceLines) => Promise<readonly Step[]>
  stop: () => void
}

/** Nobody waits for this answer any more. */
export class Superseded extends Error {}

type Waiting = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

/** One worker at a time. A question that comes while an exploration runs ends it: its answer would be of old. */
export function createAnalyst(makeWorker: () => Worker): Analyst {
  let worker: Worker | null = null
  let waiting: Waiting | null = null
  let last = 0

  const end = (error: Error): void => {
    worker?.terminate()
    worker = null
    waiting?.reject(error)
    waiting = null
  }
  const ask = (question: (id: number) => Question): Promise<Answer> =>
    new Promise((resolve, reject) => {
      if (waiting !== null) end(new Superseded())
      last += 1
      waiting = { resolve, reject }
      worker ??= makeWorker()
      worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.id !== last) return
        waiting?.resolve(data)
        waiting = null
      }
      worker.onerror = (event) => end(new Error(event.message || 'the analysis could not be started'))
      worker.postMessage(question(last))
    })
  return {
    analyse: async (document, atMostMs) => {
      const answer = await ask((id) => ({ id, ask: 'analysis', document, atMostMs }))
      if (!answer.ok) throw new Error(answer.reason)
      if (answer.ask !== 'analysis') throw new Superseded()
      return answer.analysis
    },
    steps: async (document, trace) => {
      const answer = await ask((id) => ({ id, ask: 'steps', document, trace }))
      if (!answer.ok) throw new Error(answer.reason)
      if (answer.ask !== 'steps') throw new Superseded()
      return answer.steps
    },
    stop: () => end(new Superseded()),
  }
}
