import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { canonicalJson } from '#scene-graph/hash.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { randomScene } from '#scene-graph/testing/random-scene.ts'
import { core } from './core.ts'
import { type Game, play } from './game.ts'
import type { Item, JournalRecord, Snapshot } from './journal.ts'
import { type Moved, moveGame, returnGame } from './move.ts'
import { recoverGame } from './recovery.ts'
import { type Reloaded, reload } from './reload.ts'
import { rollBack } from './roll-back.ts'
import type { Session, StepRecord } from './session.ts'
import { inputOf } from './simulate.ts'
import type { SimulationInput } from './simulation-input.ts'
import { start } from './start.ts'
import { advance, step } from './step.ts'
import { NOTHING, randomInputs, sessionAfter, settled, withoutNodes } from './testing.ts'

/** A game in mid-play, an edit of its scene that validates, and what comes after. */
function midPlay(graph: SceneGraph, inputs: readonly SimulationInput[], cut: number, drops: readonly number[]) {
  const edited = withoutNodes(graph, drops)
  if (edited === null) return null
  const at = inputs[Math.min(cut, inputs.length - 1)]?.at ?? 0
  const [from, to] = [compile(graph), compile(edited)]
  const after = inputs.filter((input) => input.at > at)
  const session = settled(() =>
    sessionAfter(
      from,
      inputs.filter((input) => input.at <= at),
    ),
  )
  return session === null || session.endedAt !== null ? null : { from, to, at, session, after }
}

const movedTo = (
  from: Compiled,
  to: Compiled,
  session: Session,
  at: number,
): Extract<Reloaded, { ok: true }> | null => {
  const moved = settled(() => reload(from, to, session, { at, known: NOTHING, mapping: {} }))
  return moved?.ok === true ? moved : null
}

/** What a step did, whatever its number: a version that was left again may have taken some numbers. */
const bare = ({ at, active, outcome, variables, fired, entered, exited, effects }: StepRecord) => ({
  ...{ at, active, outcome, variables, fired, entered, exited },
  effects: effects.map(({ id: _, ...effect }) => effect),
})

function goOn(compiled: Compiled, session: Session, inputs: readonly SimulationInput[]): StepRecord[] | null {
  return settled(() => {
    let current = session
    return inputs.flatMap((line) => {
      const input = inputOf(line)
      if (input === null) return []
      const stepped = step(compiled, current, input)
      current = stepped.session
      return stepped.records
    })
  })
}

/** Every state says its own name to the room when it is entered. */
function announcing(graph: SceneGraph): SceneGraph {
  const parsed = parseDocument({
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.type === 'state' ? { ...node, data: { ...node.data, entry: [{ type: 'log', message: node.id }] } } : node,
    ),
  })
  if (!parsed.ok) throw new Error('the announcing graph does not parse')
  return parsed.graph
}

const cuts = fc.nat(20)
const edits = fc.array(fc.nat(13), { maxLength: 4 })

const KINDS = [
  { name: 'statecharts', randomGraph, share: 1 },
  { name: 'scenes of the whole language', randomGraph: randomScene, share: 0.4 },
]

