import { type AnyStateMachine, createMachine } from 'xstate'
import {
  type ClockRead,
  type CompiledCondition,
  compileCondition,
  type Memory,
} from '../conditions/compile-condition.ts'
import { type Language, readOperand, type Test } from '../conditions/operands.ts'
import type { Finding } from '../findings.ts'
import { contentHash, meaningHash } from '../hash.ts'
import type { SceneGraph } from '../parse.ts'
import type { Duration } from '../schema/values.ts'
import { validate } from '../validate/validate.ts'
import type { Context } from './context.ts'
import { type EdgeLogic, edgeLogic } from './edge-logic.ts'
import { implementations, type Logic } from './implementations.ts'
import { languageOf } from './language.ts'
import { listensOf } from './listens.ts'
import { machineConfig, type StateConfig } from './machine-config.ts'
import { type Plan, planGraph, visible } from './plan.ts'
import { type Named, namedIn } from './signals.ts'
import { type SourceMap, sourceMap } from './source-map.ts'
import { type TimerDefinition, timerDefinitions } from './timers.ts'

/** A version made ready to run: compile once, share between sessions. */
export type Compiled = {
  readonly graph: SceneGraph
  readonly hash: string
  readonly meaning: string
  readonly plan: Plan
  readonly config: StateConfig
  /** XState's machine of it. */
  readonly machine: AnyStateMachine
  readonly logic: Logic
  readonly sourceMap: SourceMap
  /** Timer id (edge, node or cue step) → what it is. */
  readonly timers: ReadonlyMap<string, TimerDefinition>
  /** Node → where a look that is due there by time alone belongs (`looks`). */
  readonly places: ReadonlyMap<string, Place>
  /** Node → what the console shows of how far it has come. */
  readonly progress: ReadonlyMap<string, CompiledProgress>
  /** Countdowns that some condition asks about. */
  readonly watchedTimers: ReadonlySet<string>
  /** Signals (`role.signal`) that anything in the graph looks at (RT5). */
  readonly signals: ReadonlySet<string>
  /** Node or part of one → the signals that may move something while it is active (RT5); see `listens.ts`. */
  readonly listens: ReadonlyMap<string, ReadonlySet<string>>
}

export type Place = {
  readonly node: string
  readonly edge: string | null
  readonly label: string
  readonly rank: readonly [number, number]
}

export type CompiledProgress = {
  readonly solved: Test
  readonly inputs: readonly { readonly id: string; readonly label: string; readonly right: Test }[]
  readonly measure: { readonly value: (context: Context) => number; readonly of: number } | null
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
  const language = languageOf(graph, plan.variables)
  const edges = new Map<string, EdgeLogic>()
  for (const planned of plan.nodes.values())
    for (const edge of planned.edges) edges.set(edge.id, edgeLogic(edge, planned, language))
  const timers = timerDefinitions(plan)
  const durations = new Map<string, Duration>([...timers].map(([timer, definition]) => [timer, definition.duration]))
  const progress = progressOf(plan, language)
  const logic: Logic = {
    edges,
    observed: observedBy(edges, progress),
    durations,
    choices: choicesOf(plan),
    language,
  }
  const named = namedIn(plan, language)
  const config = machineConfig(plan, graph.initial, observedNodes(logic, named))
  let machine: AnyStateMachine | null = null
  let hash: string | null = null
  let meaning: string | null = null
  return {
    graph,
    // Worked out when first asked for: of a large document they cost as much as its machine.
    get hash() {
      hash ??= contentHash(graph)
      return hash
    },
    get meaning() {
      meaning ??= meaningHash(graph)
      return meaning
    },
    plan,
    config,
    // The runtime makes one of its own, which tells what it does.
    get machine() {
      machine ??= machineOf(config, implementations(logic))
      return machine
    },
    logic,
    sourceMap: sourceMap(plan),
    timers,
    places: placesOf(plan),
    progress: new Map([...progress].map(([node, p]) => [node, p.shown])),
    watchedTimers: named.remaining,
    signals: named.signals,
    listens: listensOf(plan, edges, language),
  }
}

