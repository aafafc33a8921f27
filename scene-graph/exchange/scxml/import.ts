import { assemble } from '../assemble.ts'
import { Losses } from '../foreign-error.ts'
import type { Imported } from '../xstate/import.ts'
import { readScxml } from './read.ts'
import { parseXml } from './xml.ts'

/**
 * A document from SCXML text. What the document cannot say is listed, with line and column; expressions are translated
 * and never run. Throws `ForeignError` when it is no SCXML.
 */
export function importScxml(text: string, options: { readonly name?: string } = {}): Imported {
  const losses = new Losses()
  const graph = assemble(readScxml(parseXml(text), options.name ?? 'machine', losses), losses)
  return { graph, lost: losses.list }
}

/** Whether a text looks like XML at all. */
export const isXml = (text: string): boolean => /^\uFEFF?\s*</.test(text)
