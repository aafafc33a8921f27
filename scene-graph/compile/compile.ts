import { type AnyStateMachine, createMachine } from 'xstate'
import type { Held } from '../conditions/compile-condition.ts'
import type { Finding } from '../findings.ts'
import { contentHash, meaningHash } from '../hash.ts'
import type { SceneGraph } from '../parse.ts'
import type { Condition } from '../schema/condition.ts'
import type { Duration } from '../schema/values.ts'
import { validate } from '../validate/validate.ts'
import { type EdgeLogic, edgeLogic } from './edge-logic.ts'
import { implementations, type Logic } from './implementations.ts'
import { machineConfig, type StateConfig } from './machine-config.ts'
import { type Plan, planGraph } from './plan.ts'
import { signalsIn } from './signals.ts'
import { type SourceMap, sourceMap } from './source-map.ts'
import { type TimerDefinition, timerDefinitions } from './timers.ts'

/** A version made ready to run: compile once, share between sessions. */
export type Compiled = {
  readonly graph: SceneGraph
  readonly hash: string
  readonly meaning: string
  readonly plan: Plan
  readonly config: StateConfig
  readonly machine: AnyStateMachine
  readonly logic: Logic
  readonly sourceMap: SourceMap
  /** Timer id (edge, node or cue step) → what it is. */
  readonly timers: ReadonlyMap<string, TimerDefinition>
  /** Key of a `held` condition → where it stands. */
  readonly heldPlaces: ReadonlyMap<string, HeldPlace>
  /** Signals (`role.signal`) that anything in the graph looks at (RT5). */
  readonly signals: ReadonlySet<string>
}

export type HeldPlace = {
  readonly node: string
  readonly edge: string
  readonly label: string
  readonly rank: readonly [number, number]
}

/** The graph has errors; `findings` says which. */
export class InvalidGraph extends Error {
  readonly findings: readonly Finding[]
  constructor(name: string, findings: readonly Finding[]) {
    super(`"${name}" cannot run: ${findings.map((f) => f.message).join('; ')}`)
    this.name = 'InvalidGraph'
    this.findings = findings
  }
}

/** Compiles a document to its machine (SG8: pure, the same document gives the same machine). Throws `InvalidGraph`. */
export function compile(graph: SceneGraph): Compiled {
  const errors = validate(graph).filter((f) => f.severity === 'error')
  if (errors.length > 0) throw new InvalidGraph(graph.name, errors)
  const plan = planGraph(graph)
  const edges = new Map<string, EdgeLogic>()
  for (const planned of plan.nodes.values())
    for (const edge of planned.edges) edges.set(edge.id, edgeLogic(edge, planned))
  const timers = timerDefinitions(plan)
  const durations = new Map<string, Duration>([...timers].map(([timer, definition]) => [timer, definition.duration]))
  const logic: Logic = { edges, observed: observedBy(edges), durations }
  const config = machineConfig(plan, graph.initial, observedNodes(graph, logic))
  const machine = createMachine(
    { ...config, context: ({ input }: { input: unknown }) => input } as Parameters<typeof createMachine>[0],
    // The configuration names them by strings, so XState's types cannot follow which belongs to which.
    implementations(logic) as unknown as Parameters<typeof createMachine>[1],
  )
  return {
    graph,
    hash: contentHash(graph),
    meaning: meaningHash(graph),
    plan,
    config,
    machine,
    logic,
    sourceMap: sourceMap(plan),
    timers,
    heldPlaces: heldPlaces(plan, edges),
    signals: new Set(signalsIn([graph.edges, graph.nodes.map((node) => node.data)])),
  }
}

function observedBy(edges: ReadonlyMap<string, EdgeLogic>): Logic['observed'] {
  const held = new Map<string, Held[]>()
  const latches = new Map<string, { edge: string; test: NonNullable<EdgeLogic['condition']> }[]>()
  for (const { edge, held: parts, latches: stays, condition } of edges.values()) {
    if (parts.length > 0) held.set(edge.source, [...(held.get(edge.source) ?? []), ...parts])
    if (stays && condition !== null)
      latches.set(edge.source, [...(latches.get(edge.source) ?? []), { edge: edge.id, test: condition }])
  }
  return {
    held,
    latches,
    heldByKey: new Map([...held.values()].flat().map((h) => [h.key, h])),
    latchByEdge: new Map([...latches.values()].flat().map((l) => [l.edge, l.test])),
  }
}

function observedNodes(graph: SceneGraph, logic: Logic): ReadonlySet<string> {
  const nodes = new Set([...logic.observed.held.keys(), ...logic.observed.latches.keys()])
  const named = (c: Condition): void => {
    if (c.type === 'active') nodes.add(c.node)
    else if (c.type === 'all' || c.type === 'any') c.of.forEach(named)
    else if (c.type === 'not' || c.type === 'held') named(c.of)
  }
  for (const edge of graph.edges) {
    if (edge.guard !== null) named(edge.guard)
    if (edge.trigger.type === 'condition') named(edge.trigger.condition)
  }
  return nodes
}

function heldPlaces(plan: Plan, edges: ReadonlyMap<string, EdgeLogic>): Map<string, HeldPlace> {
  const places = new Map<string, HeldPlace>()
  for (const { node, edges: outgoing, rank } of plan.nodes.values())
    outgoing.forEach((edge, index) => {
      const place = { node: node.id, edge: edge.id, label: node.data.name || node.id, rank: [rank, index] as const }
      for (const { key } of edges.get(edge.id)?.held ?? []) places.set(key, place)
    })
  return places
}
