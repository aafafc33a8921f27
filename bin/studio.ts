import { parseArgs } from 'node:util'
import { compileCommand } from './cli/compile.ts'
import { diffCommand } from './cli/diff.ts'
import { EXPORT_FORMATS, exportCommand } from './cli/export.ts'
import { tellingLosses, Unusable } from './cli/files.ts'
import { importCommand } from './cli/import.ts'
import type { Io } from './cli/io.ts'
import { simulateCommand } from './cli/simulate.ts'
import { validateCommand } from './cli/validate.ts'

const USAGE = `usage:
  studio validate GRAPH… [--room ROOM.json] [--json]
  studio compile GRAPH
  studio simulate GRAPH --inputs INPUTS.jsonl [--room ROOM.json] [--seed N]
  studio diff OLD NEW [--json]
  studio import FILE [--out GRAPH] [--json]
  studio export GRAPH --to ${EXPORT_FORMATS.join('|')} [--out FILE]

Graphs, rooms and inputs are files; - reads standard input. Works without any server.
A GRAPH may be another tool's machine as well: SCXML, XState or Stately (JSON); what it loses on the way in is told.
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
      to: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [command, ...files] = positionals
  if (values.help || command === 'help') {
    io.out(USAGE)
    return 0
  }
  const [first, second] = files
  const out = values.out === undefined ? {} : { out: values.out }
  const room = values.room === undefined ? {} : { room: values.room }
  switch (command) {
    case 'validate':
      if (first === undefined) throw usage('validate needs at least one GRAPH')
      return validateCommand(files, { ...room, json: values.json }, io)
    case 'compile':
      if (first === undefined || second !== undefined) throw usage('compile takes one GRAPH')
      return compileCommand(first, io)
    case 'simulate': {
      if (first === undefined || second !== undefined) throw usage('simulate takes one GRAPH')
      if (values.inputs === undefined) throw usage('simulate needs --inputs INPUTS.jsonl')
      const seed = Number(values.seed)
      if (!Number.isSafeInteger(seed) || seed < 0)
        throw usage(`--seed is a whole number from 0 on, not "${values.seed}"`)
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

const usage = (problem: string): Unusable => new Unusable([`studio: ${problem}`, USAGE])
