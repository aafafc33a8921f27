import { useEffect } from 'react'
import { type Command, pressed } from './commands.ts'
import { useEditor } from './editor-context.tsx'

const within = (target: EventTarget | null, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null

const typing = (target: EventTarget | null): boolean =>
  within(target, 'input, textarea, select, [contenteditable="true"]')
/** A menu, a dialog or a list has the keys. */
const elsewhere = (target: EventTarget | null): boolean =>
  within(target, '[role="dialog"], [role="menu"], [role="listbox"]')

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
  within(target, 'button, a, summary, [role="tab"], [role="separator"], [role="combobox"], [role="switch"]') &&
  !within(target, '.react-flow')

/** Runs commands by their keys, wherever the focus is, but for where keys mean something else. */
export function useKeyboard(commands: readonly Command[]): void {
  const editor = useEditor()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || elsewhere(event.target)) return
      const plain = !event.metaKey && !event.ctrlKey && !event.altKey
      if (plain && OWN.has(event.key) && onControl(event.target)) return
      const heard = typing(event.target) ? commands.filter((c) => c.whileTyping === true) : commands
      const found = heard.find(
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
