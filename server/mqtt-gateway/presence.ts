import { type BoardAddress, boardKey } from './registry.ts'

/** Heartbeats that a controller may miss before it counts as offline (RT8). */
export const MISSED_HEARTBEATS = 3

export type Status = 'online' | 'offline'
/** Times are epoch ms of the gateway's own clock. */
export type Presence = {
  board: BoardAddress
  status: Status
  lastSeen: number
  bootId: string | undefined
  /** The broker said that it is gone: nothing reaches it. Without this an offline board is only silent. */
  parted?: boolean
}
export type PresenceChange = Presence & { reason: 'heard' | 'last_will' | 'missed_heartbeats' | 'broker_away' }

/**
 * Which controllers are there. A controller is online from when it is heard until its last will comes or three of its
 * heartbeat intervals pass in silence; a frozen board's last will comes many seconds late, so the silence counts.
 * No clock of its own: every call says when it is.
 */
export type PresenceBook = {
  get(board: BoardAddress): Presence | undefined
  /** The board itself spoke. Returns the change if it was not online, or booted anew. */
  heard(board: BoardAddress, at: number, bootId?: string): { change?: PresenceChange; rebooted: boolean }
  /** Its last will was read. */
  gone(board: BoardAddress, at: number): PresenceChange | undefined
  /** Everybody whose time is up at `now`. */
  overdue(now: number, intervalOf: (board: BoardAddress) => number, brokerAway: boolean): PresenceChange[]
  /** What was known before a restart. An online controller gets its full time again from `at`. */
  restore(presence: Presence, at: number): void
}

export function createPresenceBook(): PresenceBook {
  const boards = new Map<string, Presence & { dueAfter?: number }>()
  const change = (presence: Presence, reason: PresenceChange['reason']): PresenceChange => ({ ...presence, reason })
  return {
    get: (board) => boards.get(boardKey(board)),
    heard(board, at, bootId) {
      const key = boardKey(board)
      const known = boards.get(key)
      if (known === undefined) {
        const made: Presence = { board, status: 'online', lastSeen: at, bootId }
        boards.set(key, made)
        return { change: change(made, 'heard'), rebooted: false }
      }
      const rebooted = bootId !== undefined && known.bootId !== undefined && bootId !== known.bootId
      known.lastSeen = at
      if (bootId !== undefined) {
        known.bootId = bootId
        // It has registered, perhaps with another interval.
        delete known.dueAfter
      }
      if (known.status === 'online') return { rebooted }
      known.status = 'online'
      known.parted = false
      return { change: change(known, 'heard'), rebooted }
    },
    gone(board, at) {
      const known = boards.get(boardKey(board))
      if (known !== undefined) known.parted = true
      if (known?.status === 'offline') return undefined
      const presence = known ?? { board, status: 'offline', lastSeen: at, bootId: undefined, parted: true }
      presence.status = 'offline'
      boards.set(boardKey(board), presence)
      return change(presence, 'last_will')
    },
    overdue(now, intervalOf, brokerAway) {
      const changes: PresenceChange[] = []
      for (const presence of boards.values()) {
        if (presence.status === 'offline') continue
        // Asked four times a second of every board: its interval is looked up only when its time may be up.
        if (presence.dueAfter !== undefined && now <= presence.dueAfter) continue
        presence.dueAfter = presence.lastSeen + MISSED_HEARTBEATS * intervalOf(presence.board)
        if (now <= presence.dueAfter) continue
        presence.status = 'offline'
        changes.push(change(presence, brokerAway ? 'broker_away' : 'missed_heartbeats'))
      }
      return changes
    },
    restore(presence, at) {
      boards.set(boardKey(presence.board), {
        ...presence,
        lastSeen: presence.status === 'online' ? at : presence.lastSeen,
      })
    },
  }
}
