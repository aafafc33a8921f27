import type { Finding } from '#scene-graph/findings.ts'
import { parseDocument, type SceneGraph } from '#scene-graph/parse.ts'
import { alone } from '../model/contained.ts'

export type Imported = { ok: true; graph: SceneGraph } | { ok: false; problems: { path: string; message: string }[] }

/** Reads a document's JSON as it stands in a file. What is wrong comes back with where in the file it is. */
export function readDocumentText(text: string): Imported {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    const message = error instanceof Error ? error.message : 'not JSON'
    return { ok: false, problems: [{ path: '', message: `The file is no JSON: ${message}` }] }
  }
  const read = parseDocument(json)
  return read.ok ? read : { ok: false, problems: read.findings.map(problemOf) }
}

const problemOf = ({ path, message }: Finding) => ({ path: path ?? '', message })

/** A file name made of a graph's name: `Clockwork: Study` → `clockwork-study.scene.json`. */
export function fileNameOf(graph: Pick<SceneGraph, 'name' | 'kind'>): string {
  const base = graph.name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
  return `${base === '' ? 'graph' : base}.${graph.kind}.json`
}

/** Hands the document to the browser as a file. */
export function downloadDocument(graph: SceneGraph): void {
  const url = URL.createObjectURL(
    new Blob([`${JSON.stringify(alone(graph), null, 2)}\n`], { type: 'application/json' }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = fileNameOf(graph)
  link.click()
  URL.revokeObjectURL(url)
}
