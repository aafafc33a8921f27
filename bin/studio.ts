import { parseArgs } from 'node:util'
import { analyseCommand } from './cli/analyse.ts'
import { compileCommand } from './cli/compile.ts'
import { diffCommand } from './cli/diff.ts'
import { EXPORT_FORMATS, exportCommand } from './cli/export.ts'
import { tellingLosses, Unusable } from './cli/files.ts'
import { importCommand } from './cli/import.ts'
import type { Io } from './cli/io.ts'
import { rehearseCommand } from './cli/rehearse.ts'
import { replayCommand } from './cli/replay.ts'
import { simulateCommand } from './cli/simulate.ts'
import { validateCommand } from './cli/validate.ts'

/** Each command: how it is called, and what it is for. */
const COMMANDS = {
  validate: {
    usage: 'studio validate GRAPH… [--room ROOM.json] [--json]',
    help: `Says what is wrong with graphs, each finding with its code (docs/findings.md), its place and what would mend it.
With --room, also which roles nobody in that room plays, and which of its devices cannot do what their role asks for.
1 when there is an error or a warning; what is merely worth knowing is told, too.`,
  },
  analyse: {
    usage: 'studio analyse GRAPH [--max-states N] [--json]',
    help: `Explores what can come of a game: traps that no input leads out of, devices that a game depends on, commands that
contradict each other, invariants that can be broken, with the inputs that lead there, as simulate plays them.
--max-states bounds the exploration; what was left out is told.`,
  },
  compile: {
    usage: 'studio compile GRAPH',
    help: 'Prints the XState machine that a graph becomes, with the map between its states and the nodes of the graph.',
  },
  simulate: {
    usage: 'studio simulate GRAPH --inputs INPUTS.jsonl [--room ROOM.json] [--seed N] [--json]',
    help: `Plays inputs in virtual time and prints the trace, one JSON object a line (docs/scene-graph.md, “Simulating”).
--seed decides what random nodes draw (1). --room warns of roles that the room cannot play. The trace is JSON anyway.`,
  },
  replay: {
    usage: 'studio replay SESSION.jsonl --against GRAPH [--against GRAPH]… [--json]',
    help: `Plays a recorded session again and prints where it parts from what it did. SESSION.jsonl is its journal: one record a
line, from the start on. The version that it ran is known by its content hash; give all that it ran when it was reloaded.
Any other graph is played in its place, to see what it would have done with the same inputs. 1 when they part.`,
  },
  rehearse: {
    usage: 'studio rehearse --session SESSION.jsonl --against GRAPH [--ran GRAPH]… [--mapping MAPPING.json] [--json]',
    help: `Says what publishing GRAPH would do to a game that stands where its journal ends: what is kept, moved, begun anew or
blocked, its timers and variables, and the commands that would go out. Nothing moves. --ran names the documents that it
ran; else those that lie beside the journal are tried. MAPPING.json: {"node that is gone": "where its games go on"}.
0 when the game can move, 1 when it is blocked or GRAPH has errors.`,
  },
  diff: {
    usage: 'studio diff OLD NEW [--json]',
    help: `Says what changed between two documents, by id, and the class of the change: cosmetic, safe-now, needs-mapping or
next-game-only, with the nodes whose games would not simply go on. 0 when nothing changed.`,
  },
  import: {
    usage: 'studio import FILE [--out GRAPH] [--json]',
    help: `Makes a document of SCXML, XState or Stately JSON, with a layout. What could not be carried over is told in lines; 1
when there is any.`,
  },
  export: {
    usage: `studio export GRAPH --to ${EXPORT_FORMATS.join('|')} [--out FILE] [--json]`,
    help: 'Writes a graph in another tool’s format, or as a drawing. What ours has and theirs has not rides along.',
  },
} as const

const USAGE = `usage:
${Object.values(COMMANDS)
  .map(({ usage: line }) => `  ${line}`)
  .join('\n')}
  studio COMMAND --help

Graphs, rooms and inputs are files; - reads standard input. Works without any server.
A GRAPH may be another tool's machine as well: SCXML, XState or Stately (JSON); what it loses on the way in is told.
Graphs that a graph contains are looked for beside it, by their ids.
Exit codes: 0 fine, 1 findings, 2 unusable input.`

