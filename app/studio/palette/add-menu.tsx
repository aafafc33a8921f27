'use client'

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { classNames } from '#app/ui/class-names.ts'
import { nodeIcon } from '../canvas/icons.ts'
import styles from './add-menu.module.css'
import { findTypes } from './find-types.ts'

export type AddMenuProps = {
  /** Where on the screen, px. */
  at: { x: number; y: number }
  title: string
  /** `enterable`: only what an edge can lead to. */
  among: 'all' | 'enterable'
  onAdd: (type: string) => void
  onClose: () => void
}

/** A list of node types beside the pointer: type to narrow it, arrows and Enter to add. */
export function AddMenu({ at, title, among, onAdd, onClose }: AddMenuProps) {
  const [typed, setTyped] = useState('')
  const [marked, setMarked] = useState(0)
  const ref = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const types = findTypes(typed, among)
  const current = Math.min(marked, types.length - 1)

  useEffect(() => {
    input.current?.focus()
    const onDown = (event: PointerEvent) => {
      if (event.target instanceof Node && ref.current?.contains(event.target) !== true) onClose()
    }
    document.addEventListener('pointerdown', onDown, true)
    return () => document.removeEventListener('pointerdown', onDown, true)
  }, [onClose])

  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 }
    const by = moves[event.key]
    if (by !== undefined) {
      event.preventDefault()
      setMarked((current + by + types.length) % Math.max(1, types.length))
    }
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose()
    }
    const chosen = types[current]
    if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault()
      onAdd(chosen.type)
    }
  }

  // Kept inside the window: the list is 320 by at most 400.
  const left = Math.max(8, Math.min(at.x, window.innerWidth - 336))
  const top = Math.max(8, Math.min(at.y, window.innerHeight - 416))
  return (
    <div ref={ref} className={styles.menu} style={{ left, top }} role="dialog" aria-label={title}>
      <input
        ref={input}
        className={styles.input}
        role="combobox"
        aria-label={title}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={types[current] === undefined ? undefined : `${list}-${types[current].type}`}
        placeholder={`${title}…`}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setMarked(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div id={list} role="listbox" aria-label="Node types" className={styles.list}>
        {types.map((definition, index) => {
          const Icon = nodeIcon(definition.icon)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which names this option as its active one.
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            <div
              key={definition.type}
              id={`${list}-${definition.type}`}
              role="option"
              aria-label={definition.label}
              aria-selected={index === current}
              className={classNames(styles.option, index === current && styles.marked)}
              onPointerMove={() => setMarked(index)}
              onClick={() => onAdd(definition.type)}
            >
              <Icon aria-hidden />
              <span className={styles.text}>
                <span className={styles.label}>{definition.label}</span>
                <span className={styles.summary}>{definition.summary}</span>
              </span>
            </div>
          )
        })}
        {types.length === 0 && <p className={styles.none}>No node is called “{typed}”.</p>}
      </div>
    </div>
  )
}
