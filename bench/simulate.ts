import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type AnyMachineSnapshot, createActor } from 'xstate'
import { projectRoot } from '#platform/local/project.ts'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { type Context, initialContext, signalKey } from '#scene-graph/compile/context.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import { deviceEvent, namedEvent, operatorEvent, signalEvent } from '#scene-graph/compile/names.ts'
import { leaves } from '#scene-runtime/core/active.ts'
import { inputOf, simulate } from '#scene-runtime/core/simulate.ts'
import type { SimulationInput } from '#scene-runtime/core/simulation-input.ts'
import { start } from '#scene-runtime/core/start.ts'
import { step } from '#scene-runtime/core/step.ts'
import { main as studio } from '../bin/studio.ts'
import { type BenchScene, happenings, ring, rings, room } from './simulate-scenes.ts'

/**
 * npm run bench:simulate. Inputs a second that one core plays: the core's `simulate()`, the command `studio simulate`
 * with everything (files read, lines written as JSON), and bare XState on the same machine with the same events, which
 * keeps no time, no journal and no trace.
 */

const { values: args } = parseArgs({
  options: {
    inputs: { type: 'string', default: '200000' },
    runs: { type: 'string', default: '5' },
    scenes: { type: 'string', default: 'room,ring,rings' },
    /** Only this way of playing: core, command, send, transition. */
    only: { type: 'string' },
  },
})
const SCENES: Record<string, () => BenchScene> = { room, ring, rings }

/** An event as bare XState gets it, and what becomes known with it. */
type Told = { event: MachineEvent; know: (context: Context) => void }

type Prepared = {
  scene: BenchScene
  compiled: Compiled
  inputs: SimulationInput[]
  told: Told[]
  lines: number
  moved: number
  last: string
}

/** Plays a scene once, to learn inputs that move it, and what its machine is told. */
function prepare(scene: BenchScene, count: number): Prepared {
  const compiled = compile(scene.graph)
  const inputs: SimulationInput[] = []
  const told: Told[] = []
  const known = new Map<string, unknown>()
  let session = start(compiled, { sessionId: 'sim', seed: 1, at: 0, known: { signals: {}, health: {} } }).session
  let active: readonly string[] = leaves(compiled, session.machine)
  let lines = 1
  let moved = 0
  for (const line of happenings(scene, count, 7, () => active)) {
    inputs.push(line)
    const input = inputOf(line)
    if (input === null) continue
    const stepped = step(compiled, session, input)
    session = stepped.session
    lines += stepped.records.length
    for (const record of stepped.records) {
      active = record.active
      if (record.fired.length > 0) moved += 1
      const { cause } = record
      if ('input' in cause) told.push(toldOf(line, known))
      else if ('timer' in cause) {
        const event = compiled.timers.get(cause.timer)?.event
        if (event !== undefined) told.push({ event: { type: event }, know: () => {} })
      }
    }
  }
  return { scene, compiled, inputs, told, lines, moved, last: JSON.stringify(session.machine.value) }
}

type Facts = { signals: Record<string, unknown>; health: Record<string, unknown> }

function toldOf(line: SimulationInput, known: Map<string, unknown>): Told {
  if ('signal' in line) {
    const { role, name, value } = line.signal
    const key = signalKey(role, name)
    const momentary = name === 'hit' || name === 'code'
    const changed = momentary || known.get(key) !== value
    known.set(key, value)
    return {
      event: { type: signalEvent(role, name), changed },
      know: (context) => {
        ;(context as unknown as Facts).signals[key] = value
      },
    }
  }
  if ('device' in line) {
    const { role, health } = line.device
    const changed = (known.get(role) ?? 'online') !== health
    known.set(role, health)
    return {
      event: { type: deviceEvent(role), changed },
      know: (context) => {
        ;(context as unknown as Facts).health[role] = health
      },
    }
  }
  const nothing = (): void => {}
  if ('operator' in line) return { event: { type: operatorEvent(line.operator.action) }, know: nothing }
  if ('event' in line) return { event: { type: namedEvent(line.event.name) }, know: nothing }
  throw new Error('no such input is made here')
}

/** What a machine knows before its start. Facts are put into it in place, which is as cheap as it can be. */
const freshContext = ({ graph }: Compiled): Context => ({
  ...initialContext(0, 1, Object.fromEntries(Object.entries(graph.variables).map(([name, v]) => [name, v.initial]))),
  signals: {},
  health: {},
})

const idle = { setTimeout: () => 0, clearTimeout: () => {} }

function bySend({ compiled, told, last }: Prepared): void {
  const actor = createActor(compiled.machine, { input: freshContext(compiled), clock: idle })
  actor.start()
  for (const { event, know } of told) {
    know(actor.getSnapshot().context)
    actor.send(event)
  }
  same(actor.getSnapshot().value, last)
}

function byTransition({ compiled, told, last }: Prepared): void {
  const self = createActor(compiled.machine, { input: freshContext(compiled), clock: idle })
  const nothing = (): void => {}
  const scope = {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: nothing,
    defer: nothing,
    stopChild: nothing,
    emit: nothing,
    actionExecutor: nothing,
  } as Parameters<typeof compiled.machine.transition>[2]
  let snapshot: AnyMachineSnapshot = compiled.machine.getInitialSnapshot(scope, freshContext(compiled))
  for (const { event, know } of told) {
    know(snapshot.context)
    snapshot = compiled.machine.transition(snapshot, event, scope)
  }
  same(snapshot.value, last)
}

