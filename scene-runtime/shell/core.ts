import { createHash } from 'node:crypto'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import { type stateHash, stateText } from '../core/hash.ts'
import { reactsTo } from '../core/interest.ts'
import { recover } from '../core/recover.ts'
import { reload } from '../core/reload.ts'
import { start } from '../core/start.ts'
import { advance, nextDue, step } from '../core/step.ts'
import { viewOf } from '../core/view.ts'

/** The pure core as the shell uses it. A value, so that a test can hand in one that goes wrong on purpose. */
export type Core = {
  /** Parses and compiles a document from outside. Throws an error that says what is wrong with it. */
  load(document: unknown): Compiled
  start: typeof start
  step: typeof step
  advance: typeof advance
  nextDue: typeof nextDue
  reload: typeof reload
  recover: typeof recover
  viewOf: typeof viewOf
  reactsTo: typeof reactsTo
  stateHash: typeof stateHash
}

export const core: Core = {
  load(document) {
    const parsed = parseDocument(document)
    if (parsed.ok) return compile(parsed.graph)
    throw new Error(parsed.findings.map((f) => `${f.path ?? 'document'}: ${f.message}`).join('; '))
  },
  start,
  step,
  advance,
  nextDue,
  reload,
  recover,
  viewOf,
  reactsTo,
  // The same as the core's own, by the machine's SHA-256: it is made for every step.
  stateHash: (session) => createHash('sha256').update(stateText(session)).digest('hex'),
}