/** XState's machine of a configuration, with what its names stand for. The context is what it is given as its input. */
export const machineOf = (config: StateConfig, named: ReturnType<typeof implementations>): AnyStateMachine =>
  createMachine(
    { ...config, context: ({ input }: { input: unknown }) => input } as Parameters<typeof createMachine>[0],
    // The configuration names them by strings, so XState's types cannot follow which belongs to which.
    named as unknown as Parameters<typeof createMachine>[1],
  )

type Conditions = { readonly memory: readonly Memory[]; readonly clocks: readonly ClockRead[] }

function observedBy(
  edges: ReadonlyMap<string, EdgeLogic>,
  progress: ReadonlyMap<string, { conditions: readonly CompiledCondition[] }>,
): Logic['observed'] {
  const memory = new Map<string, Memory[]>()
  const clocks = new Map<string, ClockRead[]>()
  const latches = new Map<string, { edge: string; test: NonNullable<EdgeLogic['condition']> }[]>()
  const remember = (node: string, of: Conditions): void => {
    if (of.memory.length > 0) append(memory, node, of.memory)
    if (of.clocks.length > 0) append(clocks, node, of.clocks)
  }
  for (const logic of edges.values()) {
    const { edge, latches: stays, condition } = logic
    remember(edge.source, logic)
    if (stays && condition !== null) append(latches, edge.source, [{ edge: edge.id, test: condition }])
  }
  for (const [node, { conditions }] of progress)
    for (const { memory: remembered } of conditions) remember(node, { memory: remembered, clocks: [] })
  return {
    memory,
    latches,
    clocks,
    memoryByKey: new Map([...memory.values()].flat().map((m) => [m.key, m])),
    latchByEdge: new Map([...latches.values()].flat().map((l) => [l.edge, l.test])),
  }
}

function append<T>(lists: Map<string, T[]>, key: string, items: readonly T[]): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [...items])
  else list.push(...items)
}

/** Nodes that remember something while they are active, or that somebody asks about. */
const observedNodes = ({ observed }: Logic, { active }: Named): ReadonlySet<string> =>
  new Set([...observed.memory.keys(), ...observed.latches.keys(), ...observed.clocks.keys(), ...active])

function progressOf(plan: Plan, language: Language) {
  const found = new Map<string, { shown: CompiledProgress; conditions: readonly CompiledCondition[] }>()
  for (const { node, lowering } of plan.nodes.values()) {
    if (lowering.kind !== 'built' || lowering.progress === null) continue
    const { inputs, measure, solved } = lowering.progress
    const conditions = inputs.map((i) => compileCondition(i.right, `${node.id}/progress/${i.id}`, language))
    const read = measure === undefined ? null : readOperand(measure.value, language)
    found.set(node.id, {
      conditions,
      shown: {
        solved:
          solved === undefined ? () => false : compileCondition(solved, `${node.id}/progress/solved`, language).test,
        inputs: inputs.map(({ id, label }, i) => ({ id, label, right: conditions[i]?.test ?? (() => false) })),
        measure:
          measure === undefined || read === null
            ? null
            : { value: (context) => Number(read(context) ?? 0), of: measure.of },
      },
    })
  }
  return found
}

const choicesOf = (plan: Plan): Logic['choices'] =>
  new Map(
    [...plan.nodes.values()].flatMap(({ node, lowering }) =>
      lowering.kind === 'draw' ? [[node.id, lowering.choices] as const] : [],
    ),
  )

function placesOf(plan: Plan): Map<string, Place> {
  const places = new Map<string, Place>()
  for (const planned of plan.nodes.values()) {
    const { node } = visible(planned)
    places.set(planned.node.id, {
      node: node.id,
      edge: null,
      label: node.data.name || node.id,
      rank: [planned.rank, 0],
    })
    planned.edges.forEach((edge, index) => {
      places.set(edge.id, {
        node: node.id,
        edge: edge.id,
        label: node.data.name || node.id,
        rank: [planned.rank, index],
      })
    })
  }
  return places
}
