/** Pages that stand alone: no rail, and nobody need be signed in. */
export const isBare = (path: string): boolean => path === '/sign-in' || path.startsWith('/display')
