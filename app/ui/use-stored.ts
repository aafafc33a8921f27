'use client'

import { useCallback, useSyncExternalStore } from 'react'

const PREFIX = 'sentient.'
const listeners = new Set<() => void>()
/** What was set in this page, also when the browser keeps nothing (private windows): it lasts as long as the page. */
const memory = new Map<string, string>()

function read(key: string): string | null {
  const held = memory.get(key)
  if (held !== undefined) return held
  try {
    return localStorage.getItem(PREFIX + key)
  } catch {
    // A browser that refuses storage: the page's own memory serves.
    return null
  }
}

function write(key: string, text: string): void {
  memory.set(key, text)
  try {
    localStorage.setItem(PREFIX + key, text)
  } catch {
    // As above.
  }
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  const onStorage = (event: StorageEvent) => {
    if (event.key?.startsWith(PREFIX) !== true) return
    memory.delete(event.key.slice(PREFIX.length))
    listener()
  }
  listeners.add(listener)
  window.addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', onStorage)
  }
}

const parsed = new Map<string, { text: string; value: unknown }>()

/**
 * A value that this browser remembers, shared by everything on the page that names the same key. What was stored by
 * an older version and does not pass `is` counts as never set.
 */
export function useStored<T>(key: string, initial: T, is: (value: unknown) => value is T): [T, (value: T) => void] {
  const text = useSyncExternalStore(
    subscribe,
    () => read(key),
    () => null,
  )
  const set = useCallback((value: T) => write(key, JSON.stringify(value)), [key])
  return [text === null ? initial : parse(key, text, initial, is), set]
}

/** Parses once per text, so that objects keep their identity between renders. */
function parse<T>(key: string, text: string, initial: T, is: (value: unknown) => value is T): T {
  const known = parsed.get(key)
  if (known !== undefined && known.text === text) return is(known.value) ? known.value : initial
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    value = undefined
  }
  parsed.set(key, { text, value })
  return is(value) ? value : initial
}
