export type Severity = 'error' | 'warning' | 'info'

/** Something that is wrong with a graph, in words, with where it is. Codes are stable: tests and links use them. */
export type Finding = {
  code: string
  severity: Severity
  message: string
  /** Node ids, edge ids; empty when it is about the document. */
  nodes: readonly string[]
  edges: readonly string[]
  /** Path in the document, as `nodes.3.data.duration`. */
  path?: string
  /** Where in the text at `path`, in characters: what an expression's error is about. */
  at?: { readonly offset: number; readonly length: number }
  /** What would mend it, if one thing plainly would. `applyFix` does it. */
  fix?: Fix
}

/** `label` says what will be done: “Use “gauge””. */
export type Fix = { readonly label: string; readonly edits: readonly Edit[] }

/**
 * One change to a document, as plain data. Things are named by id, so that it means the same after other edits; `path`
 * leads to a value inside the thing. A missing `value` takes away what is there.
 */
export type Edit =
  | {
      readonly change: 'node' | 'edge'
      readonly id: string
      readonly path: readonly string[]
      readonly value?: unknown
    }
  | { readonly change: 'document'; readonly path: readonly string[]; readonly value?: unknown }
  | { readonly remove: 'edge'; readonly id: string }