describe.each(KINDS)('for random $name, edits and inputs', { timeout: 120_000 }, ({ randomGraph, share }) => {
  const runs = (number: number) => ({ numRuns: Math.round(number * share) })

  it('HR6 HR8 a reload and its rollback, with no input between, change nothing in any later step', () => {
    fc.assert(
      fc.property(randomGraph, randomInputs, cuts, edits, fc.nat(300), (graph, inputs, cut, drops, wait) => {
        const game = midPlay(graph, inputs, cut, drops)
        const moved = game && movedTo(game.from, game.to, game.session, game.at)
        if (moved === null || game === null || moved.before === null) return
        const { from, to, session, after } = game
        // Time may pass and timers of the new version may fire: nobody did anything.
        const until = Math.min(game.at + wait, after[0]?.at ?? Number.POSITIVE_INFINITY)
        const meanwhile = settled(() => advance(to, moved.session, until))
        if (meanwhile === null || meanwhile.session.endedAt !== null) return
        const before = { session: moved.before, touched: false, mapped: moved.report.mapped }
        const back = settled(() => rollBack(to, from, meanwhile.session, before, { at: until, known: NOTHING }))
        if (back === null) return
        if (!back.ok) throw new Error('the way back is blocked')
        const undisturbed = settled(() => advance(from, session, until))
        const expected = undisturbed && goOn(from, undisturbed.session, after)
        const rest = goOn(from, back.session, after)
        if (undisturbed === null || expected === null || rest === null) {
          expect(rest).toEqual(expected)
          return
        }
        const due = moved.records.slice(
          0,
          moved.records.findIndex((r) => 'reload' in r.cause),
        )
        const lived = [...due, ...back.records.filter((r) => !('reload' in r.cause)), ...rest]
        expect(lived.map(bare)).toEqual([...undisturbed.records, ...expected].map(bare))
      }),
      runs(120),
    )
  })

  it('HR3 what a state that stays did when it was entered is not done again, there and back', () => {
    fc.assert(
      fc.property(randomGraph.map(announcing), randomInputs, cuts, edits, (graph, inputs, cut, drops) => {
        const game = midPlay(graph, inputs, cut, drops)
        const there = game && movedTo(game.from, game.to, game.session, game.at)
        if (game === null || there === null || there.before === null) return
        const before = { session: there.before, touched: true, mapped: there.report.mapped }
        const back = settled(() => rollBack(game.to, game.from, there.session, before, { at: game.at, known: NOTHING }))
        for (const move of [there, back]) {
          const own = move?.ok === true ? move.records.find((r) => 'reload' in r.cause) : undefined
          if (own === undefined || own.fired.length > 0 || move === null) continue
          const kept = new Set(move.report.kept)
          expect(own.effects.filter((e) => e.type === 'log' && kept.has(e.message))).toEqual([])
        }
      }),
      runs(120),
    )
  })

  it('HR4 a timer of a state that stays keeps its elapsed time, and a changed duration applies to the whole', () => {
    fc.assert(
      fc.property(randomGraph, randomInputs, cuts, edits, (graph, inputs, cut, drops) => {
        const game = midPlay(graph, inputs, cut, drops)
        const moved = game && movedTo(game.from, game.to, game.session, game.at)
        const own = moved?.records.find((r) => 'reload' in r.cause)
        if (moved === null || game === null || own === undefined || own.fired.length > 0) return
        const old = new Map(moved.before?.timers.map((timer) => [timer.id, timer]))
        for (const { id, change, remaining_ms } of moved.report.timers) {
          const before = old.get(id)
          const definition = game.to.timers.get(id)
          if (before === undefined || definition === undefined || change === 'dropped') continue
          if (definition.timing.reload !== 'keeps' || typeof definition.duration !== 'number') continue
          const now = moved.before?.frozenAt ?? game.at
          const elapsed = (before.stoppedAt ?? now) - before.startedAt
          expect(remaining_ms).toBe(definition.duration + before.adjusted - elapsed)
        }
      }),
      runs(120),
    )
  })

  it('RT1 HR5 HR6 a journal with a reload and its rollback in it gives the state that it gave, from any snapshot', async () => {
    const gaps = fc.tuple(fc.nat(12), fc.nat(12), fc.nat(40))
    await fc.assert(
      fc.asyncProperty(randomGraph, randomInputs, gaps, edits, async (graph, inputs, [first, second, cut], drops) => {
        const edited = withoutNodes(graph, drops)
        if (edited === null) return
        const journal = settled(() => write(compile(graph), compile(edited), inputs, first, second))
        if (journal === null) return
        const { entries, snapshots, versions, game } = journal
        const from = snapshots[cut % snapshots.length] ?? null
        const rest = entries.filter(
          ({ entry }) => from === null || Number.parseInt(entry, 10) > Number.parseInt(from.entry, 10),
        )
        const { game: again } = await recoverGame(core, versions, from, JSON.parse(JSON.stringify(rest)))
        expect(core.stateHash(again.session)).toBe(core.stateHash(game.session))
        expect(again.start).toEqual(game.start)
        expect(asText(again.previous?.before)).toBe(asText(game.previous?.before))
      }),
      runs(100),
    )
  })
})

