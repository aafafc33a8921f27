import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { visible } from '#scene-graph/compile/plan.ts'
import { compileCondition } from '#scene-graph/conditions/compile-condition.ts'
import { activeNodes } from '../core/active.ts'
import { subtree } from './independence.ts'
import { gather, noLooks } from './looks.ts'
import { type Analysed, finding, list, nameOf, type Part } from './part.ts'
import { traceTo } from './trace.ts'
import { expressionUses, meaningOf, type Watch } from './watch.ts'

/** States in which something is true that must never be. */
export function brokenInvariants(compiled: Compiled, parts: readonly Part[]): Analysed[] {
  const findings: Analysed[] = []
  for (const { reach, place } of parts) {
    for (const invariant of reach.component.watch.compiled.graph.invariants) {
      const path = `invariants.${compiled.graph.invariants.findIndex((i) => i.id === invariant.id)}`
      const looks = noLooks()
      gather(compiled, invariant.never, expressionUses(compiled), looks)
      if (looks.timed) {
        const message = `"${invariant.name}" speaks of durations, which are not judged here`
        findings.push(finding('info', 'invariant-not-judged', message, { path }))
        continue
      }
      const { test } = compileCondition(invariant.never, `invariant/${invariant.id}`, compiled.logic.language)
      const broken = reach.reached().find((at) => {
        const visit = reach.exploration.visits[at]
        return visit !== undefined && test(withActive(visit.session.machine.context, visit.situation.nodes))
      })
      if (broken === undefined) continue
      const trace = traceTo(compiled, place(broken))
      const { active, session } = trace
      // A region at its end is seen only while another one still plays.
      if (!test(withActive(session.machine.context, activeNodes(compiled, session.machine)))) {
        const message = `whether "${invariant.name}" is ever broken when all regions end at once was not judged`
        findings.push(finding('info', 'invariant-not-judged', message, { path }))
        continue
      }
      const where = list(active.map((id) => nameOf(compiled, id)))
      const message = `what must never be can be, at ${where}: ${invariant.name}`
      findings.push(finding('error', 'invariant', message, { nodes: active, path, trace }))
    }
  }
  return findings
}

/** The machine keeps only those active nodes that an edge asks about. */
const withActive = (context: Context, nodes: readonly string[]): Context => ({
  ...context,
  active: Object.fromEntries(nodes.map((id) => [id, context.now])),
})

/** Moves after which the scene would never come to rest: a session that makes them is stopped as faulted. */
export function restless(compiled: Compiled, parts: readonly Part[]): Analysed[] {
  const findings = new Map<string, Analysed>()
  for (const { reach, place } of parts)
    for (const { from, move, message } of reach.exploration.faults) {
      if (from === null || move === null) {
        findings.set('', finding('error', 'never-rests', `the start never comes to rest: ${message}`))
        continue
      }
      if (!reach.first.has(from)) continue
      const trace = traceTo(compiled, place(from), move)
      const { active } = trace
      if (findings.has(active.join(' '))) continue
      const where = list(active.map((id) => nameOf(compiled, id)))
      const text = `from ${where} the scene can go on without ever coming to rest: ${message}`
      findings.set(active.join(' '), finding('error', 'never-rests', text, { nodes: active, trace }))
    }
  return [...findings.values()]
}

/**
 * Roles that two regions of a parallel, which run at once, both send commands to: which comes last is chance.
 * `happens` says whether a node or an edge ever comes to its turn.
 */
export function commandConflicts(watch: Watch, happens: (id: string) => boolean): Analysed[] {
  const { compiled } = watch
  const findings: Analysed[] = []
  for (const planned of compiled.plan.nodes.values()) {
    if (planned.lowering.kind !== 'parallel' || !happens(planned.node.id)) continue
    const regions = planned.children.map((region) => {
      const sites = new Map<string, Site>()
      const note = (sent: ReadonlyMap<string, ReadonlySet<string>>, kind: 'nodes' | 'edges', id: string): void => {
        for (const [role, commands] of sent) {
          const site = sites.get(role) ?? { nodes: [], edges: [], commands: new Set() }
          site[kind].push(id)
          for (const command of commands) site.commands.add(command)
          sites.set(role, site)
        }
      }
      for (const inner of subtree(region)) {
        if (!happens(visible(inner).node.id)) continue
        const { node } = visible(inner)
        const [, ...own] = meaningOf(inner)
        note(commandsIn(own), 'nodes', node.id)
        for (const edge of inner.edges)
          if (happens(edge.id))
            note(
              commandsIn(edge.actions),
              inner.owner === null ? 'edges' : 'nodes',
              inner.owner === null ? edge.id : node.id,
            )
      }
      return sites
    })
    const roles = new Set(regions.flatMap((sites) => [...sites.keys()]))
    for (const role of roles) {
      const both = planned.children.filter((_, i) => regions[i]?.has(role))
      if (both.length < 2) continue
      const sites = regions.flatMap((r) => r.get(role) ?? [])
      const names = list(both.map((region) => nameOf(compiled, region.node.id)))
      const commands = new Set(sites.flatMap((s) => [...s.commands]))
      const [only] = commands
      // The same command from both is asked twice, not two things at once.
      const same = commands.size === 1
      const what = same
        ? `both send "${only}" to "${role}"`
        : `both command "${role}" (${[...commands].sort().join(', ')})`
      findings.push(
        finding(same ? 'info' : 'warning', 'command-conflict', `${names} run at the same time and ${what}`, {
          nodes: sites.flatMap((s) => s.nodes),
          edges: sites.flatMap((s) => s.edges),
        }),
      )
    }
  }
  return findings
}

type Site = { nodes: string[]; edges: string[]; commands: Set<string> }

/** Role → what it is told to do in a part of a plan. */
function commandsIn(part: unknown, into = new Map<string, Set<string>>()): Map<string, Set<string>> {
  if (typeof part !== 'object' || part === null) return into
  const { type, role, command } = part as { type?: unknown; role?: unknown; command?: unknown }
  if (type === 'command' && typeof role === 'string' && typeof command === 'string')
    into.set(role, (into.get(role) ?? new Set()).add(command))
  else for (const item of Object.values(part)) commandsIn(item, into)
  return into
}
