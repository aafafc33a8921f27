import { readForeign } from '#scene-graph/exchange/foreign.ts'
import { ForeignError, placeText } from '#scene-graph/exchange/foreign-error.ts'
import type { Finding } from '#scene-graph/findings.ts'
import { parseDocument } from '#scene-graph/parse.ts'
import type { Imported } from './formats.ts'

/**
 * Reads a file: a document of ours, or a machine of XState's, Stately's or in SCXML. What is wrong comes back with where
 * in the file it is; so does what a foreign machine says and a document cannot.
 */
export function readFile(text: string, name: string): Imported {
  try {
    const foreign = readForeign(text, name)
    if (foreign !== null) return { ok: true, ...foreign }
  } catch (error) {
    if (!(error instanceof ForeignError)) throw error
    return { ok: false, problems: [{ path: placeText(error.place), message: error.message }] }
  }
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not JSON'
    return { ok: false, problems: [{ path: '', message: `The file is neither JSON nor SCXML: ${message}` }] }
  }
  const read = parseDocument(json)
  return read.ok ? { ok: true, graph: read.graph, lost: [] } : { ok: false, problems: read.findings.map(problemOf) }
}

const problemOf = ({ path, message }: Finding) => ({ path: path ?? '', message })
