import type { Compiled } from '#scene-graph/compile/compile.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { validate } from '#scene-graph/validate/validate.ts'
import { simulate, traceText } from '#scene-runtime/core/simulate.ts'
import type { SimulationInput } from '#scene-runtime/core/simulation-input.ts'
import { compiledOrFindings } from './compile.ts'
import { besideInputs, formatFinding, Unusable } from './files.ts'
import { readInputs } from './input-lines.ts'
import type { Io } from './io.ts'
import { readGraph } from './read-graph.ts'
import { readRoom } from './room-file.ts'

export type SimulateOptions = { inputs: string; room?: string; seed: number }

/** `simulate GRAPH --inputs INPUTS.jsonl [--room ROOM.json] [--seed N]`: prints the trace, one JSON object a line. */
export function simulateCommand(file: string, options: SimulateOptions, io: Io): number {
  const graph = readGraph(file)
  const inputs = readInputs(options.inputs)
  if (options.room !== undefined) {
    const room = readRoom(options.room)
    for (const f of validate(graph, room).filter((f) => f.code.startsWith('role/'))) io.err(formatFinding(file, f))
  }
  const compiled = compiledOrFindings(file, graph, io)
  if (compiled === null) return 1
  const versions = new Map<string, Compiled>()
  const graphs = [graph]
  for (const line of inputs) {
    if (!('reload' in line) || versions.has(line.reload)) continue
    const path = besideInputs(options.inputs, line.reload)
    const next = readGraph(path)
    const version = compiledOrFindings(path, next, io)
    if (version === null) return 1
    graphs.push(next)
    versions.set(line.reload, version)
  }
  checkNames(options.inputs, inputs, graphs)
  const lines = simulate(compiled, inputs, { seed: options.seed, versions })
  for (let last = 0; ; ) {
    let next: ReturnType<typeof lines.next>
    try {
      next = lines.next()
    } catch (error) {
      // In a room the game would be at fault here (RT9): what it did until then is told, and why it went no further.
      io.err(`${file}: after ${last} ms: ${error instanceof Error ? error.message : String(error)}`)
      return 1
    }
    if (next.done === true) return 0
    last = next.value.at
    io.out(traceText(next.value))
  }
}

/** A misspelt role in an inputs file would be an input that nothing handles: said, not swallowed. */
function checkNames(file: string, inputs: readonly SimulationInput[], graphs: readonly SceneGraph[]): void {
  const roles = new Map<string, Map<string, Set<string>>>()
  for (const graph of graphs)
    for (const [role, { signals }] of Object.entries(graph.roles)) {
      const known = roles.get(role) ?? new Map<string, Set<string>>()
      roles.set(role, known)
      for (const [signal, { type }] of Object.entries(signals))
        known.set(signal, (known.get(signal) ?? new Set()).add(type))
    }
  for (const line of inputs) {
    const role = 'signal' in line ? line.signal.role : 'device' in line ? line.device.role : null
    if (role === null) continue
    const signals = roles.get(role)
    const wrong = (why: string): Unusable => new Unusable([`${file}: at ${line.at}: ${why}`])
    if (signals === undefined) throw wrong(`"${role}" is no role of the graph`)
    if (!('signal' in line)) continue
    const { name, value } = line.signal
    const types = signals.get(name)
    if (types === undefined) throw wrong(`role "${role}" declares no signal "${name}"`)
    const given = typeof value === 'string' ? 'text' : typeof value
    if (!types.has(given)) throw wrong(`signal "${role}.${name}" is ${[...types].join(' or ')}, not ${given}`)
  }
}
