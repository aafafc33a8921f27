import { compile } from '#scene-graph/compile/compile.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import { analyse } from '#scene-runtime/analyse/analyse.ts'
import type { Answer, Question } from './messages.ts'
import { stepsOf } from './steps.ts'

/** Explores a document beside the page: it takes as long as it takes, and the canvas goes on. */

/** Of a worker's own scope: the app's types are a page's. */
type Scope = { onmessage: ((event: { data: Question }) => void) | null; postMessage: (answer: Answer) => void }
const scope = globalThis as unknown as Scope

scope.onmessage = ({ data }) => {
  try {
    scope.postMessage(answerTo(data))
  } catch (error) {
    scope.postMessage({ id: data.id, ok: false, reason: error instanceof Error ? error.message : String(error) })
  }
}

function answerTo(question: Question): Answer {
  const { id } = question
  // What came over is data: it is read as any document is.
  const read = parseDocument(question.document)
  if (!read.ok) return { id, ok: false, reason: read.findings[0]?.message ?? 'this is no document' }
  const compiled = compile(read.graph)
  if (question.ask === 'steps') return { id, ok: true, ask: 'steps', steps: stepsOf(compiled, question.trace) }
  const until = Date.now() + question.atMostMs
  const { findings, parts, states, complete, duration } = analyse(compiled, { timeUp: () => Date.now() > until })
  return { id, ok: true, ask: 'analysis', analysis: { findings, parts: parts.length, states, complete, duration } }
}
