'use client'

import { useSyncExternalStore } from 'react'
import styles from './kbd.module.css'

const never = () => () => {}
const isApple = () => /mac|iphone|ipad/i.test(navigator.platform)

const NAMES: Record<string, [apple: string, other: string]> = {
  Mod: ['⌘', 'Ctrl'],
  Alt: ['⌥', 'Alt'],
  Shift: ['⇧', 'Shift'],
  Enter: ['↵', 'Enter'],
  Escape: ['Esc', 'Esc'],
  Backspace: ['⌫', 'Backspace'],
  Delete: ['⌦', 'Del'],
  ArrowUp: ['↑', '↑'],
  ArrowDown: ['↓', '↓'],
  ArrowLeft: ['←', '←'],
  ArrowRight: ['→', '→'],
}

/** Keys as they are on this machine: `Mod+Shift+Z` is ⌘⇧Z or Ctrl Shift Z. */
export function Kbd({ keys }: { keys: string }) {
  const apple = useSyncExternalStore(never, isApple, () => false)
  return (
    <span className={styles.keys}>
      {keys.split('+').map((key) => (
        <kbd key={key} className={styles.key}>
          {NAMES[key]?.[apple ? 0 : 1] ?? key}
        </kbd>
      ))}
    </span>
  )
}
