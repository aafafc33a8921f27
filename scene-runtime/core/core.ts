import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { stateHash } from './hash.ts'
import { interest, note } from './interest.ts'
import { recover } from './recover.ts'
import { reload } from './reload.ts'
import { rollBack } from './roll-back.ts'
import { start } from './start.ts'
import { stateTree } from './state-tree.ts'
import { advance, nextDue, step } from './step.ts'
import { viewOf } from './view.ts'

/** The core as a value, so that a test can hand in one that goes wrong on purpose, and a process a faster hash. */
export type Core = {
  /** Parses a document from outside. Throws an error that says what is wrong with it. */
  parse(document: unknown): SceneGraph
  compile: typeof compile
  /** Makes what the first game or the first move would have to wait for. */
  warm(compiled: Compiled): void
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
  parse(document) {
    const parsed = parseDocument(document)
    if (parsed.ok) return parsed.graph
    throw new Error(parsed.findings.map((f) => `${f.path ?? 'document'}: ${f.message}`).join('; '))
  },
  compile,
  warm(compiled) {
    stateTree(compiled)
    // Worked out when it is first asked for, which else the first move would do.
    Reflect.get(compiled, 'meaning')
    try {
      start(compiled, { sessionId: 'warm', seed: 0, at: 0, known: { signals: {}, health: {} } })
    } catch {
      // A scene that goes wrong at its start says so to the game that is started.
    }
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
