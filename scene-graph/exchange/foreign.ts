import { importScxml, isXml } from './scxml/import.ts'
import { type Imported, importXState, isXState } from './xstate/import.ts'

/**
 * A file of another tool as a document: SCXML, or a machine of XState's or Stately's as JSON, told apart by what is in
 * it. Null: it is none of them. Throws `ForeignError` when it is one and cannot be read.
 * @param name what it is called, for a machine that does not say itself
 */
export function readForeign(text: string, name: string): Imported | null {
  if (isXml(text)) return importScxml(text, { name })
  const json = jsonIn(text)
  return isXState(json) ? importXState(json, { name }) : null
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
