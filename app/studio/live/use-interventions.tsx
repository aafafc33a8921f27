'use client'

import { type ReactNode, useState } from 'react'
import type { Asked } from '#app/console/ask.ts'
import { AskDialog } from '#app/console/ask-dialog.tsx'
import type { GraphNames } from '#app/console/graph-names.ts'
import { useAct } from '#app/console/use-act.ts'
import { useGraphNames } from '#app/console/use-graph-names.ts'
import { useMay } from '#app/shell/use-me.ts'
import type { Offer } from '#wire/session-view.ts'
import { useOverlay } from './overlay-context.tsx'

export type Interventions = {
  /** What can be done to a node of the game that the canvas shows; undefined where nothing, or by somebody else. */
  offerOf: (node: string) => Offer | undefined
  /** A game that is frozen takes nothing. */
  running: boolean
  /** Of the version that is played. */
  names: GraphNames
  ask: (command: Asked) => void
  /** The question, where one is open: what it would do, why it is done. */
  dialog: ReactNode
}

/** The game master's ways past a node, from the canvas: asked, shown beforehand and judged as on the console. */
export function useInterventions(): Interventions {
  const view = useOverlay((o) => o.view)
  const mayAct = useMay('sessions.act')
  const names = useGraphNames(view)
  const { act } = useAct(view?.session_id ?? null)
  const [asked, setAsked] = useState<Asked | null>(null)
  return {
    offerOf: (node) => (mayAct ? view?.offers.find((offer) => offer.node === node) : undefined),
    running: view?.status === 'running',
    names,
    ask: setAsked,
    dialog:
      asked === null || view === null ? null : (
        <AskDialog command={asked} view={view} names={names} onAct={act} onClose={() => setAsked(null)} />
      ),
  }
}
