import type { Compiled } from '#scene-graph/compile/compile.ts'
import { usedRoles } from '#scene-graph/used-roles.ts'
import type { Component } from './components.ts'
import { roleOf } from './looks.ts'
import { type Analysed, finding } from './part.ts'
import { presses, Reach } from './reach.ts'
import type { Watch } from './watch.ts'

/**
 * For each role: whether a game can still end whose device is dead from the start, and what the GM has to do for it:
 * press what the scene offers, or else override what waits for the device. A scene that listens for its going offline is
 * helped at least where it dies while it does.
 */
export function deviceDependence(compiled: Compiled, watch: Watch, top: Component, whole: Reach): Analysed[] {
  const usual = presses(whole)
  // A game that cannot end anyway depends on no device for it.
  if (!Number.isFinite(usual)) return []
  const findings: Analysed[] = []
  for (const role of usedRoles(compiled.graph)) {
    const dead = new Reach(top, { dead: role, operators: true })
    const needed = presses(dead)
    if (needed <= usual || (!Number.isFinite(needed) && unsure(dead))) continue
    const nodes = compiled.graph.nodes.map((n) => n.id).filter((id) => uses(watch, id, role))
    if (Number.isFinite(needed)) {
      const message = `if the device of "${role}" is dead, the game can end only by the game master's help`
      findings.push(finding('info', 'depends-on-device', message, { nodes, path: `roles.${role}` }))
      continue
    }
    const overridden = new Reach(top, { dead: role, operators: true, overrides: true })
    if (Number.isFinite(presses(overridden))) {
      const message = `if the device of "${role}" is dead, the game can end only if the game master overrides what waits for it`
      findings.push(finding('info', 'depends-on-device', message, { nodes, path: `roles.${role}` }))
    } else if (Number.isFinite(presses(new Reach(top, { dead: role, operators: true, news: true })))) {
      const message = `if the device of "${role}" is dead from the start, the game cannot end; where it goes offline while that is listened for, it can`
      findings.push(finding('info', 'depends-on-device', message, { nodes, path: `roles.${role}` }))
    } else if (!unsure(overridden)) {
      const message = `if the device of "${role}" is dead, the game cannot end, whatever the game master presses or overrides`
      findings.push(finding('warning', 'depends-on-device', message, { nodes, path: `roles.${role}` }))
    }
  }
  return findings
}

const unsure = (reach: Reach): boolean => reach.every().some((r) => r.reached().some((at) => r.open(at)))

/** The node itself waits for the device or commands it. */
function uses(watch: Watch, node: string, role: string): boolean {
  const looks = watch.of(node)
  return looks.commands.has(role) || looks.readers.some((r) => roleOf(r.fact) === role)
}
