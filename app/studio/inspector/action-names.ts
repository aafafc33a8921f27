import {
  Bell,
  CalendarX2,
  Clapperboard,
  Lightbulb,
  type LucideIcon,
  MonitorPlay,
  Radio,
  ScrollText,
  Split,
  Sun,
  Timer,
  Variable,
  Volume2,
  Zap,
} from 'lucide-react'
import { COUNTS_DOWN } from '#scene-graph/nodes/countdowns.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { type Action, action } from '#scene-graph/schema/action.ts'
import type { GraphLibrary } from '../library/library-context.tsx'
import { constant, firstValue, fresh, typeOfOperand } from './typed-values.ts'

type Kind = Action['type']

export const ACTIONS: Readonly<Record<Kind, { label: string; icon: LucideIcon }>> = {
  command: { label: 'Command', icon: Zap },
  set: { label: 'Set a variable', icon: Variable },
  notify: { label: 'Tell the GM', icon: Bell },
  media: { label: 'Sound or video', icon: Volume2 },
  light: { label: 'Light', icon: Sun },
  display: { label: 'Show on a screen', icon: MonitorPlay },
  hint: { label: 'Give a hint', icon: Lightbulb },
  timer: { label: 'Start, stop or change a timer', icon: Timer },
  emit: { label: 'Emit an event', icon: Radio },
  cancel: { label: 'Cancel a delayed event', icon: CalendarX2 },
  scene: { label: 'Start or stop a scene', icon: Clapperboard },
  log: { label: 'Write to the log', icon: ScrollText },
  if: { label: 'If … then', icon: Split },
}

/** Kinds that a menu offers, in groups; a command is begun by choosing its device. */
export const ACTION_GROUPS: readonly (readonly Exclude<Kind, 'command'>[])[] = [
  ['set', 'notify', 'hint', 'display'],
  ['media', 'light'],
  ['timer', 'emit', 'cancel', 'scene', 'log'],
  ['if'],
]

/** A new action of a kind; in words why there can be none yet. */
export function freshAction(
  kind: Exclude<Kind, 'command'>,
  graph: SceneGraph,
  library: GraphLibrary,
): { action: Action } | { why: string } {
  const made = (fields: object): { action: Action } => ({ action: action.parse({ type: kind, ...fields }) })
  switch (kind) {
    case 'set': {
      const [variable] = Object.keys(graph.variables)
      return variable === undefined ? { why: 'there are no variables yet' } : { action: freshSet(graph, variable) }
    }
    case 'notify':
      return made({ message: 'Something happened' })
    case 'timer': {
      const timer = graph.nodes.find((n) => COUNTS_DOWN.has(n.type))
      return timer === undefined ? { why: 'there is no timer or delay yet' } : made({ op: 'start', node: timer.id })
    }
    case 'emit':
      return made({ event: 'event' })
    case 'cancel': {
      const sent = graph.edges.flatMap((e) => e.actions).find((a) => a.type === 'emit' && a.id !== undefined)
      return made({ id: sent?.type === 'emit' ? sent.id : 'later' })
    }
    case 'scene': {
      const other = library.graphs.find((g) => g.id !== graph.id && g.kind === 'scene')
      return other === undefined ? { why: 'there is no other scene' } : made({ op: 'start', graph: other.id })
    }
    case 'if':
      return made({ condition: fresh.all() })
    case 'media':
    case 'light':
    case 'display':
    case 'hint':
    case 'log':
      return made({})
  }
}

export const freshSet = (graph: SceneGraph, variable: string): Action => ({
  type: 'set',
  variable,
  to: constant(firstValue(typeOfOperand(graph, { type: 'variable', name: variable }) ?? 'boolean')),
  mode: 'set',
})
