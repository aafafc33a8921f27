import { parseArgs } from 'node:util'
import { compileCommand } from './cli/compile.ts'
import { diffCommand } from './cli/diff.ts'
import { Unusable } from './cli/files.ts'
import type { Io } from './cli/io.ts'
import { simulateCommand } from './cli/simulate.ts'
import { validateCommand } from './cli/validate.ts'

const USAGE = `usage:
  studio validate GRAPH… [--room ROOM.json] [--json]
  studio compile GRAPH
  studio simulate GRAPH --inputs INPUTS.jsonl [--room ROOM.json] [--seed N]
  studio diff OLD NEW [--json]

Graphs, rooms and inputs are files; - reads standard input. Works without any server.
Exit codes: 0 fine, 1 findings, 2 unusable input.`

/** The command line: arguments in, exit code out. */
export function main(argv: readonly string[], io: Io): number {
  try {
    return dispatch(argv, io)
  } catch (error) {
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
}

function dispatch(argv: readonly string[], io: Io): number {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      inputs: { type: 'string' },
      room: { type: 'string' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const [command, ...files] = positionals
  if (values.help || command === 'help') {
    io.out(USAGE)
    return 0
  }
  const [first, second] = files
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
    default:
      throw usage(command === undefined ? 'which command?' : `there is no command "${command}"`)
  }
}

const usage = (problem: string): Unusable => new Unusable([`studio: ${problem}`, USAGE])
