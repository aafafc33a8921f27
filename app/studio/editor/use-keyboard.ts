import { useEffect } from 'react'
import { type Command, pressed } from './commands.ts'
import { useEditor } from './editor-context.tsx'

/** Text is being typed, or a menu, a dialog or a list has the keys. */
const elsewhere = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest(
    'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
  ) !== null

/** Keys that a focused control keeps for itself. */
const OWN = new Set([
  'Enter',
  ' ',
  'Tab',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'Escape',
  'Delete',
  'Backspace',
])
const onControl = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('button, a, summary, [role="tab"], [role="separator"], [role="combobox"], [role="switch"]') !== null &&
  target.closest('.react-flow') === null

/** Runs commands by their keys, wherever the focus is, but for where keys mean something else. */
export function useKeyboard(commands: readonly Command[]): void {
  const editor = useEditor()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || elsewhere(event.target)) return
      const plain = !event.metaKey && !event.ctrlKey && !event.altKey
      if (plain && OWN.has(event.key) && onControl(event.target)) return
      const found = commands.find(
        (c) => c.keys?.some((keys) => pressed(event, keys)) === true && (c.enabled?.(editor.getState()) ?? true),
      )
      if (found === undefined) return
      event.preventDefault()
      found.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [commands, editor])
}
