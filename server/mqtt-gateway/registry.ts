import type { Json } from '#wire/json.ts'
import type { CommandDeclaration, SignalDeclaration } from '#wire/messages/capabilities.ts'
import type { DeviceManifest } from '#wire/messages/register-device.ts'
import { type RoomAddress, roomKey } from '#wire/names.ts'
import type { CommandLimits, RegistryController, RegistryDevice, RegistryRoom } from '#wire/registry.ts'

/** A controller's address, and its one spelling as a key. */
export type BoardAddress = RoomAddress & { controller_id: string }
export const boardKey = (board: BoardAddress): string => `${roomKey(board)}/${board.controller_id}`

/** Maps and not objects: a name that comes from a network is never looked up on a prototype. */
export type KnownDevice = {
  device_id: string
  kind: string
  signals: ReadonlyMap<string, SignalDeclaration>
  commands: ReadonlyMap<string, CommandDeclaration>
  limits: CommandLimits
}
export type KnownController = {
  board: BoardAddress
  bootId: string | undefined
  heartbeatIntervalMs: number
  devices: Map<string, KnownDevice>
}
export type KnownRoom = {
  address: RoomAddress
  /** Undefined while nobody said it. */
  venue: string | undefined
  controllers: Map<string, KnownController>
}

/** What the gateway judges messages by: rooms, their controllers, their devices. Memory only; see `registrations.ts`. */
export type Registry = {
  room(address: RoomAddress): KnownRoom | undefined
  rooms(): Iterable<KnownRoom>
  controller(board: BoardAddress): KnownController | undefined
  controllers(): Iterable<KnownController>
  /** Takes over what is stored. A controller that it does not name stays if it registered since. */
  load(rooms: readonly RegistryRoom[]): void
  putController(
    board: BoardAddress,
    facts: { bootId: string | undefined; heartbeatIntervalMs: number },
  ): KnownController
  /** The device as it now declares itself. What its JSON (`said`) leaves out stays, and so do limits set on it. */
  putDevice(board: BoardAddress, manifest: DeviceManifest, said: Json): KnownDevice
  /** As it is kept for a start without the API. */
  export(address: RoomAddress): RegistryRoom | undefined
}

export function createRegistry(): Registry {
  const rooms = new Map<string, KnownRoom>()
  const roomAt = (address: RoomAddress): KnownRoom => {
    const key = roomKey(address)
    const known = rooms.get(key)
    if (known !== undefined) return known
    const { tenant_id, room_id } = address
    const made: KnownRoom = { address: { tenant_id, room_id }, venue: undefined, controllers: new Map() }
    rooms.set(key, made)
    return made
  }
  const controllerAt = (board: BoardAddress, fallbackInterval: number): KnownController => {
    const room = roomAt(board)
    const known = room.controllers.get(board.controller_id)
    if (known !== undefined) return known
    const made: KnownController = {
      board: { ...room.address, controller_id: board.controller_id },
      bootId: undefined,
      heartbeatIntervalMs: fallbackInterval,
      devices: new Map(),
    }
    room.controllers.set(board.controller_id, made)
    return made
  }
  return {
    room: (address) => rooms.get(roomKey(address)),
    rooms: () => rooms.values(),
    controller: (board) => rooms.get(roomKey(board))?.controllers.get(board.controller_id),
    *controllers() {
      for (const room of rooms.values()) yield* room.controllers.values()
    },
    load(stored) {
      for (const room of stored) {
        roomAt(room).venue = room.venue_id
        for (const controller of room.controllers) {
          const board = { tenant_id: room.tenant_id, room_id: room.room_id, controller_id: controller.controller_id }
          const known = controllerAt(board, controller.heartbeat_interval_ms)
          known.heartbeatIntervalMs = controller.heartbeat_interval_ms
          known.bootId ??= controller.boot_id ?? undefined
          for (const device of controller.devices) known.devices.set(device.device_id, fromStored(device))
        }
      }
    },
    putController(board, facts) {
      const controller = controllerAt(board, facts.heartbeatIntervalMs)
      controller.heartbeatIntervalMs = facts.heartbeatIntervalMs
      if (facts.bootId !== undefined) controller.bootId = facts.bootId
      return controller
    },
    putDevice(board, manifest, said) {
      const controller = controllerAt(board, DEFAULT_HEARTBEAT_MS)
      const known = controller.devices.get(manifest.device_id)
      const names = (part: string) => typeof said === 'object' && said !== null && Object.hasOwn(said, part)
      const device: KnownDevice = {
        device_id: manifest.device_id,
        kind: manifest.kind ?? manifest.device_type ?? known?.kind ?? 'unknown',
        signals: known !== undefined && !names('signals') ? known.signals : new Map(Object.entries(manifest.signals)),
        commands:
          known !== undefined && !names('commands') ? known.commands : new Map(Object.entries(manifest.commands)),
        limits: known?.limits ?? {},
      }
      controller.devices.set(device.device_id, device)
      return device
    },
    export(address) {
      const room = rooms.get(roomKey(address))
      return room === undefined
        ? undefined
        : {
            ...room.address,
            ...(room.venue === undefined ? {} : { venue_id: room.venue }),
            controllers: [...room.controllers.values()].map(toStored),
          }
    },
  }
}

const DEFAULT_HEARTBEAT_MS = 30_000

const fromStored = (device: RegistryDevice): KnownDevice => ({
  device_id: device.device_id,
  kind: device.kind,
  signals: new Map(Object.entries(device.signals)),
  commands: new Map(Object.entries(device.commands)),
  limits: device.limits,
})

const toStored = (controller: KnownController): RegistryController => ({
  controller_id: controller.board.controller_id,
  boot_id: controller.bootId ?? null,
  heartbeat_interval_ms: controller.heartbeatIntervalMs,
  devices: [...controller.devices.values()].map((device) => ({
    device_id: device.device_id,
    kind: device.kind,
    signals: Object.fromEntries(device.signals),
    commands: Object.fromEntries(device.commands),
    limits: device.limits,
  })),
})
