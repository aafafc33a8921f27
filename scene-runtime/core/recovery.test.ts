import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import { core } from './core.ts'
import { type Game, play } from './game.ts'
import type { Item, JournalRecord, Snapshot } from './journal.ts'
import { type JournalEntry, recoverGame } from './recovery.ts'
import type { Input, StepRecord } from './session.ts'
import { inputOf } from './simulate.ts'
import { randomInputs } from './testing.ts'

/**
 * A model of the shell around the real core: what is durable, a lease with a fencing token, and processes that read,
 * step in memory, append, die, and take over, in any order. The append is atomic and checks the token, as Redis does
 * it (`shell/append.ts`); a process that was refused throws its memory away.
 */
type Durable = { entries: JournalEntry[]; snapshot: Snapshot | null; cursor: number; token: number; effects: string[] }
type Process = { token: number; game: Game; position: number; items: Item[]; steps: StepRecord[] } | null

type Move = { process: number; does: 'claim' | 'step' | 'append' | 'die'; many: number }
const moves: fc.Arbitrary<Move[]> = fc.array(
  fc.record({
    process: fc.nat(2),
    does: fc.constantFrom('claim', 'step', 'step', 'append', 'append', 'die'),
    many: fc.integer({ min: 1, max: 6 }),
  }),
  { maxLength: 60 },
)

const START = { session_id: 's', graph_id: 'g', graph_name: 'g', version: 1, hash: 'h', bindings: {}, seed: 1 }
const KNOWN = { signals: {}, health: {} }

const common = (game: Game, token: number, steps: StepRecord[]) => ({
  v: 1 as const,
  seq: game.session.seq,
  at: game.session.at,
  version: 'h',
  status: game.session.status,
  outcome: game.session.outcome,
  state: core.stateHash(game.session),
  token,
  steps,
})

const effectsOf = (steps: readonly StepRecord[]): string[] => steps.flatMap((step) => step.effects.map((e) => e.id))

function begin(compiled: Compiled): { durable: Durable; game: Game } {
  const { session, records } = core.start(compiled, { sessionId: 's', seed: 1, at: 0, known: KNOWN })
  const game: Game = { start: START, compiled, session, fault: null, previous: null }
  const record: JournalRecord = {
    kind: 'start',
    stream: '0-1',
    start: START,
    started_at: 0,
    known: KNOWN,
    ...common(game, 0, [...records]),
  }
  const entries = [{ entry: '1-0', record }]
  return { durable: { entries, snapshot: null, cursor: 0, token: 0, effects: effectsOf(records) }, game }
}

function take(process: NonNullable<Process>, inputs: readonly Input[], many: number): void {
  for (const input of inputs.slice(process.position, process.position + many)) {
    const item: Item = { type: 'input', stream: `${process.position + 1}-1`, input }
    const played = play(core, process.game, item)
    process.game = { ...process.game, ...played }
    process.items.push(item)
    process.steps.push(...played.records)
    process.position += 1
  }
}

/** Whether it was written. */
function append(durable: Durable, process: NonNullable<Process>, snapshotEvery: number): boolean {
  if (process.token !== durable.token) return false
  if (process.items.length === 0) return true
  const entry = `${durable.entries.length + 1}-0`
  const { game, token, items, steps } = process
  durable.entries.push({ entry, record: { kind: 'inputs', items, ...common(game, token, steps) } })
  durable.cursor = process.position
  durable.effects.push(...effectsOf(steps))
  if (durable.entries.length % snapshotEvery === 0) {
    const { start, session, fault } = game
    const stored: Snapshot = { v: 1, entry, start, fault, state: core.stateHash(session), session, previous: null }
    durable.snapshot = JSON.parse(JSON.stringify(stored)) as Snapshot
  }
  process.items = []
  process.steps = []
  return true
}

async function claim(durable: Durable, compiled: Compiled): Promise<NonNullable<Process>> {
  durable.token += 1
  const after = durable.snapshot?.entry
  const from = after === undefined ? 0 : durable.entries.findIndex(({ entry }) => entry === after) + 1
  // As it comes back from Redis: text.
  const entries = JSON.parse(JSON.stringify(durable.entries.slice(from))) as JournalEntry[]
  const versions = { load: () => Promise.resolve({ ok: true as const, compiled }) }
  const { game } = await recoverGame(core, versions, durable.snapshot, entries)
  return { token: durable.token, game, position: durable.cursor, items: [], steps: [] }
}

