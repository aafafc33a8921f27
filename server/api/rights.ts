import type { Role } from '#generated/prisma/enums.ts'

/**
 * What a person may do, by role: the one table. A procedure names the right that it needs; a page asks `me.get` for
 * the caller's list. `see` rights read, the others change something.
 */
const EVERYONE = ['me.see', 'rooms.see', 'devices.see', 'graphs.see', 'bindings.see', 'sessions.see'] as const

const DESIGNING = ['graphs.edit', 'graphs.publish', 'bindings.edit'] as const
const PLAYING = ['sessions.start', 'sessions.act'] as const
/** Sends a command to a device by hand: a test, a fix during a game. The gateway's safety gate judges it as any other. */
const HANDS_ON = ['devices.command'] as const
/** Whoever may act may stop a room; that it goes on is the decision of those who look at it first. */
const STOPPING = ['emergency.stop'] as const
const CLEARING = ['emergency.clear'] as const
const OPERATING = ['operations.see'] as const
const OWNING = ['venues.edit', 'rooms.edit', 'people.see', 'people.edit', 'audit.see'] as const

export type Right =
  | (typeof EVERYONE)[number]
  | (typeof DESIGNING)[number]
  | (typeof PLAYING)[number]
  | (typeof HANDS_ON)[number]
  | (typeof STOPPING)[number]
  | (typeof CLEARING)[number]
  | (typeof OPERATING)[number]
  | (typeof OWNING)[number]

export const RIGHTS: Readonly<Record<Role, readonly Right[]>> = {
  owner: [...EVERYONE, ...DESIGNING, ...PLAYING, ...HANDS_ON, ...STOPPING, ...CLEARING, ...OPERATING, ...OWNING],
  /** Tries a scene in the room, so starts games and moves devices too; says which scene a room plays. */
  designer: [...EVERYONE, ...DESIGNING, ...PLAYING, ...HANDS_ON, ...STOPPING, 'rooms.edit'],
  gm: [...EVERYONE, ...PLAYING, ...HANDS_ON, ...STOPPING, ...CLEARING],
  technician: [...EVERYONE, ...HANDS_ON, ...STOPPING, ...CLEARING, ...OPERATING, 'bindings.edit'],
  viewer: [...EVERYONE],
}

/** Whether `role` has `right`. */
export const may = (role: Role, right: Right): boolean => RIGHTS[role].includes(right)
