'use client'

import { useSyncExternalStore } from 'react'

export const THEMES = ['system', 'dark', 'light'] as const
export type Theme = (typeof THEMES)[number]
export const THEME_COOKIE = 'theme'

const listeners = new Set<() => void>()
const chosen = (): Theme => {
  const set = document.documentElement.dataset.theme
  return set === 'dark' || set === 'light' ? set : 'system'
}
const light = () => window.matchMedia('(prefers-color-scheme: light)')

function subscribe(listener: () => void): () => void {
  const system = light()
  listeners.add(listener)
  system.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    system.removeEventListener('change', listener)
  }
}

/**
 * Chooses the theme. It stands in a cookie, so that the server writes `data-theme` into the page itself and nothing
 * flashes; `system` removes it and leaves the choice to `color-scheme`.
 */
export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  const age = theme === 'system' ? 0 : 365 * 24 * 3_600
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Safari and on plain http.
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${age}; samesite=lax`
  for (const listener of listeners) listener()
}

/** What was chosen, and what is shown. */
export function useTheme(): { theme: Theme; shown: 'dark' | 'light' } {
  const theme = useSyncExternalStore(subscribe, chosen, () => 'system' as Theme)
  const systemIsLight = useSyncExternalStore(
    subscribe,
    () => light().matches,
    () => false,
  )
  return { theme, shown: theme === 'system' ? (systemIsLight ? 'light' : 'dark') : theme }
}
