'use client'

import { createContext, useContext } from 'react'

/** Another graph of the tenant, as forms offer it. */
export type LibraryGraph = { id: string; name: string; kind: 'scene' | 'puzzle'; latestVersion: number | null }

/** The tenant's graphs. */
export type GraphLibrary = {
  graphs: readonly LibraryGraph[]
  /** Why a graph that is contained could not be had, by its `graphKey`. */
  missing: ReadonlyMap<string, string>
}

const NO_LIBRARY: GraphLibrary = { graphs: [], missing: new Map() }

const LibraryContext = createContext<GraphLibrary>(NO_LIBRARY)

export const LibraryProvider = LibraryContext.Provider

export const useLibrary = (): GraphLibrary => useContext(LibraryContext)
