'use client'

import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { classNames } from '#app/ui/class-names.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import { nodeIcon } from '../canvas/icons.ts'
import styles from './add-menu.module.css'
import { findTypes } from './find-types.ts'

export type AddMenuProps = {
  /** Where on the screen, px. */
  at: { x: number; y: number }
  title: string
  /** `enterable`: only what an edge can lead to. */
  among: 'all' | 'enterable'
  /** Nodes that are there, for what was typed: one of them can be chosen instead of a new one. */
  existing?: (typed: string) => readonly Existing[]
  onAdd: (type: string) => void
  onChoose?: (node: string) => void
  onClose: () => void
}

/** A node as the list shows it. */
export type Existing = { id: string; type: string; label: string; hint: string }
type Option = { key: string; icon: string; label: string; text: string; choose: () => void }

/** A list of node types beside the pointer: type to narrow it, arrows and Enter to add. */
export function AddMenu({ at, title, among, existing, onAdd, onChoose, onClose }: AddMenuProps) {
  const [typed, setTyped] = useState('')
  const [marked, setMarked] = useState(0)
  const ref = useRef<HTMLDivElement>(null)
  const input = useRef<HTMLInputElement>(null)
  const list = useId()
  const listRef = useRef<HTMLDivElement>(null)
  const types = findTypes(typed, among).map(
    ({ type, icon, label, summary }): Option => ({ key: type, icon, label, text: summary, choose: () => onAdd(type) }),
  )
  const nodes = (typed.trim() === '' ? [] : (existing?.(typed) ?? [])).map(
    ({ id, type, label, hint }): Option => ({
      key: `node ${id}`,
      icon: nodeDefinition(type).icon,
      label,
      text: hint,
      choose: () => onChoose?.(id),
    }),
  )
  // Types that are called so, nodes that are called so, and types that only speak of it.
  const called = types.filter(({ label }) => label.toLowerCase().includes(typed.trim().toLowerCase()))
  const options = [...called, ...nodes, ...types.filter((type) => !called.includes(type))]
  const current = Math.min(marked, options.length - 1)

  useEffect(() => input.current?.focus(), [])
  useEffect(() => {
    listRef.current?.children[current]?.scrollIntoView({ block: 'nearest' })
  }, [current])
  useEffect(() => {
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
      setMarked((current + by + options.length) % Math.max(1, options.length))
    }
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      onClose()
    }
    const chosen = options[current]
    if (event.key === 'Enter' && chosen !== undefined) {
      event.preventDefault()
      chosen.choose()
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
        aria-activedescendant={options[current] === undefined ? undefined : `${list}-${current}`}
        placeholder={`${title}…`}
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setMarked(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div
        ref={listRef}
        id={list}
        role="listbox"
        aria-label={existing === undefined ? 'Node types' : 'Node types and nodes'}
        className={styles.list}
      >
        {options.map(({ key, icon, label, text, choose }, index) => {
          const Icon = nodeIcon(icon)
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which names this option as its active one.
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            <div
              key={key}
              id={`${list}-${index}`}
              role="option"
              aria-label={label}
              aria-selected={index === current}
              className={classNames(styles.option, index === current && styles.marked)}
              onPointerMove={() => setMarked(index)}
              onClick={choose}
            >
              <Icon aria-hidden />
              <span className={styles.text}>
                <span className={styles.label}>{label}</span>
                <span className={styles.summary}>{text}</span>
              </span>
            </div>
          )
        })}
        {options.length === 0 && <p className={styles.none}>No node is called “{typed}”.</p>}
      </div>
    </div>
  )
}
