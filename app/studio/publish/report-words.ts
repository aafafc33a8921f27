import { clockFace } from '#app/ui/format-time.ts'
import type { ReloadReport } from '#wire/session-view.ts'

type Name = (id: string) => string

/** What a report says, in rows of a label and plain words; rows that say nothing are left out (HR1). */
export function factsOf(report: ReloadReport, name: Name): { label: string; words: readonly string[] }[] {
  const ahead = report.outcome !== 'applied'
  const rows: [string, readonly string[]][] = [
    ['Stays in', report.kept.filter((node) => !report.restarted.includes(node)).map(name)],
    ['Moves', Object.entries(report.mapped).map(([from, to]) => `${name(from)} → ${name(to)}`)],
    ['Begins anew', report.restarted.map(name)],
    ['Enters', report.entered.map(name)],
    ['Leaves', report.left.map(name)],
    ['Timers', report.timers.map((timer) => timerWords(timer, name))],
    ['Variables', report.variables.map(variableWords)],
    [ahead ? 'Would send' : 'Sends', report.sends.map(commandWords)],
    ['Also', report.effects.map(effectWords)],
  ]
  return rows.flatMap(([label, words]) => (words.length === 0 ? [] : [{ label, words }]))
}

/** Why a game can't follow. A reason that speaks of its node by its id speaks of it by its name instead. */
export function blockedWords({ node, reason }: ReloadReport['blocked'][number], name: Name): string {
  const spoken = reason.replaceAll(`"${node}"`, `“${name(node)}”`)
  return node === '' || spoken !== reason ? spoken : `${name(node)}: ${reason}`
}

const face = (ms: number): string => clockFace(Math.max(0, ms) + 999)

function timerWords({ id, label, change, before_ms, remaining_ms, fires }: ReloadReport['timers'][number], name: Name) {
  const called = label === '' ? name(id) : label
  if (fires) return `${called} runs out at once`
  if (change === 'dropped') return `${called} is gone${before_ms === null ? '' : ` with ${face(before_ms)} left`}`
  if (change === 'kept' && remaining_ms !== null) return `${called} goes on with ${face(remaining_ms)}`
  if (remaining_ms === null) return `${called} ${change}`
  if (before_ms === null) return `${called} starts with ${face(remaining_ms)}`
  return `${called}: ${face(before_ms)} left becomes ${face(remaining_ms)}`
}

function variableWords({ name, change, value, lost }: ReloadReport['variables'][number]): string {
  if (change === 'removed') return `${name} is gone${lost === undefined ? '' : ` (was ${String(lost)})`}`
  const begins = value === undefined ? '' : ` with ${String(value)}`
  return change === 'added' ? `${name} is new${begins}` : `${name} is of another type and begins${begins}`
}

function commandWords({ role, command, params }: ReloadReport['sends'][number]): string {
  const given = Object.entries(params).map(([key, value]) => `${key} ${String(value)}`)
  return `${role}: ${command}${given.length === 0 ? '' : ` (${given.join(', ')})`}`
}

/** An effect as its journal has it: its kind, and of its words the first that says something. */
function effectWords(effect: ReloadReport['effects'][number]): string {
  const said = [effect.message, effect.text, effect.event, effect.source, effect.look, effect.name, effect.graph]
  const words = said.find((one): one is string => typeof one === 'string' && one !== '')
  return words === undefined ? effect.type : `${effect.type} “${words}”`
}
