const KEY = 'sentient.tenant'

/** The tenant that this browser works in (slug), or null for the person's first one. */
export function chosenTenant(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    // A browser that refuses storage works in the first tenant.
    return null
  }
}

/** Works in another tenant from here: everything on the page belonged to the old one, so the page starts anew. */
export function chooseTenant(slug: string | null): void {
  if (slug === null) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, slug)
  window.location.assign('/console')
}
