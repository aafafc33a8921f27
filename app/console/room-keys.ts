import type { Shortcuts } from '#app/shell/use-shortcuts.ts'

/** 1 to 9 for the first nine rooms, in the order of the wall. */
export const roomKeys = (rooms: readonly { slug: string }[], go: (room: string) => void): Shortcuts =>
  Object.fromEntries(rooms.slice(0, 9).map((room, index) => [String(index + 1), () => go(room.slug)]))
