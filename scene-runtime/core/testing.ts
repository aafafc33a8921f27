import fc from 'fast-check'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import type { Session } from './session.ts'
import { inputOf, simulate, type TraceLine } from './simulate.ts'
import { type SimulationInput, simulationInput } from './simulation-input.ts'
import { start } from './start.ts'
import { step } from './step.ts'

/** Plays inputs as `bin/studio simulate` does. Values are what an inputs file may hold. */
export function play(
  graph: SceneGraph,
  inputs: readonly unknown[],
  versions: Record<string, SceneGraph> = {},
): TraceLine[] {
  const compiled = new Map(Object.entries(versions).map(([name, version]) => [name, compile(version)]))
  return [
    ...simulate(
      compile(graph),
      inputs.map((i) => simulationInput.parse(i)),
      { seed: 1, versions: compiled },
    ),
  ]
}

export const signal = (at: number, role: string, name: string, value: boolean | number | string) => ({
  at,
  signal: { role, name, value },
})

/** Active leaves after each line. */
export const actives = (trace: readonly TraceLine[]): string[] => trace.map((line) => line.active.join('+'))

export const commandsOf = (trace: readonly TraceLine[]): string[] =>
  trace.flatMap((line) => line.commands.map((c) => `${line.at} ${c.role}.${c.command}`))

/** Random inputs for graphs over the test roles, in time. Acknowledgements name the first commands of steps. */
export const randomInputs: fc.Arbitrary<SimulationInput[]> = fc
  .array(
    fc.record({
      gap: fc.constantFrom(0, 1, 50, 100, 150, 200, 400, 1200),
      kind: fc.nat(28),
      role: fc.constantFrom('a', 'b'),
      value: fc.nat(3),
      step: fc.nat(12),
    }),
    { minLength: 4, maxLength: 30 },
  )
  .map((list) => {
    let at = 0
    let frozen = false
    return list.map(({ gap, kind, role, value, step }): SimulationInput => {
      at += gap
      if (kind === 0 || (frozen && kind < 8)) {
        frozen = !frozen
        return { at, freeze: frozen, inputs: value > 1 ? 'apply' : 'discard' }
      }
      if (kind < 10) return { at, signal: { role, name: 'level', value } }
      if (kind < 13) return { at, signal: { role, name: 'hit', value } }
      if (kind < 16) return { at, operator: { action: 'go' } }
      if (kind === 16) return { at, device: { role, health: value % 2 === 0 ? 'online' : 'offline' } }
      if (kind === 17) return { at, ack: { command: `sim.${step}.0`, outcome: value === 0 ? 'rejected' : 'applied' } }
      if (kind === 18) return { at, operator: { action: 'continue' } }
      if (kind === 19) return { at, event: { name: value === 3 ? 'ping.far' : 'ping', data: { value } } }
      if (kind === 20) return { at, operator: { action: 'hint' } }
      if (kind === 21) return { at, operator: { action: 'skip' } }
      if (kind === 23) return { at, override: { node: `n${step}` } }
      if (kind === 24) return { at, bypass: { node: `n${step}` } }
      if (kind === 25) return { at, reset: { node: `n${step}` } }
      if (kind === 26) return { at, jump: { node: `n${step}` } }
      if (kind === 27) return { at, pauseClock: value > 1 }
      return { at, adjust: { timer: `n${step}`, by: value > 1 ? 200 : -100 } }
    })
  })

/** Nothing is known of the room. */
export const NOTHING = { signals: {}, health: {} }

/** The graph without some of its nodes, what lies in them and the edges that hung on them; null where it is no scene. */
export function withoutNodes(graph: SceneGraph, drops: readonly number[]): SceneGraph | null {
  const gone = new Set(drops.flatMap((n) => graph.nodes[n]?.id ?? []))
  for (const node of graph.nodes) if (node.parentId !== null && gone.has(node.parentId)) gone.add(node.id)
  const edited = {
    ...graph,
    nodes: graph.nodes
      .filter((node) => !gone.has(node.id))
      .map((n) => (n.type === 'delay' ? { ...n, data: { ...n.data, duration: 400 } } : n)),
    edges: graph.edges.filter((edge) => !gone.has(edge.source) && (edge.target === null || !gone.has(edge.target))),
  }
  return validate(edited).some((f) => f.severity === 'error') ? null : edited
}

/** A scene that never comes to rest proves nothing here. */
export function settled<T>(work: () => T): T | null {
  try {
    return work()
  } catch (error) {
    if (String(error).includes('never comes to rest')) return null
    throw error
  }
}

/** A session that was started and got these inputs. */
export const sessionAfter = (compiled: Compiled, inputs: readonly SimulationInput[]): Session =>
  inputs.reduce(
    (session, line) => stepLine(compiled, session, line),
    start(compiled, { sessionId: 'sim', seed: 1, at: 0, known: NOTHING }).session,
  )

export function stepLine(compiled: Compiled, session: Session, line: SimulationInput): Session {
  const input = inputOf(line)
  return input === null ? session : step(compiled, session, input).session
}
