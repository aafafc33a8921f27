import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Finding } from '#scene-graph/findings.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { explainInput, type SimulationInput, simulationInput } from '#scene-runtime/core/simulation-input.ts'

/** Something given cannot be used at all: exit code 2. Says which file, where in it, and what was expected. */
export class Unusable extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'))
    this.name = 'Unusable'
  }
}

/** Reads a file; `-` is standard input. */
export function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error)
    throw new Unusable([`${file}: ${why}`])
  }
}

export function readJson(file: string): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Unusable([`${file}: not JSON: ${error instanceof Error ? error.message : String(error)}`])
  }
}

/** Reads and parses a document, alone. */
export function readDocument(file: string): SceneGraph {
  const parsed = parseDocument(readJson(file))
  if (parsed.ok) return parsed.graph
  throw new Unusable(parsed.findings.map((f) => formatFinding(file, f)))
}

/** `scene.json: nodes.3.data.duration: error document/shape: expected …` */
export function formatFinding(file: string, finding: Finding): string {
  const about = [...finding.nodes.map((id) => `node ${id}`), ...finding.edges.map((id) => `edge ${id}`)].join(', ')
  const path = finding.path === undefined || finding.path === '' ? '' : ` ${finding.path}:`
  return `${file}:${path} ${finding.severity} ${finding.code}${about === '' ? '' : ` (${about})`}: ${finding.message}`
}

/** The lines of an inputs file, in time. Empty lines are skipped. */
export function readInputs(file: string): SimulationInput[] {
  const inputs: SimulationInput[] = []
  let last = 0
  let ended = false
  for (const [index, text] of readText(file).split('\n').entries()) {
    if (text.trim() === '') continue
    const where = `${file}:${index + 1}`
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (error) {
      throw new Unusable([`${where}: not JSON: ${error instanceof Error ? error.message : String(error)}`])
    }
    const parsed = simulationInput.safeParse(value)
    if (!parsed.success) throw new Unusable([`${where}: ${explainInput(value)}`])
    if (parsed.data.at < last) throw new Unusable([`${where}: at: ${parsed.data.at} is before ${last}, the line above`])
    if (ended) throw new Unusable([`${where}: nothing may follow "end"`])
    last = parsed.data.at
    ended = 'end' in parsed.data
    inputs.push(parsed.data)
  }
  return inputs
}

/** Where a `reload` line's file is: beside the inputs file, as its author sees it. */
export const besideInputs = (inputs: string, file: string): string =>
  inputs === '-' ? file : path.resolve(path.dirname(inputs), file)
