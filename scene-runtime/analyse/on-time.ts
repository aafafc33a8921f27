import type { Compiled } from '#scene-graph/compile/compile.ts'
import { component, type Limits } from './components.ts'
import type { Limit } from './energised.ts'
import { type Analysed, finding, list, nameOf } from './part.ts'
import { ALL, Reach } from './reach.ts'
import { traceTo } from './trace.ts'

/** What the roles of a scene say of how long their devices may be energised. */
export const limitsOf = ({ graph }: Compiled): Limit[] =>
  Object.entries(graph.roles).flatMap(([role, { commands }]) =>
    Object.entries(commands).flatMap(([command, { energises }]) =>
      energises === undefined ? [] : [{ role, command, ...energises }],
    ),
  )

/** Devices that can stay energised for longer than they may, each with the shortest way there. */
export function overheated(compiled: Compiled, limits: Limits): Analysed[] {
  return limitsOf(compiled).flatMap((limit): Analysed[] => {
    const { role, command, until, atMost } = limit
    const path = `roles.${role}.commands.${command}`
    const reach = new Reach(component(compiled, { ...limits, limit }), ALL)
    const { visits, bounds } = reach.exploration
    const at = reach.reached().find((n) => visits[n]?.over !== null)
    if (at === undefined) {
      if (bounds.size === 0) return []
      const message = `whether "${role}" can be left on by "${command}" was not judged to the end: ${[...bounds.values()].join('; ')}`
      return [finding('info', 'energised-not-judged', message, { path })]
    }
    const trace = traceTo(compiled, { reach, at })
    const nothing = until.length === 0 ? 'nothing turns it off' : `none of ${list(until)} comes in time`
    const message =
      visits[at]?.over === 'late'
        ? `"${role}" can stay on for longer than ${atMost} ms after "${command}": at ${list(trace.active.map((id) => nameOf(compiled, id)))} ${nothing}`
        : `"${role}" can still be on by "${command}" when the game ends: ${nothing}`
    return [finding('warning', 'energised', message, { nodes: trace.active, path, trace })]
  })
}
