'use client'

import { createContext, useContext } from 'react'
import { useStore } from 'zustand'
import { createOverlay, type Overlay, type OverlayStore } from './overlay-store.ts'

const OverlayContext = createContext<OverlayStore>(createOverlay())

export const OverlayProvider = OverlayContext.Provider

export const useOverlay = <Part,>(select: (overlay: Overlay) => Part): Part =>
  useStore(useContext(OverlayContext), select)
