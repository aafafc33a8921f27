import { readdirSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type Compiled, compile } from '#scene-graph/compile/compile.ts'
import { core } from '#scene-runtime/core/core.ts'
import type { Game } from '#scene-runtime/core/game.ts'
import { rehearse } from '#scene-runtime/core/rehearse.ts'
import { replaySession } from '#scene-runtime/core/replay.ts'
import type { ReloadReport } from '#wire/session-view.ts'
import { compiledOrFindings } from './compile.ts'
import { readJson, Unusable } from './files.ts'
import type { Io } from './io.ts'
import { type Line, readJournal, recordedOf } from './journal-file.ts'
import { readGraph } from './read-graph.ts'

const mappings = z.record(z.string(), z.string())

export type RehearseOptions = {
  session: string
  against: string
  /** Documents of the versions that it ran; without them, those that lie beside the journal are tried. */
  ran: readonly string[]
  mapping?: string
  json: boolean
}

/**
 * `rehearse --session SESSION.jsonl --against GRAPH`: what publishing the graph would do to a game that stands where
 * its journal ends (HR1). 0 when it can move, 1 when it is blocked.
 */
export function rehearseCommand({ session, against, ran, mapping, json }: RehearseOptions, io: Io): number {
  const to = compiledOrFindings(against, readGraph(against), io)
  if (to === null) return 1
  const mapped = mapping === undefined ? {} : readMapping(mapping)
  const game = gameAtEnd(session, ran)
  const published = {
    ...{ graph_name: to.graph.name, version: 2, hash: to.hash, mapping: mapped, bindings: {}, by: '' },
    ...{ move: 'rehearsal', watchedUntil: 0 },
  }
  // What is known of the room is what the game was told.
  const { signals, health } = game.session.machine.context
  const result = rehearse(core, [game], to, published, game.session.at, () => ({ signals, health }))
  const report = result.ok ? result.moves[0]?.moved.report : result.reports[0]?.report
  if (report === undefined) throw new Error('a rehearsal of one game gave no report')
  if (json) io.out(JSON.stringify(report, null, 2))
  else for (const line of linesOf(session, report)) io.out(line)
  return result.ok ? 0 : 1
}

function readMapping(file: string): Record<string, string> {
  const parsed = mappings.safeParse(readJson(file))
  if (parsed.success) return parsed.data
  throw new Unusable([`${file}: a mapping is a JSON object: node that is gone → node where its games go on`])
}

function gameAtEnd(file: string, ran: readonly string[]): Game {
  const lines = readJournal(file)
  const versions = versionsOf(lines, ran.length > 0 ? ran : beside(file))
  const began = lines.find((line) => line.kind === 'start')?.version ?? ''
  const missing = [...new Set(lines.map((line) => line.version))].filter((hash) => !versions.has(hash))
  if (missing.length > 0)
    throw new Unusable(
      missing.map((hash) => `${file}: it ran version ${hash}, whose document is not here: name it with --ran GRAPH`),
    )
  const { game, parting } = replaySession(lines.map(recordedOf), {
    versionOf: (hash) => versions.get(hash ?? began) ?? null,
    exact: true,
  })
  if (parting !== null)
    throw new Unusable([`${file}:${parting.record + 1}: it can not be played again: ${parting.what}`])
  if (game === null) throw new Unusable([`${file}: a journal begins with its record of the start`])
  if (game.session.endedAt !== null) throw new Unusable([`${file}: the game is over; nothing of it could be moved`])
  return game
}

function versionsOf(lines: readonly Line[], files: readonly string[]): Map<string, Compiled> {
  const wanted = new Set(lines.map((line) => line.version))
  const found = new Map<string, Compiled>()
  for (const file of files) {
    const compiled = compile(readGraph(file))
    if (wanted.has(compiled.hash)) found.set(compiled.hash, compiled)
  }
  return found
}

/** Documents in the journal's folder: whatever else lies there is passed over. */
function beside(file: string): string[] {
  if (file === '-') return []
  const folder = path.dirname(file)
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => path.join(folder, name))
    .filter((one) => {
      try {
        compile(readGraph(one))
        return true
      } catch {
        return false
      }
    })
}

const seconds = (ms: number | null): string => (ms === null ? '–' : `${Math.round(ms / 100) / 10} s`)

function linesOf(file: string, report: ReloadReport): string[] {
  const list = (label: string, items: readonly string[]): string[] =>
    items.length === 0 ? [] : [`  ${label.padEnd(10)}${items.join(', ')}`]
  const head =
    report.outcome === 'blocked' ? 'blocked' : report.outcome === 'unchanged' ? 'nothing to move' : 'can move'
  return [
    `${file}: ${head}`,
    ...report.blocked.map((b) => `  ${b.node === '' ? '' : `${b.node}: `}${b.reason}`),
    ...list('kept', report.kept),
    ...list(
      'mapped',
      Object.entries(report.mapped).map(([from, to]) => `${from} → ${to}`),
    ),
    ...list('restarted', report.restarted),
    ...list('entered', report.entered),
    ...list('left', report.left),
    ...list('timers', report.timers.map(timerWords)),
    ...list('variables', report.variables.map(variableWords)),
    ...list(
      'commands',
      report.sends.map((s) => `${s.role}.${s.command} ${JSON.stringify(s.params)}`),
    ),
    ...list(
      'effects',
      report.effects.map((effect) => JSON.stringify(effect)),
    ),
  ]
}

const timerWords = ({ id, change, before_ms, remaining_ms, fires }: ReloadReport['timers'][number]): string =>
  `${id} ${change} (${seconds(before_ms)} → ${seconds(remaining_ms)}${fires ? ', fires at once' : ''})`

const variableWords = ({ name, change, value, lost }: ReloadReport['variables'][number]): string =>
  `${name} ${change}${lost === undefined ? '' : `, loses ${JSON.stringify(lost)}`}${value === undefined ? '' : `, begins with ${JSON.stringify(value)}`}`
