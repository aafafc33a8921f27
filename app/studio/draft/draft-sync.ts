import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SceneGraph } from '#scene-graph/parse.ts'

/**
 * Keeps a draft saved while it is edited: every change goes into this browser's storage at once and to the server a
 * moment later, over the revision that it was made from. Nothing is lost when the network goes or the tab is closed.
 */
export type DraftState = {
  readonly status: 'saved' | 'unsaved' | 'saving' | 'waiting' | 'refused' | 'conflict'
  /** Of the draft on the server that the document was made from. */
  readonly revision: number
  /** Why it waits, was refused or conflicts. */
  readonly reason: string | null
  /** `conflict`: where the draft on the server stands now. */
  readonly theirs: number | null
  /** Whether this browser keeps what is not saved yet. */
  readonly kept: boolean
}

/** How a save failed: the server was not reached, did not take it, or has another revision by now. */
export type SaveFailure =
  | { kind: 'unreached'; reason: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'conflict'; reason: string; theirs: number | null }

export type Surroundings = {
  /** Saves; rejects with anything that `failureOf` can read. */
  save: (baseRevision: number, document: SceneGraph) => Promise<{ revision: number }>
  failureOf: (error: unknown) => SaveFailure
  /** This browser's storage of the one draft; throws where there is none. */
  keep: (kept: Kept | null) => void
  /** Runs later, ms; returns how to give it up. */
  schedule: (after: number, run: () => void) => () => void
}

/** What the browser holds of a draft that is not saved. */
export type Kept = { revision: number; document: SceneGraph }

export type DraftSync = StoreApi<DraftState> & {
  changed: (document: SceneGraph) => void
  /** Saves what is not saved now; resolves when it is, or could not be. */
  flush: () => Promise<void>
  /** The network is back: what waits is tried at once. */
  retry: () => void
  /** The document now is what the server has at this revision. */
  adopt: (document: SceneGraph, revision: number) => void
  stop: () => void
}

/** A pause in editing after which it is saved, and the longest time that goes without, ms. */
export const PAUSE_MS = 800
export const LONGEST_MS = 5_000
const KEEP_MS = 150
const RETRY = { first: 1_000, most: 15_000 }

export function createDraftSync(
  start: { document: SceneGraph; revision: number; unsaved: boolean },
  around: Surroundings,
): DraftSync {
  const store = createStore<DraftState>(() => ({
    status: 'saved',
    revision: start.revision,
    reason: null,
    theirs: null,
    kept: true,
  }))
  let document = start.document
  let saved: SceneGraph | null = start.unsaved ? null : start.document
  let attempts = 0
  let inFlight: Promise<void> | null = null
  const timers: Record<'pause' | 'longest' | 'keep' | 'retry', (() => void) | null> = {
    pause: null,
    longest: null,
    keep: null,
    retry: null,
  }

  const clear = (name: keyof typeof timers) => {
    timers[name]?.()
    timers[name] = null
  }
  const arm = (name: keyof typeof timers, after: number, run: () => void) => {
    clear(name)
    timers[name] = around.schedule(after, () => {
      timers[name] = null
      run()
    })
  }

  const keep = () => {
    clear('keep')
    try {
      around.keep(document === saved ? null : { revision: store.getState().revision, document })
      if (!store.getState().kept) store.setState({ kept: true })
    } catch {
      // Full, or refused by the browser: leaving the page must be asked about then (see `kept`).
      if (store.getState().kept) store.setState({ kept: false })
    }
  }

  const fail = (failure: SaveFailure) => {
    if (failure.kind === 'conflict')
      return store.setState({ status: 'conflict', reason: failure.reason, theirs: failure.theirs })
    if (failure.kind === 'refused') return store.setState({ status: 'refused', reason: failure.reason })
    store.setState({ status: 'waiting', reason: failure.reason })
    arm('retry', Math.min(RETRY.most, RETRY.first * 2 ** attempts), () => void send())
    attempts += 1
  }

  const send = (): Promise<void> => {
    if (inFlight !== null) return inFlight
    clear('pause')
    clear('longest')
    clear('retry')
    if (document === saved || store.getState().status === 'conflict') return Promise.resolve()
    const sent = document
    store.setState({ status: 'saving' })
    inFlight = around.save(store.getState().revision, sent).then(
      ({ revision }) => {
        inFlight = null
        attempts = 0
        saved = sent
        store.setState({ status: document === sent ? 'saved' : 'unsaved', revision, reason: null })
        keep()
        if (document !== sent) arm('pause', PAUSE_MS, () => void send())
      },
      (error: unknown) => {
        inFlight = null
        keep()
        fail(around.failureOf(error))
      },
    )
    return inFlight
  }

  if (start.unsaved) {
    store.setState({ status: 'unsaved' })
    arm('pause', 0, () => void send())
  }

  return {
    ...store,
    changed: (next) => {
      if (next === document) return
      document = next
      if (timers.keep === null) arm('keep', KEEP_MS, keep)
      if (store.getState().status === 'conflict') return
      if (document === saved && inFlight === null) {
        clear('pause')
        clear('longest')
        clear('retry')
        return store.setState({ status: 'saved', reason: null })
      }
      if (store.getState().status !== 'saving') store.setState({ status: 'unsaved' })
      arm('pause', PAUSE_MS, () => void send())
      if (timers.longest === null) arm('longest', LONGEST_MS, () => void send())
    },
    flush: async () => {
      if (timers.keep !== null) keep()
      await send()
      // What was changed while that save was on its way.
      if (store.getState().status === 'unsaved') await send()
    },
    retry: () => {
      if (store.getState().status === 'waiting') void send()
    },
    adopt: (next, revision) => {
      document = next
      saved = next
      for (const name of Object.keys(timers) as (keyof typeof timers)[]) clear(name)
      store.setState({ status: 'saved', revision, reason: null, theirs: null })
      keep()
    },
    stop: () => {
      if (timers.keep !== null) keep()
      for (const name of Object.keys(timers) as (keyof typeof timers)[]) clear(name)
    },
  }
}
