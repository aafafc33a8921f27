import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import { stateHash } from './hash.ts'
import { interest, note } from './interest.ts'
import { recover } from './recover.ts'
import { reload } from './reload.ts'
import { rollBack } from './roll-back.ts'
import { start } from './start.ts'
import { advance, nextDue, step } from './step.ts'
import { viewOf } from './view.ts'

/** The core as a value, so that a test can hand in one that goes wrong on purpose, and a process a faster hash. */
export type Core = {
  /** Parses and compiles a document from outside. Throws an error that says what is wrong with it. */
  load(document: unknown): Compiled
  start: typeof start
  step: typeof step
  advance: typeof advance
  nextDue: typeof nextDue
  reload: typeof reload
  rollBack: typeof rollBack
  recover: typeof recover
  viewOf: typeof viewOf
  interest: typeof interest
  note: typeof note
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
  rollBack,
  recover,
  viewOf,
  interest,
  note,
  stateHash,
}
