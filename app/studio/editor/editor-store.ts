import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Finding } from '#scene-graph/findings.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { indexOf } from '../model/document.ts'
import { begin, type Change, commit, type History, redo, seal, undo } from '../model/history.ts'
import { type FindingsIndex, indexFindings, NO_FINDINGS } from './findings-index.ts'

export type Selection = { readonly nodes: ReadonlySet<string>; readonly edges: ReadonlySet<string> }

export const NOTHING: Selection = { nodes: new Set(), edges: new Set() }

export type EditorState = {
  readonly history: History<SceneGraph>
  readonly selection: Selection
  readonly findings: readonly Finding[]
  readonly findingsOf: FindingsIndex
  /** Zoomed out so far that only names can be read: then nothing else is drawn. */
  readonly far: boolean
  /** Nodes to bring into view; a new object each time it is asked for. */
  readonly show: { readonly nodes: readonly string[] } | null
  /** What is marked: where a trace that is walked through stands, or what differs from a version; null while nothing is. */
  readonly trace: ReadonlySet<string> | null
  /** The node whose name is being typed on the canvas. */
  readonly renaming: string | null
  /** Somebody who may only look: changes are not taken. */
  readonly readOnly: boolean
  /** A room over which something is dragged that would go into it. */
  readonly dropInto: string | null
}

export type Editor = StoreApi<EditorState> & {
  /** The document as it stands. */
  graph: () => SceneGraph
  /** Applies an operation of the model as one step of undo (or as part of one, see `Change`). */
  change: (label: string, operation: (graph: SceneGraph) => SceneGraph, more?: Omit<Change, 'label' | 'at'>) => void
  /** Puts the graphs that the document contains into it: no edit, nothing to undo. */
  contain: (fill: (graph: SceneGraph) => SceneGraph) => void
  seal: () => void
  undo: () => void
  redo: () => void
  /** Takes what validation found. */
  judge: (findings: readonly Finding[]) => void
  select: (nodes: Iterable<string>, edges?: Iterable<string>) => void
  /** Selects things and brings them into view. */
  goTo: (nodes: Iterable<string>, edges?: Iterable<string>) => void
}

/** State of one open graph. Thin: what an edit means is the model's. */
export function createEditor(graph: SceneGraph, now: () => number = Date.now): Editor {
  const store = createStore<EditorState>(() => ({
    history: begin(graph),
    selection: NOTHING,
    findings: [],
    findingsOf: NO_FINDINGS,
    far: false,
    show: null,
    trace: null,
    renaming: null,
    readOnly: false,
    dropInto: null,
  }))
  const current = () => store.getState().history.present
  const put = (history: History<SceneGraph>) => {
    const { selection } = store.getState()
    if (history === store.getState().history) return
    store.setState({ history, selection: keepExisting(history.present, selection) })
  }
  const select = (nodes: Iterable<string>, edges: Iterable<string> = []) =>
    store.setState({ selection: { nodes: new Set(nodes), edges: new Set(edges) }, renaming: null })
  return {
    ...store,
    graph: current,
    change: (label, operation, more) => {
      if (store.getState().readOnly) return
      put(commit(store.getState().history, operation(current()), { ...more, label, at: now() }))
    },
    contain: (fill) => {
      const { history } = store.getState()
      const present = fill(history.present)
      if (present !== history.present) store.setState({ history: { ...history, present } })
    },
    seal: () => put(seal(store.getState().history)),
    undo: () => put(undo(store.getState().history)),
    redo: () => put(redo(store.getState().history)),
    judge: (findings) => store.setState({ findings, findingsOf: indexFindings(findings, store.getState().findingsOf) }),
    select,
    goTo: (nodes, edges = []) => {
      const chosen = [...nodes]
      const paths = [...edges]
      select(chosen, paths)
      const { edges: known } = indexOf(current())
      const ends = paths.flatMap((id) => {
        const edge = known.get(id)
        return edge === undefined ? [] : [edge.source, ...(edge.target === null ? [] : [edge.target])]
      })
      store.setState({ show: { nodes: [...chosen, ...ends] } })
    },
  }
}

function keepExisting(graph: SceneGraph, selection: Selection): Selection {
  const { nodes, edges } = indexOf(graph)
  const gone = [...selection.nodes].some((id) => !nodes.has(id)) || [...selection.edges].some((id) => !edges.has(id))
  if (!gone) return selection
  return {
    nodes: new Set([...selection.nodes].filter((id) => nodes.has(id))),
    edges: new Set([...selection.edges].filter((id) => edges.has(id))),
  }
}
