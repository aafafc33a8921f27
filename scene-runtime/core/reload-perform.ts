import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { Context } from '#scene-graph/compile/context.ts'
import { contextChanges, holdsNow } from '#scene-graph/compile/implementations.ts'
import { type ActionConfig, actionConfigs } from '#scene-graph/compile/machine-config.ts'
import type { MachineEvent } from '#scene-graph/compile/machine-event.ts'
import type { IfAction } from '#scene-graph/schema/action.ts'
import type { Reaction } from './reaction.ts'
import type { TreeState } from './state-tree.ts'

/** Leaves the old version's states as that version says: what it switched on at entry, it switches off (HR3). */
export function leave(from: Compiled, states: readonly TreeState[], context: Context, reaction: Reaction): Context {
  return states.reduce((c, state) => perform(from, state.config.exit ?? [], c, reaction), context)
}

/** Enters newly active states properly: entry actions, timers and all (HR3); but for timers that were carried (HR4). */
export function enter(to: Compiled, states: readonly TreeState[], context: Context, reaction: Reaction): Context {
  let current = context
  for (const state of states) {
    current = perform(to, state.config.entry ?? [], current, reaction)
    for (const timer of state.timers)
      if (!reaction.runs(timer.id)) reaction.arm(timer.id, current.now, reaction.durationOf(timer.duration, current))
  }
  return current
}

/** What a state does on entry and exit answers to no event. */
const ENTRY: MachineEvent = { type: 'entry' }

function perform(compiled: Compiled, actions: readonly ActionConfig[], context: Context, reaction: Reaction): Context {
  const changes: Record<string, unknown> = contextChanges(compiled.logic)
  return actions.reduce((current, { type, params }) => {
    const change = changes[type]
    if (typeof change === 'function') return change(current, params, ENTRY) as Context
    if (type === 'if') {
      const { action } = params as { action: IfAction }
      const chosen = holdsNow(action.condition, current, compiled.logic.language) ? action.do : action.else
      return perform(
        compiled,
        chosen.flatMap((one) => actionConfigs(one)),
        current,
        reaction,
      )
    }
    reaction.perform({ type, params, context: current })
    return current
  }, context)
}
