'use client'

import { useStored } from '#app/ui/use-stored.ts'

const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'

export type Mode = 'select' | 'hand'
const isMode = (value: unknown): value is Mode => value === 'select' || value === 'hand'

/** How this browser likes the studio: remembered. */
export function useUi() {
  const [palette, setPalette] = useStored('studio.palette', isWide(), isBoolean)
  const [inspector, setInspector] = useStored('studio.inspector', true, isBoolean)
  const [drawer, setDrawer] = useStored('studio.drawer', false, isBoolean)
  const [overlay, setOverlay] = useStored('studio.overlay', true, isBoolean)
  const [mode, setMode] = useStored<Mode>('studio.mode', 'select', isMode)
  return { palette, setPalette, inspector, setInspector, drawer, setDrawer, overlay, setOverlay, mode, setMode }
}

/** On a tablet the canvas needs the room more than the palette does, which `/` and a double tap replace. */
const isWide = (): boolean => typeof window === 'undefined' || window.innerWidth >= 1_100
