import type { SessionStatus } from '#generated/prisma/enums.ts'

/** Statuses of a game that is being played or about to be; the database allows one of them in a room. */
export const LIVE = ['created', 'running', 'frozen'] as const satisfies readonly SessionStatus[]
