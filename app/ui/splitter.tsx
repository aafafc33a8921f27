'use client'

import { type KeyboardEvent, type PointerEvent, type ReactNode, useCallback, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './splitter.module.css'
import { useStored } from './use-stored.ts'

export type SplitterProps = {
  /** Under which the size is remembered, as `studio.inspector`. */
  name: string
  /** The panel whose size is set; the other takes the rest. */
  panel: ReactNode
  /** What takes the rest. */
  children: ReactNode
  /** Where the panel stands. */
  side: 'left' | 'right' | 'top' | 'bottom'
  /** px. */
  initial: number
  min: number
  max: number
  /** Folded away: only the rest is shown. Its size is kept. */
  folded?: boolean
  label: string
  className?: string
}

const STEP = 16

/** Two areas with an edge between them that can be moved by pointer and by arrow keys; double click resets it. */
export function Splitter({
  name,
  panel,
  children,
  side,
  initial,
  min,
  max,
  folded = false,
  label,
  className,
}: SplitterProps) {
  const [size, setSize] = useStored(`split.${name}`, initial, isSize)
  const drag = useRef<{ from: number; size: number } | null>(null)
  const horizontal = side === 'left' || side === 'right'
  const towards = side === 'left' || side === 'top' ? 1 : -1
  const clamp = useCallback((px: number) => Math.round(Math.min(max, Math.max(min, px))), [min, max])
  const shown = clamp(size)

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { from: horizontal ? event.clientX : event.clientY, size: shown }
  }
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current === null) return
    const moved = (horizontal ? event.clientX : event.clientY) - drag.current.from
    setSize(clamp(drag.current.size + moved * towards))
  }
  const release = () => {
    drag.current = null
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] = horizontal ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown']
    if (event.key !== less && event.key !== more) return
    event.preventDefault()
    setSize(clamp(shown + (event.key === more ? STEP : -STEP) * towards))
  }

  const handle = (
    // biome-ignore lint/a11y/useSemanticElements: a focusable separator that moves is this role's own pattern (WAI-ARIA window splitter).
    <div
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={horizontal ? 'vertical' : 'horizontal'}
      aria-valuenow={shown}
      aria-valuemin={min}
      aria-valuemax={max}
      className={classNames(styles.handle, horizontal ? styles.vertical : styles.horizontal)}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={release}
      onPointerCancel={release}
      onKeyDown={onKeyDown}
      onDoubleClick={() => setSize(initial)}
    />
  )
  const sized = (
    <div className={styles.panel} style={horizontal ? { width: shown } : { height: shown }}>
      {panel}
    </div>
  )
  const first = side === 'left' || side === 'top'
  return (
    <div className={classNames(styles.split, horizontal ? styles.row : styles.column, className)}>
      {first && !folded && sized}
      {first && !folded && handle}
      <div className={styles.rest}>{children}</div>
      {!first && !folded && handle}
      {!first && !folded && sized}
    </div>
  )
}

const isSize = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
