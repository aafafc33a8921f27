import { createStore } from 'zustand/vanilla'
import type { PuzzleProgress, SessionView, TimerView } from '#wire/session-view.ts'

/** How long the trace of a fired edge stays, ms. */
export const FADE_MS = 2_000

export type Overlay = {
  readonly view: SessionView | null
  /** Active nodes at any depth → since when, epoch ms. */
  readonly entered: Readonly<Record<string, number>>
  readonly leaves: ReadonlySet<string>
  /** Running timers, by the node or edge that they belong to. */
  readonly timers: ReadonlyMap<string, TimerView>
  /** How far active puzzles are, by node. */
  readonly progress: ReadonlyMap<string, PuzzleProgress>
  /** Edges that fired of late → when, epoch ms here. */
  readonly fired: ReadonlyMap<string, number>
}

const DARK: Overlay = {
  view: null,
  entered: {},
  leaves: new Set(),
  timers: new Map(),
  progress: new Map(),
  fired: new Map(),
}

/** Where the running game stands, spread out so that each node and edge listens to its own part. */
export const createOverlay = () => {
  const store = createStore<Overlay>(() => DARK)
  return {
    ...store,
    show: (view: SessionView | null) => {
      if (view === store.getState().view) return
      store.setState({
        view,
        entered: view === null || view.ended_at !== undefined ? {} : view.entered_at,
        leaves: new Set(view === null || view.ended_at !== undefined ? [] : view.active),
        timers: new Map(view?.timers.map((t) => [t.edge ?? t.node, t])),
        progress: new Map(view?.progress.map((p) => [p.node, p])),
      })
    },
    /** Marks edges as just fired; what fired long ago is dropped on the way. */
    fire: (edges: readonly string[], at: number) => {
      if (edges.length === 0) return
      const recent = [...store.getState().fired].filter(([, when]) => at - when < FADE_MS)
      store.setState({ fired: new Map([...recent, ...edges.map((id): [string, number] => [id, at])]) })
    },
  }
}
export type OverlayStore = ReturnType<typeof createOverlay>
