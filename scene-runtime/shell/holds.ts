import { WITHOUT_HARDWARE } from '#wire/condition.ts'
import type { DeviceAddress } from '#wire/names.ts'
import { ALL_HARDWARE, type DevicePolicy } from '#wire/room-policy.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { deviceKey, healthOf } from '../core/known.ts'
import type { Live } from './live-session.ts'
import type { RoomValues } from './room-values.ts'

type Offline = { device: string; role: string; address: DeviceAddress }

/** What speaks for standing still in a game with these bindings (RT7, RT8), in the words of the core's `hold`; sorted. */
export function causesOf(values: RoomValues, bindings: Bindings): string[] {
  const devices = offlineOf(values, bindings, 'freeze').map(({ device }) => device)
  const needsHardware = Object.keys(bindings).length > 0
  const all = needsHardware && values.policy.hardware_away === 'freeze' && isHardwareAway(values)
  return [...new Set(all ? [...devices, ALL_HARDWARE] : devices)].sort()
}

const isHardwareAway = ({ away }: RoomValues): boolean => WITHOUT_HARDWARE.some((name) => away.has(name))

/** The bound devices that are offline and have this policy, with the roles that they play. */
function offlineOf(values: RoomValues, bindings: Bindings, policy: DevicePolicy): Offline[] {
  return Object.entries(bindings).flatMap(([role, address]) => {
    const device = deviceKey(address.controller_id, address.device_id)
    const its = values.policy.devices[device] ?? 'warn'
    return its === policy && healthOf(values, address) === 'offline' ? [{ device, role, address }] : []
  })
}

const NAMED = 3

/** Several devices that went away at once, in words. */
export function offlineTogether(away: readonly Offline[]): string {
  const names = away.slice(0, NAMED).map(({ device }) => device)
  const more = away.length > NAMED ? [`${away.length - NAMED} more`] : []
  return `${away.length} devices that this game uses are offline: ${[...names, ...more].join(', ')}.`
}

/** What the games of a room were told of hardware that is away. */
export function createHolds() {
  /** Session → devices that its game master was warned of. */
  const warned = new Map<string, Set<string>>()
  return {
    /** What speaks for standing still, if that is not what the session knows already. */
    changed({ start, session }: Live, values: RoomValues): string[] | null {
      const causes = causesOf(values, start.bindings)
      const known = session.hold?.causes ?? []
      return causes.length === known.length && causes.every((cause, index) => cause === known[index]) ? null : causes
    },
    /** Devices that are away and were not when this was asked last. */
    toWarnOf({ start }: Live, values: RoomValues): Offline[] {
      const before = warned.get(start.session_id)
      const offline = offlineOf(values, start.bindings, 'warn')
      warned.set(start.session_id, new Set(offline.map(({ device }) => device)))
      // A device that plays two roles is one device.
      return offline.filter(
        ({ device }, index) =>
          before?.has(device) !== true && offline.findIndex((one) => one.device === device) === index,
      )
    },
    forget({ start }: Live): void {
      warned.delete(start.session_id)
    },
  }
}