const asText = (value: unknown): string => canonicalJson(value ?? null)

const START = { session_id: 'sim', graph_id: 'g', graph_name: 'g', version: 1, hash: '', bindings: {}, seed: 1 }
const ORDER = { move: '1-0', by: 'x', watchedUntil: 9, mapping: {} }

/** Plays a game as the shell does: inputs, the move after the `first` of them, the way back `second` later, inputs. */
function write(one: Compiled, two: Compiled, inputs: readonly SimulationInput[], first: number, second: number) {
  const entries: { entry: string; record: JournalRecord }[] = []
  const snapshots: (Snapshot | null)[] = [null]
  let game: Game = {
    start: { ...START, hash: one.hash },
    compiled: one,
    session: start(one, { sessionId: 'sim', seed: 1, at: 0, known: NOTHING }).session,
    fault: null,
    previous: null,
  }
  type Own<T> = T extends unknown
    ? Omit<T, 'seq' | 'at' | 'version' | 'status' | 'outcome' | 'state' | 'token' | 'steps' | 'v'>
    : never
  const add = (record: Own<JournalRecord>) => {
    const { seq, at, status, outcome } = game.session
    const common = { v: 1, seq, at, version: game.start.hash, status, outcome, token: 1, steps: [] } as const
    const state = core.stateHash(game.session)
    const entry = `${entries.length + 1}-0`
    entries.push({ entry, record: { ...record, ...common, state } as unknown as JournalRecord })
    const { start, fault, session, previous } = game
    const before = previous && {
      ...{ move: previous.move, by: previous.by, moved_at: previous.movedAt, watched_until: previous.watchedUntil },
      ...{ start: previous.start, ...previous.before, mapped: { ...previous.before.mapped } },
    }
    snapshots.push(JSON.parse(JSON.stringify({ v: 1, entry, start, fault, state, session, previous: before })))
  }
  const moved = (result: Moved, back: { back?: string }) => {
    if (!result.ok) return
    const from = game.start.hash
    game = result.game
    const { graph_name, version: number, bindings } = game.start
    const { at: reload_at, known } = result.given
    const order = { move: ORDER.move, by: ORDER.by, watched_until: ORDER.watchedUntil, mapping: {}, ...back }
    add({
      kind: 'reload',
      stream: '1-0',
      from,
      graph_name,
      number,
      bindings,
      known,
      reload_at,
      report: result.report,
      ...order,
    })
  }
  add({ kind: 'start', stream: '0-1', start: game.start, started_at: 0, known: NOTHING })
  for (const [index, line] of inputs.entries()) {
    const input = inputOf(line)
    const items: Item[] = input === null ? [] : [{ type: 'input', stream: '1-1', input }]
    if (index % 5 === 4) items.push({ type: 'recover', at: line.at, died_at: line.at })
    for (const item of items) game = { ...game, ...play(core, game, item) }
    add({ kind: 'inputs', items })
    const given = { at: line.at, known: NOTHING }
    if (index === first) {
      const to = { start: { ...game.start, version: 2, hash: two.hash }, compiled: two }
      moved(moveGame(core, game, to, ORDER, given), {})
    }
    if (index === first + second && game.previous?.compiled)
      moved(returnGame(core, game, { ...game.previous, compiled: game.previous.compiled }, given), { back: 'no' })
  }
  const versions = { load: async (hash: string) => ({ ok: true as const, compiled: hash === one.hash ? one : two }) }
  return { entries, snapshots, versions, game }
}
