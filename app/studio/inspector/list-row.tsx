'use client'

import { ArrowDown, ArrowUp, ChevronRight, Trash2 } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useState } from 'react'
import { IconButton } from '#app/ui/button.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { useEditor } from '../editor/editor-context.tsx'
import styles from './inspector.module.css'
import type { Slot } from './slot.ts'

export type ListRowProps = {
  /** Its place in the list, from 0, and how many there are. */
  index: number
  length: number
  /** What it is called: `action 2 of On entry`. */
  what: string
  /** What is in it, in a line; `title` while it stands open, where its fields say that. */
  said: string
  title?: string
  open: boolean
  onOpen: (open: boolean) => void
  onMove: (to: number) => void
  onRemove: () => void
  /** Its fields. */
  children: ReactNode
}

/** An item of an ordered list: a line while it is closed, its fields below while it stands open. */
export function ListRow(props: ListRowProps) {
  const { index, length, what, said, title = said, open, onOpen, onMove, onRemove, children } = props
  const move = (to: number) => {
    if (to >= 0 && to < length) onMove(to)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    move(index + (event.key === 'ArrowUp' ? -1 : 1))
  }
  return (
    <div className={styles.listItem} data-open={open || undefined}>
      <div className={styles.listHead}>
        <button
          type="button"
          className={styles.rowToggle}
          aria-expanded={open}
          aria-label={`${what}: ${said}`}
          aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
          title={length > 1 ? `${said}\nAlt and an arrow moves it` : said}
          onClick={() => onOpen(!open)}
          onKeyDown={onKeyDown}
        >
          <ChevronRight aria-hidden />
          <span className={styles.rowNumber}>{index + 1}</span>
          <span className={styles.rowText}>{open ? title : <MiddleTruncate text={said} />}</span>
        </button>
        <span className={styles.rowActions}>
          {length > 1 && (
            <>
              <IconButton
                icon={ArrowUp}
                size="sm"
                label={`Move up: ${what}`}
                disabled={index === 0}
                onClick={() => move(index - 1)}
              />
              <IconButton
                icon={ArrowDown}
                size="sm"
                label={`Move down: ${what}`}
                disabled={index === length - 1}
                onClick={() => move(index + 1)}
              />
            </>
          )}
          <IconButton icon={Trash2} size="sm" label={`Remove: ${what}`} onClick={onRemove} />
        </span>
      </div>
      {open && <div className={styles.stack}>{children}</div>}
    </div>
  )
}

/** Lists of so many items at most begin with all of them open: there is nothing to look for. */
const FEW = 2

/**
 * The rows of a list whose items have no names: which of them stand open goes by their place, and moves with them. What is
 * added stands open.
 */
export function useListRows<Item>(slot: Slot<readonly Item[]>) {
  const editor = useEditor()
  const { value } = slot
  const { length } = value
  const [rows, setRows] = useState<readonly boolean[]>(() => new Array<boolean>(length).fill(length <= FEW))
  const all = Array.from({ length }, (_, index) => rows[index] ?? true)
  return (index: number) => ({
    index,
    length,
    open: all[index] ?? true,
    onOpen: (open: boolean) => setRows(all.with(index, open)),
    onMove: (to: number) => {
      slot.set(moved(value, index, to))
      editor.seal()
      setRows(moved(all, index, to))
    },
    onRemove: () => {
      slot.set(value.toSpliced(index, 1))
      setRows(all.toSpliced(index, 1))
    },
  })
}

export const moved = <Item,>(list: readonly Item[], from: number, to: number): Item[] => {
  const next = [...list]
  next.splice(to, 0, ...next.splice(from, 1))
  return next
}
