'use client'

import { useReactFlow, useStore } from '@xyflow/react'
import { Minus, Plus, Scan } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { showEverything } from './use-places.ts'
import styles from './workbench.module.css'

/** Zoom, at the canvas' lower left. */
export function Zoom() {
  const flow = useReactFlow()
  const percent = useStore((s) => Math.round(s.transform[2] * 100))
  return (
    <fieldset className={styles.zoom} aria-label="Zoom">
      <IconButton
        icon={Minus}
        size="sm"
        label="Zoom out"
        keys="-"
        tooltipSide="top"
        onClick={() => void flow.zoomOut({ duration: 120 })}
      />
      <Button
        size="sm"
        variant="quiet"
        aria-label={`Zoom ${percent} %: back to 100 %`}
        onClick={() => void flow.zoomTo(1, { duration: 150 })}
      >
        {percent} %
      </Button>
      <IconButton
        icon={Plus}
        size="sm"
        label="Zoom in"
        keys="Plus"
        tooltipSide="top"
        onClick={() => void flow.zoomIn({ duration: 120 })}
      />
      <IconButton
        icon={Scan}
        size="sm"
        label="Show everything"
        keys="1"
        tooltipSide="top"
        onClick={() => showEverything(flow)}
      />
    </fieldset>
  )
}
