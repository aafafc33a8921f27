'use client'

import { useEffect, useRef } from 'react'

/** Key as in `KeyboardEvent.key`, with `Mod+` for ⌘ or Ctrl: `p`, ` `, `?`, `Mod+k`. */
export type Shortcuts = Readonly<Record<string, (event: KeyboardEvent) => void>>

/** Whether keys belong to what has the focus: something is typed there, or a dialogue or menu is open. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return true
  return target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
}

/** A button or link under the focus takes Space and Enter itself. */
const pressesItself = (event: KeyboardEvent): boolean =>
  (event.key === ' ' || event.key === 'Enter') &&
  event.target instanceof HTMLElement &&
  event.target.closest('button, a, summary, [role="button"], [role="tab"], [role="switch"]') !== null

/** Keys of a page; never while typing, and not again while held down. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const latest = useRef(shortcuts)
  useEffect(() => {
    latest.current = shortcuts
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.altKey || isTyping(event.target) || pressesItself(event))
        return
      const mod = event.metaKey || event.ctrlKey
      const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
      const action = latest.current[mod ? `Mod+${key}` : key]
      if (action === undefined) return
      event.preventDefault()
      action(event)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
