import type { RoomState } from '#app/live/room-state.ts'
import type { State } from '#app/ui/state.ts'

export type Health = { state: State; label: string }

/** How a controller is, by what was heard of it last. */
export function controllerHealth(status: 'online' | 'offline' | 'unknown'): Health {
  switch (status) {
    case 'online':
      return { state: 'solved', label: 'Online' }
    case 'offline':
      return { state: 'offline', label: 'Offline' }
    case 'unknown':
      return { state: 'idle', label: 'Never heard' }
  }
}

/** How a device is: no better than its controller, and as bad as it says itself. */
export function deviceHealth(
  room: Pick<RoomState, 'controllers' | 'devices'>,
  controller: string,
  device: string,
  known: 'online' | 'offline' | 'unknown',
): Health {
  const board = room.controllers[controller]?.status ?? known
  if (board !== 'online') return controllerHealth(board)
  const own = room.devices[`${controller}/${device}`]
  if (own === 'error') return { state: 'failed', label: 'Reports an error' }
  if (own === 'offline') return { state: 'offline', label: 'Offline' }
  return { state: 'solved', label: 'Online' }
}
