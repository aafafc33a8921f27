import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compile } from '#scene-graph/compile/compile.ts'
import { compileCondition } from '#scene-graph/conditions/compile-condition.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { randomGraph } from '#scene-graph/testing/random-graph.ts'
import { usedRoles } from '#scene-graph/used-roles.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { activeNodes } from '../core/active.ts'
import type { Session } from '../core/session.ts'
import { inputOf } from '../core/simulate.ts'
import type { SimulationInput } from '../core/simulation-input.ts'
import { start } from '../core/start.ts'
import { advance, step } from '../core/step.ts'
import { type Analysis, analyse } from './analyse.ts'
import { component } from './components.ts'
import { ALL, Reach } from './reach.ts'
import { bruteForce, leavesOf, regionsGraph, type Truth } from './testing.ts'

/** An exhaustive search of more states proves no more and takes longer. */
const MOST = 400
/** A random scene cut down to its first nodes and what is between them. */
const smallGraph = randomGraph
  .map((graph) => {
    const nodes = graph.nodes.slice(0, 6)
    const kept = new Set(nodes.map((n) => n.id))
    const edges = graph.edges.filter((e) => kept.has(e.source) && (e.target === null || kept.has(e.target)))
    const guarded = edges.filter((e) => e.guard?.type !== 'active' || kept.has(e.guard.node))
    return { ...graph, nodes, edges: guarded.slice(0, 8) }
  })
  .filter((graph) => validate(graph).every((f) => f.severity !== 'error'))

const NOTHING = { signals: {}, health: {} }

/** Where a session stands after the lines of an inputs file. */
function played(graph: SceneGraph, inputs: readonly SimulationInput[]): Session {
  const compiled = compile(graph)
  let { session } = start(compiled, { sessionId: 'sim', seed: 1, at: 0, known: NOTHING })
  for (const line of inputs) {
    const input = inputOf(line)
    session = input === null ? advance(compiled, session, line.at).session : step(compiled, session, input).session
    if (session.endedAt === null && session.at < line.at) session = { ...session, at: line.at }
  }
  return session
}

function check(graph: SceneGraph): 'too large' | 'checked' {
  const truth = bruteForce(graph, MOST)
  if (truth === null) return 'too large'
  const analysis = analyse(compile(graph))
  expect(analysis.complete || analysis.findings.some((f) => f.code === 'analysis/never-rests')).toBe(true)
  checkTraps(graph, truth, analysis)
  checkInvariants(graph, truth, analysis)
  checkDevices(graph, truth, analysis)
  return 'checked'
}

function checkTraps(graph: SceneGraph, truth: Truth, analysis: Analysis): void {
  const found = analysis.findings.filter((f) => f.code === 'analysis/soft-lock')
  expect(found.length > 0).toBe(truth.trapped.size > 0)
  for (const { trace = [] } of found) expect(truth.trapped.has(truth.keyOf(played(graph, trace)))).toBe(true)
  // Without parts, state by state: the same sets of active nodes are trapped.
  const compiled = compile(graph)
  const top = component(compiled, { maxStates: 20_000, timeUp: () => false })
  if (top.splits.length > 0) return
  const reach = new Reach(top, ALL)
  const mine = reach.reached().filter((at) => !reach.ends.has(at))
  const sets = (sessions: readonly Session[]) => new Set(sessions.map((s) => leavesOf(graph, s).join(' ')))
  const session = (at: number): Session[] => {
    const visit = reach.exploration.visits[at]
    return visit === undefined ? [] : [visit.session]
  }
  expect(sets(mine.flatMap(session))).toEqual(
    sets([...truth.trapped].flatMap((k) => truth.states.get(k)?.session ?? [])),
  )
  // And all in all.
  const reached = reach.reached().flatMap(session)
  expect(sets(reached)).toEqual(sets([...truth.states.values()].map((s) => s.session)))
}

function checkInvariants(graph: SceneGraph, truth: Truth, analysis: Analysis): void {
  const compiled = compile(graph)
  for (const { id, name, never } of graph.invariants) {
    const { test } = compileCondition(never, id, compiled.logic.language)
    const broken = (session: Session): boolean => {
      const active = Object.fromEntries(activeNodes(compiled, session.machine).map((n) => [n, 0]))
      return test({ ...session.machine.context, active })
    }
    const found = analysis.findings.filter((f) => f.code === 'analysis/invariant' && f.message.endsWith(name))
    expect(found.length > 0).toBe([...truth.states.values()].some((s) => broken(s.session)))
    for (const { trace = [] } of found) expect(broken(played(graph, trace))).toBe(true)
  }
}

function checkDevices(graph: SceneGraph, truth: Truth, analysis: Analysis): void {
  for (const role of usedRoles(graph)) {
    const dead = bruteForce(graph, MOST, role)
    if (dead === null) continue
    const depends = truth.presses !== Number.POSITIVE_INFINITY && dead.presses > truth.presses
    const helpless = depends && dead.presses === Number.POSITIVE_INFINITY
    const overridden = helpless ? bruteForce(graph, MOST, role, { overrides: true }) : dead
    const told = helpless ? bruteForce(graph, MOST, role, { news: true }) : dead
    if (overridden === null || told === null) continue
    const lost = [overridden, told].every(({ presses }) => presses === Number.POSITIVE_INFINITY)
    const expected = depends ? [lost ? 'warning' : 'info'] : []
    const found = analysis.findings.filter((f) => f.code === 'analysis/depends-on-device' && f.path === `roles.${role}`)
    expect(found.map((f) => f.severity)).toEqual(expected)
  }
}

describe('against an exhaustive search', { timeout: 120_000 }, () => {
  it('scenes of regions: the same traps, invariants and dependence; traces lead there', () => {
    const seen = { 'too large': 0, checked: 0 }
    fc.assert(
      fc.property(regionsGraph, (graph) => {
        seen[check(graph)] += 1
      }),
      { numRuns: 60 },
    )
    expect(seen.checked).toBeGreaterThan(10)
  })

  it('any small scene: the same traps, invariants and dependence; traces lead there', () => {
    const seen = { 'too large': 0, checked: 0 }
    fc.assert(
      fc.property(smallGraph, (graph) => {
        seen[check(graph)] += 1
      }),
      { numRuns: 50 },
    )
    expect(seen.checked).toBeGreaterThan(10)
  })
})
