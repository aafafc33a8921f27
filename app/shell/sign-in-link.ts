/** Only paths of ours: a link that leads elsewhere after sign-in is a trap. */
export function safeNext(next: string | null | undefined): string {
  if (typeof next !== 'string' || !next.startsWith('/') || next.startsWith('//') || next.includes('\\'))
    return '/console'
  return next.startsWith('/sign-in') ? '/console' : next
}

/** The sign-in page's address that leads back to `path`. */
export const signInLink = (path: string): string => `/sign-in?next=${encodeURIComponent(safeNext(path))}`

/** Leaves for the sign-in page, keeping where the person was. */
export function goToSignIn(): void {
  if (window.location.pathname.startsWith('/sign-in')) return
  window.location.assign(signInLink(window.location.pathname + window.location.search))
}