/** The command line: arguments in, exit code out. */
export function main(argv: readonly string[], io: Io): number | Promise<number> {
  const refused = (error: unknown): number => {
    if (error instanceof Unusable) {
      for (const line of error.lines) io.err(line)
      return 2
    }
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
      io.err(`studio: ${error.message}\n${USAGE}`)
      return 2
    }
    throw error
  }
  try {
    const code = tellingLosses(io.err, () => dispatch(argv, io))
    return typeof code === 'number' ? code : code.catch(refused)
  } catch (error) {
    return refused(error)
  }
}

function dispatch(argv: readonly string[], io: Io): number | Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      inputs: { type: 'string' },
      room: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      against: { type: 'string', multiple: true, default: [] },
      session: { type: 'string' },
      ran: { type: 'string', multiple: true, default: [] },
      mapping: { type: 'string' },
      'max-states': { type: 'string' },
      to: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [command, ...files] = positionals
  if (values.help || command === 'help') {
    const asked = command === 'help' ? files[0] : command
    io.out(isCommand(asked) ? `usage: ${COMMANDS[asked].usage}\n\n${COMMANDS[asked].help}` : USAGE)
    return 0
  }
  const [first, second] = files
  const out = values.out === undefined ? {} : { out: values.out }
  const room = values.room === undefined ? {} : { room: values.room }
  switch (command) {
    case 'validate':
      if (first === undefined) throw usage('validate needs at least one GRAPH')
      return validateCommand(files, { ...room, json: values.json }, io)
    case 'analyse': {
      if (first === undefined || second !== undefined) throw usage('analyse takes one GRAPH')
      const most = values['max-states']
      const states = most === undefined ? {} : { maxStates: wholeNumber('--max-states', most) }
      return analyseCommand(first, { json: values.json, ...states }, io)
    }
    case 'replay':
      if (first === undefined || second !== undefined) throw usage('replay takes one SESSION.jsonl')
      return replayCommand(first, { against: values.against, json: values.json }, io)
    case 'rehearse': {
      const [against, ...more] = values.against
      if (first !== undefined || values.session === undefined || against === undefined || more.length > 0)
        throw usage('rehearse needs --session SESSION.jsonl and one --against GRAPH')
      const mapping = values.mapping === undefined ? {} : { mapping: values.mapping }
      return rehearseCommand({ session: values.session, against, ran: values.ran, json: values.json, ...mapping }, io)
    }
    case 'compile':
      if (first === undefined || second !== undefined) throw usage('compile takes one GRAPH')
      return compileCommand(first, io)
    case 'simulate': {
      if (first === undefined || second !== undefined) throw usage('simulate takes one GRAPH')
      if (values.inputs === undefined) throw usage('simulate needs --inputs INPUTS.jsonl')
      const seed = wholeNumber('--seed', values.seed)
      return simulateCommand(first, { inputs: values.inputs, seed, ...room }, io)
    }
    case 'diff':
      if (first === undefined || second === undefined || files.length > 2) throw usage('diff takes OLD and NEW')
      return diffCommand(first, second, { json: values.json }, io)
    case 'import':
      if (first === undefined || second !== undefined) throw usage('import takes one FILE')
      return importCommand(first, { ...out, json: values.json }, io)
    case 'export': {
      if (first === undefined || second !== undefined) throw usage('export takes one GRAPH')
      const to = EXPORT_FORMATS.find((format) => format === values.to)
      if (to === undefined) throw usage(`export needs --to ${EXPORT_FORMATS.join(', ')}`)
      return exportCommand(first, { to, ...out }, io)
    }
    default:
      throw usage(command === undefined ? 'which command?' : `there is no command "${command}"`)
  }
}

const isCommand = (name: string | undefined): name is keyof typeof COMMANDS =>
  name !== undefined && Object.hasOwn(COMMANDS, name)

function wholeNumber(option: string, text: string): number {
  const number = Number(text)
  if (text.trim() !== '' && Number.isSafeInteger(number) && number >= 0) return number
  throw usage(`${option} is a whole number from 0 on, not "${text}"`)
}

const usage = (problem: string): Unusable => new Unusable([`studio: ${problem}`, USAGE])
