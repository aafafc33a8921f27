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
}