function byCore({ compiled, inputs, lines }: Prepared): void {
  let made = 0
  for (const line of simulate(compiled, inputs, { seed: 1 })) made += line.seq >= 0 ? 1 : 0
  if (made !== lines) throw new Error(`${made} lines instead of ${lines}`)
}

const byCommand =
  (folder: string) =>
  ({ lines }: Prepared): void => {
    let made = 0
    let bytes = 0
    const graph = path.join(folder, 'graph.json')
    const code = studio(['simulate', graph, '--inputs', path.join(folder, 'inputs.jsonl')], {
      out: (line) => {
        made += 1
        bytes += line.length
      },
      err: (line) => process.stderr.write(`${line}\n`),
    })
    if (code !== 0 || made !== lines || bytes === 0) throw new Error(`${code}: ${made} lines instead of ${lines}`)
  }

/** A comparison of two that end in different places would be none. */
function same(value: unknown, last: string): void {
  const order = (text: string): string =>
    [...text.matchAll(/[\w-]+/g)]
      .map(([word]) => word)
      .sort()
      .join()
  if (order(JSON.stringify(value)) !== order(last)) throw new Error(`bare XState ended in ${JSON.stringify(value)}`)
}

type Row = {
  scene: string
  way: string
  inputs: number
  /** Percent of the steps that fired an edge. */
  moved: number
  perSecond: number[]
  p50: number
  /** By the processor time that was used, its garbage collection and compiling included: what others do counts less. */
  perCpuSecond: number[]
  cpuP50: number
}

async function measure(name: string, count: number, runs: number): Promise<Row[]> {
  const make = SCENES[name]
  if (make === undefined) throw new Error(`there is no scene "${name}"`)
  const prepared = prepare(make(), count)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'bench-simulate-'))
  try {
    await writeFile(path.join(folder, 'graph.json'), JSON.stringify(prepared.scene.graph))
    await writeFile(path.join(folder, 'inputs.jsonl'), prepared.inputs.map((i) => `${JSON.stringify(i)}\n`).join(''))
    const ways: Record<string, (prepared: Prepared) => void> = {
      core: byCore,
      command: byCommand(folder),
      send: bySend,
      transition: byTransition,
    }
    const rows = new Map<string, { perSecond: number[]; perCpuSecond: number[] }>()
    // The ways take turns, so that what else the machine does falls on all of them.
    for (let run = 0; run < runs; run += 1)
      for (const [way, play] of Object.entries(ways)) {
        if (args.only !== undefined && args.only !== way) continue
        globalThis.gc?.()
        const used = process.cpuUsage()
        const from = performance.now()
        play(prepared)
        const ms = performance.now() - from
        const { user, system } = process.cpuUsage(used)
        const row = rows.get(way) ?? { perSecond: [], perCpuSecond: [] }
        row.perSecond.push(Math.round((count * 1000) / ms))
        row.perCpuSecond.push(Math.round((count * 1e6) / (user + system)))
        rows.set(way, row)
      }
    const { scene, moved } = prepared
    return [...rows].map(([way, { perSecond, perCpuSecond }]) => ({
      scene: scene.title,
      way,
      inputs: count,
      moved: Math.round((moved * 100) / prepared.lines),
      perSecond,
      p50: median(perSecond),
      perCpuSecond,
      cpuP50: median(perCpuSecond),
    }))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const WAYS: Record<string, string> = {
  core: 'simulate() of the core',
  command: 'studio simulate, all of it',
  send: 'bare XState, actor.send',
  transition: 'bare XState, transition, scope kept',
}

const count = Number(args.inputs)
const rows: Row[] = []
for (const name of args.scenes.split(',')) rows.push(...(await measure(name, count, Number(args.runs))))
process.stdout.write(
  `${'scene'.padEnd(22)}${'way'.padEnd(38)}${'inputs/s, p50'.padStart(14)}${'least'.padStart(10)}${'most'.padStart(10)}${'per cpu second'.padStart(16)}\n`,
)
for (const { scene, way, p50, cpuP50, perSecond } of rows) {
  const number = (value: number): string => value.toLocaleString('en')
  process.stdout.write(
    `${scene.padEnd(22)}${(WAYS[way] ?? way).padEnd(38)}${number(p50).padStart(14)}` +
      `${number(Math.min(...perSecond)).padStart(10)}${number(Math.max(...perSecond)).padStart(10)}${number(cpuP50).padStart(16)}\n`,
  )
}
const results = path.join(projectRoot, 'bench/results')
await mkdir(results, { recursive: true })
const file = path.join(results, `simulate-${new Date().toISOString().replaceAll(':', '-')}.json`)
const machine = { cpus: os.cpus().length, model: os.cpus()[0]?.model, node: process.version, load: os.loadavg() }
await writeFile(file, `${JSON.stringify({ machine, rows }, null, 2)}\n`)
process.stdout.write(`${path.relative(projectRoot, file)}\n`)
