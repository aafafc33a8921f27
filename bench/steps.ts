import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { type AnyMachineSnapshot, createActor, transition } from 'xstate'
import { createLog } from '#platform/log.ts'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { initialContext, signalKey } from '#scene-graph/compile/context.ts'
import { signalEvent } from '#scene-graph/compile/names.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import { interest } from '#scene-runtime/core/interest.ts'
import type { Session } from '#scene-runtime/core/session.ts'
import { start } from '#scene-runtime/core/start.ts'
import { step } from '#scene-runtime/core/step.ts'
import { createBatch } from '#scene-runtime/shell/batch.ts'
import { systemClock } from '#scene-runtime/shell/clock.ts'
import { core } from '#scene-runtime/shell/core.ts'
import { createGames } from '#scene-runtime/shell/games.ts'
import { runtimeMetrics } from '#scene-runtime/shell/metrics.ts'
import { createTimers } from '#scene-runtime/shell/timers.ts'
import { createTurns } from '#scene-runtime/shell/turns.ts'
import { table, writeResults } from './results.ts'

/**
 * npm run bench:steps. A scene of 500 nodes, twenty puzzles side by side of which one reacts to each report: steps a
 * second that one core plays, beside bare XState with the same machine and events (which keeps no time, no values, no
 * journal and no trace); what a report costs that nobody waits for; what a live game takes of memory.
 */

const PUZZLES = 20
const STATES = 24
const ROUNDS = 20_000
const RUNS = 3
const GAMES = 400

const puzzles = Array.from({ length: PUZZLES }, (_, n) => n)
const counting = { signals: { count: { type: 'number', momentary: true }, level: 'number' } }

/** Each puzzle is a ring of states; its counter's report leads on, if the level that it asks for then is not negative. */
function ringsOf24(): Compiled {
  const ring = (n: number) => Array.from({ length: STATES }, (_, s) => `p${n}-${s}`)
  const parsed = parseDocument({
    schemaVersion: 1,
    id: 'bench-steps',
    kind: 'scene',
    name: 'Twenty rings of 24 states',
    roles: {
      lamp: { commands: { level: { params: { n: { type: 'number' } } } } },
      ...Object.fromEntries(puzzles.map((n) => [`counter_${n}`, counting])),
    },
    nodes: [
      { id: 'all', type: 'parallel' },
      ...puzzles.flatMap((n) => [
        { id: `p${n}`, type: 'group', parentId: 'all' },
        ...ring(n).map((id) => ({ id, type: 'state', parentId: `p${n}` })),
      ]),
    ],
    edges: puzzles.flatMap((n) => {
      const role = `counter_${n}`
      const level = {
        type: 'compare',
        left: { type: 'signal', role, signal: 'level' },
        op: '<',
        right: { type: 'constant', value: 0 },
      }
      return ring(n).map((source, s) => ({
        id: `e${n}-${s}`,
        source,
        target: `p${n}-${(s + 1) % STATES}`,
        trigger: { type: 'signal', role, signal: 'count' },
        guard: { type: 'not', of: level },
        actions: [
          { type: 'command', role: 'lamp', command: 'level', params: { n: { type: 'signal', role, signal: 'count' } } },
        ],
      }))
    }),
  })
  if (parsed.ok) return compile(parsed.graph)
  throw new Error(parsed.findings.map((f) => `${f.path}: ${f.message}`).join('\n'))
}

const begin = (compiled: Compiled, id: string): Session =>
  start(compiled, { sessionId: id, seed: 1, at: 0, known: { signals: {}, health: {} } }).session

/** Runs it several times and answers how often a second it did one, in the middle run. */
function perSecond(work: (round: number) => void, rounds = ROUNDS): number {
  const rates = Array.from({ length: RUNS + 1 }, () => {
    const from = process.cpuUsage()
    for (let round = 0; round < rounds; round += 1) work(round)
    const used = process.cpuUsage(from)
    return (rounds / (used.user + used.system)) * 1e6
  })
  // The first run meets code that is not compiled yet.
  return rates.slice(1).sort((a, b) => a - b)[RUNS >> 1] ?? 0
}

function coreSteps(compiled: Compiled): number {
  let session = begin(compiled, 'core')
  return perSecond((n) => {
    const role = `counter_${n % PUZZLES}`
    const { session: next, records } = step(compiled, session, { type: 'signal', at: n, role, signals: { count: n } })
    if (records[0]?.effects.length !== 1) throw new Error('each report causes one command')
    session = next
  })
}

