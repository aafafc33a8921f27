import { writeFileSync } from 'node:fs'
import type { Loss } from '#scene-graph/exchange/foreign-error.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { formatLoss, readAny, Unusable } from './files.ts'
import type { Io } from './io.ts'
import { laidOut } from './layout.ts'

export type ImportOptions = { readonly out?: string; readonly json: boolean }

/**
 * `import FILE [--out GRAPH] [--json]`: a machine of another tool as a document with a layout of our own, on standard
 * output or in a file. 1 when something was lost on the way: each thing is told in a line.
 */
export async function importCommand(file: string, { out, json }: ImportOptions, io: Io): Promise<number> {
  const { graph, lost } = readAny(file)
  const document = await laidOut(graph)
  if (out !== undefined) writeText(out, `${JSON.stringify(document, null, 2)}\n`)
  if (json) io.out(JSON.stringify(summary(document, lost, out), null, 2))
  else {
    if (out === undefined) io.out(JSON.stringify(document, null, 2))
    for (const loss of lost) io.err(formatLoss(file, loss))
  }
  return lost.length === 0 ? 0 : 1
}

const summary = (graph: SceneGraph, lost: readonly Loss[], out: string | undefined) =>
  out === undefined ? { graph, lost } : { lost }

/** Writes a file, or says why it cannot be written. */
export function writeText(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new Unusable([`${file}: cannot be written: ${error instanceof Error ? error.message : String(error)}`])
  }
}
