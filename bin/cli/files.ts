import { readFileSync } from 'node:fs'
import path from 'node:path'
import { readForeign } from '#scene-graph/exchange/foreign.ts'
import { ForeignError, type Loss, placeText } from '#scene-graph/exchange/foreign-error.ts'
import type { Finding } from '#scene-graph/findings.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'

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
    // Some editors begin a file with a mark of its byte order.
    return readFileSync(file === '-' ? 0 : file, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : ''
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : String(error)
    throw new Unusable([`${file}: ${why}`])
  }
}

export const readJson = (file: string): unknown => parseJson(file, readText(file))

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Unusable([`${file}: not JSON: ${error instanceof Error ? error.message : String(error)}`])
  }
}

/** A document of ours, or one made of another tool's file, with what that lost. */
export function readAny(file: string): { graph: SceneGraph; lost: readonly Loss[] } {
  const text = readText(file)
  try {
    const foreign = readForeign(text, file === '-' ? 'machine' : path.basename(file).replace(/\.[^.]*$/, ''))
    if (foreign !== null) return foreign
  } catch (error) {
    if (!(error instanceof ForeignError)) throw error
    throw new Unusable([`${at(file, placeText(error.place))}${error.message}`])
  }
  const parsed = parseDocument(parseJson(file, text))
  if (parsed.ok) return { graph: parsed.graph, lost: [] }
  throw new Unusable(parsed.findings.map((f) => formatFinding(file, f)))
}

let listener: ((line: string) => void) | null = null

/** Runs a command; what foreign files lose on their way in is told line by line. */
export function tellingLosses<T>(tell: (line: string) => void, run: () => T): T {
  listener = tell
  try {
    return run()
  } finally {
    listener = null
  }
}

/** Reads and parses a document, alone. A foreign file is imported on the way. */
export function readDocument(file: string): SceneGraph {
  const { graph, lost } = readAny(file)
  for (const loss of lost) listener?.(formatLoss(file, loss))
  return graph
}

/** `machine.scxml:12:5: invoke/none: …` */
export const formatLoss = (file: string, loss: Loss): string =>
  `${at(file, placeText(loss))}${loss.code}: ${loss.message}`

/** Lines stand right behind a file's name, as editors understand them; paths a word apart. */
const at = (file: string, place: string): string =>
  place === '' ? `${file}: ` : /^\d/.test(place) ? `${file}:${place}: ` : `${file}: ${place}: `

/** How many of a finding's ids a line names; `--json` has them all. */
const MOST_IDS = 12

/** `scene.json: nodes.3.data.duration: error document/shape: expected …` */
export function formatFinding(file: string, finding: Finding): string {
  const ids = [...finding.nodes.map((id) => `node ${id}`), ...finding.edges.map((id) => `edge ${id}`)]
  const more = ids.length > MOST_IDS ? `, and ${ids.length - MOST_IDS} more` : ''
  const about = `${ids.slice(0, MOST_IDS).join(', ')}${more}`
  const path = finding.path === undefined || finding.path === '' ? '' : ` ${finding.path}:`
  return `${file}:${path} ${finding.severity} ${finding.code}${about === '' ? '' : ` (${about})`}: ${finding.message}`
}

/** Where a `reload` line's file is: beside the inputs file, as its author sees it. */
export const besideInputs = (inputs: string, file: string): string =>
  inputs === '-' ? file : path.resolve(path.dirname(inputs), file)
