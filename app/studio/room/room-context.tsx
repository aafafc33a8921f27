'use client'

import { createContext, useContext } from 'react'
import type { Bindings } from '#wire/session-messages.ts'
import type { DeviceKind } from '../model/roles.ts'

/** A device as the forms show it. */
export type RoomDevice = DeviceKind & {
  name: string
  category: string | null
  status: 'online' | 'offline' | 'unknown'
}

/** The room whose devices and live values the studio shows. */
export type StudioRoom = {
  /** Slug; empty while none is chosen. */
  slug: string
  rooms: readonly { slug: string; name: string; venue: string }[]
  choose: (slug: string) => void
  /** Its devices and bindings are known: before that, nothing can be called unbound. */
  ready: boolean
  devices: readonly RoomDevice[]
  /** Controller id → its name for people. */
  controllers: ReadonlyMap<string, string>
  /** Role → device of this room. */
  bindings: Bindings
  mayBind: boolean
  saveBindings: (bindings: Bindings) => void
}

export const NO_ROOM: StudioRoom = {
  slug: '',
  rooms: [],
  choose: () => {},
  ready: false,
  devices: [],
  controllers: new Map(),
  bindings: {},
  mayBind: false,
  saveBindings: () => {},
}

const RoomContext = createContext<StudioRoom>(NO_ROOM)

export const RoomProvider = RoomContext.Provider

export const useStudioRoom = (): StudioRoom => useContext(RoomContext)

/** The device that plays a role in this room, if it is bound and there. */
export function playerOf(room: StudioRoom, role: string): RoomDevice | null {
  const address = room.bindings[role]
  if (address === undefined) return null
  return room.devices.find((d) => d.controller === address.controller_id && d.device === address.device_id) ?? null
}

/** A role as people know it: by the device that plays it, else by its own name. */
export const roleTitle = (room: StudioRoom, role: string): string => playerOf(room, role)?.name || role

/** No device of this room plays the role. False while that is not known. */
export const isUnbound = (room: StudioRoom, role: string): boolean => room.ready && playerOf(room, role) === null