async function undisturbed(compiled: Compiled, inputs: readonly Input[]): Promise<Durable> {
  const { durable } = begin(compiled)
  const process = await claim(durable, compiled)
  take(process, inputs, inputs.length)
  append(durable, process, 1_000)
  return durable
}

const stepsOf = ({ entries }: Durable) => JSON.parse(JSON.stringify(entries.flatMap(({ record }) => record.steps)))

async function holds(graph: SceneGraph, inputs: readonly Input[], does: readonly Move[], every: number): Promise<void> {
  const compiled = compile(graph)
  let calm: Durable
  try {
    calm = await undisturbed(compiled, inputs)
  } catch {
    return // a scene that never comes to rest is RT9's affair
  }
  const { durable } = begin(compiled)
  const processes: Process[] = [null, null, null]
  for (const { process: n, does: what, many } of does) {
    const process = processes[n] ?? null
    // A lease can be claimed while another process believes that it holds it: that one was stopped, or is slow.
    if (what === 'claim') processes[n] = await claim(durable, compiled)
    else if (what === 'die') processes[n] = null
    else if (process !== null && what === 'step') take(process, inputs, many)
    else if (process !== null && !append(durable, process, every)) processes[n] = null
  }
  const last = await claim(durable, compiled)
  take(last, inputs, inputs.length)
  append(durable, last, every)
  expect(stepsOf(durable)).toEqual(stepsOf(calm))
  expect(durable.entries.at(-1)?.record.state).toBe(calm.entries.at(-1)?.record.state)
  expect(durable.effects).toEqual(calm.effects)
  expect(new Set(durable.effects).size).toBe(durable.effects.length)
  const tokens = durable.entries.map(({ record }) => record.token)
  expect(tokens).toEqual([...tokens].sort((a, b) => a - b))
}

/** What happens in a room, and hardware that goes away and comes back among it (RT8). */
const inputs = fc
  .tuple(
    randomInputs,
    fc.array(fc.record({ place: fc.nat(30), causes: fc.subarray(['a/x', 'hardware']) }), { maxLength: 4 }),
  )
  .map(([lines, holds]): Input[] =>
    lines.flatMap((line, place): Input[] => [
      ...(inputOf(line) === null ? [] : [inputOf(line) as Input]),
      ...holds.flatMap((h): Input[] => (h.place === place ? [{ type: 'hold', at: line.at, causes: h.causes }] : [])),
    ]),
  )
const every = fc.constantFrom(1, 2, 3, 7, 1_000)

describe('RT1 RT2 RT3 processes that die, stall and take over, in any order', () => {
  it('leave the journal, the effects and the state of one that was never disturbed', async () => {
    await fc.assert(fc.asyncProperty(randomGraph, inputs, moves, every, holds), { numRuns: 60 })
  }, 60_000)

  it('the same in scenes of the whole language', async () => {
    await fc.assert(fc.asyncProperty(randomScene, inputs, moves, every, holds), { numRuns: 40 })
  }, 60_000)

  it('the model can fail: without the token two of them would both write', async () => {
    const unfenced: typeof append = (durable, process, snapshotEvery) =>
      append(durable, Object.assign(process, { token: durable.token }), snapshotEvery)
    const graph = fc.sample(randomGraph, { numRuns: 1, seed: 1 })[0]
    if (graph === undefined) throw new Error('no graph')
    const compiled = compile(graph)
    const { durable } = begin(compiled)
    const presses: Input[] = Array.from({ length: 4 }, (_, n) => ({ type: 'operator', at: (n + 1) * 10, action: 'go' }))
    const [a, b] = [await claim(durable, compiled), await claim(durable, compiled)]
    take(a, presses, 2)
    take(b, presses, 2)
    unfenced(durable, b, 1_000)
    unfenced(durable, a, 1_000)
    const calm = await undisturbed(compiled, presses.slice(0, 2))
    expect(stepsOf(durable)).not.toEqual(stepsOf(calm))
    expect(append(durable, { ...a, token: 1 }, 1_000)).toBe(false)
  })
})