const eventOf = (n: number) => ({ type: signalEvent(`counter_${n % PUZZLES}`, 'count'), changed: true })

function xstateSend(compiled: Compiled): number {
  const actor = createActor(compiled.machine, { input: initialContext(0, 0, {}) }).start()
  return perSecond((n) => actor.send(eventOf(n)))
}

function xstateTransition(compiled: Compiled): number {
  let state: AnyMachineSnapshot = createActor(compiled.machine, { input: initialContext(0, 0, {}) }).getSnapshot()
  return perSecond((n) => {
    state = transition(compiled.machine, state, eventOf(n))[0] as AnyMachineSnapshot
  }, ROUNDS / 20)
}

const room = { tenant_id: 'bench', room_id: 'steps' }

/** ns of a report that the game looks at and nothing active waits for: judged by the core; taken by the shell, read already. */
function unheard(compiled: Compiled): { core: number; shell: number } {
  const session = begin(compiled, 'unheard')
  const key = signalKey('counter_7', 'level')
  const judged = perSecond((n) => {
    if (interest(compiled, session, key, n) !== 'note') throw new Error('nobody waits for a level')
  })
  const log = createLog('bench', { level: 'silent' })
  const timers = createTimers(systemClock)
  const batch = createBatch({ room, token: 1, core, now: systemClock.now })
  const nothing = (): void => {}
  const parts = { core, batch, timers, log, clock: systemClock, metrics: runtimeMetrics(), turns: createTurns() }
  const games = createGames({ room: 'steps', ...parts, onDone: nothing, onDue: nothing })
  const bindings = Object.fromEntries(
    puzzles.map((n) => [`counter_${n}`, { controller_id: 'board', device_id: `counter-${n}` }]),
  )
  const asked = {
    session_id: 'shell',
    graph_id: 'g',
    graph_name: 'g',
    version: 1,
    hash: compiled.hash,
    bindings,
    seed: 1,
  }
  games.start('1-0', asked, 0, { ok: true, compiled })
  batch.seal()
  const taken = perSecond((n) =>
    games.signals('2-0', { type: 'signals', at: n, device: `board/counter-${n % PUZZLES}`, signals: { level: n } }),
  )
  if (batch.dirty()) throw new Error('nothing was to be stepped')
  timers.stop()
  return { core: 1e9 / judged, shell: 1e9 / taken }
}

/** kB of heap that a game takes which has been played for a while, of many in one process. */
function memory(compiled: Compiled): number {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as () => void
  const used = (): number => {
    gc()
    gc()
    return process.memoryUsage().heapUsed
  }
  const before = used()
  const games = Array.from({ length: GAMES }, (_, game) => {
    let session = begin(compiled, `game-${game}`)
    for (let n = 0; n < 100; n += 1) {
      const role = `counter_${(n * (game + 3)) % PUZZLES}`
      session = step(compiled, session, { type: 'signal', at: n, role, signals: { count: n, level: game } }).session
    }
    return session
  })
  const kilobytes = (used() - before) / GAMES / 1024
  if (games.some((session) => session.seq !== 100)) throw new Error('each game was to take a hundred steps')
  return kilobytes
}

const compiled = ringsOf24()
const send = xstateSend(compiled)
const figures = {
  nodes: compiled.graph.nodes.length,
  stepsPerSecond: coreSteps(compiled),
  xstateSendPerSecond: send,
  xstateTransitionPerSecond: xstateTransition(compiled),
  unheardNs: unheard(compiled),
  kilobytesPerGame: memory(compiled),
}
process.stdout.write(
  table([
    {
      what: 'steps a second and core',
      figure: Math.round(figures.stepsPerSecond),
      beside: `${(figures.stepsPerSecond / send).toFixed(2)}× XState send`,
    },
    { what: 'XState send', figure: Math.round(send), beside: '' },
    { what: 'XState transition', figure: Math.round(figures.xstateTransitionPerSecond), beside: '' },
    { what: 'a report that nobody waits for, ns: judged', figure: Math.round(figures.unheardNs.core), beside: '' },
    {
      what: 'a report that nobody waits for, ns: taken',
      figure: Math.round(figures.unheardNs.shell),
      beside: 'aim 1000',
    },
    {
      what: `a live game of ${figures.nodes} nodes, kB`,
      figure: Math.round(figures.kilobytesPerGame),
      beside: 'aim 1024',
    },
  ]),
)
await writeResults('steps', figures)
