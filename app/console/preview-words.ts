import { clockFace } from '#app/ui/format-time.ts'
import type { State } from '#app/ui/state.ts'
import type { Preview } from '#scene-runtime/core/preview.ts'
import { outcomeStanding } from './actions.ts'
import type { GraphNames } from './graph-names.ts'

/** What would become of the game, one thing a line: the verb, and what it is about. */
export type PreviewLine = { verb: string; state: State; what: readonly string[] }

/** A preview in plain words; empty when nothing would come of it. */
export function previewLines(preview: Preview, names: GraphNames): PreviewLine[] {
  const { left, entered, passed, commands, effects, timers, status, outcome } = preview
  const anew = left.filter((node) => entered.includes(node))
  const listed = (nodes: readonly string[]): string[] => nodes.map(names.node)
  const lines: (PreviewLine | null)[] = [
    about('Begins anew', 'waiting', listed(anew)),
    about('Left', 'idle', listed(left.filter((node) => !anew.includes(node)))),
    about('Passed', 'idle', listed(passed)),
    about('Entered', 'active', listed(entered.filter((node) => !anew.includes(node)))),
    about('Sent', 'attention', commands.map(commandWords)),
    about(
      'Also',
      'attention',
      effects.flatMap((effect) => effectWords(effect) ?? []),
    ),
    about(
      'Cancelled',
      'idle',
      timers.cancelled.map((t) => timerWords(t, names)),
    ),
    about(
      'Begins',
      'waiting',
      timers.started.filter((t) => t.remaining_ms >= WORTH_TELLING).map((t) => timerWords(t, names)),
    ),
    status === 'completed' || status === 'abandoned'
      ? about('Over', outcomeStanding(outcome).state, [
          `the game ends: ${outcomeStanding(outcome).label.toLowerCase()}`,
        ])
      : null,
  ]
  return lines.filter((line) => line !== null)
}

/** What is over at once is told by what comes of it. ms */
const WORTH_TELLING = 1_000

const about = (verb: string, state: State, what: readonly string[]): PreviewLine | null =>
  what.length === 0 ? null : { verb, state, what }

function commandWords({ role, command, params }: Preview['commands'][number]): string {
  const values = Object.entries(params).map(([name, value]) => `${name} ${String(value)}`)
  return `${command} ${role}${values.length === 0 ? '' : ` (${values.join(', ')})`}`
}

/** What people would notice of it; checkpoints and logs are for the record. */
function effectWords(effect: Preview['effects'][number]): string | null {
  switch (effect.type) {
    case 'media':
      return `${effect.op} ${effect.source ?? effect.channel ?? effect.kind}`
    case 'light':
      return `light ${effect.look ?? effect.role ?? ''}`.trim()
    case 'display':
      return `screen ${effect.screen}`
    case 'hint':
      return `hint “${effect.text}”`
    case 'notify':
      return `notice “${effect.message}”`
    case 'emit':
      return `event ${effect.event}`
    case 'scene':
      return `${effect.op} another scene`
    case 'log':
    case 'checkpoint':
      return null
  }
}

const timerWords = (timer: Preview['timers']['started'][number], names: GraphNames): string =>
  `${names.timer(timer)} (${clockFace(Math.max(0, timer.remaining_ms))})`
