import type { RegistryRoom } from '#wire/registry.ts'

/** The room of the measurement: boards with a light, a lock of the way out, a motor and a sensor each. */
export const ROOM = { tenant_id: 'bench', room_id: 'emergency' }

export const boardId = (n: number): string => `board-${n}`

export const registryOf = (boards: number): RegistryRoom[] => [
  {
    ...ROOM,
    controllers: Array.from({ length: boards }, (_, n) => ({
      controller_id: boardId(n),
      boot_id: null,
      heartbeat_interval_ms: 600_000,
      devices: [
        device('light', 'light', ['on', 'off']),
        device('exit', 'maglock', ['lock', 'unlock']),
        device('lift', 'motor', ['up', 'down', 'stop']),
        { ...device('sensor', 'hall', []), signals: { value: { type: 'number' as const } } },
      ],
    })),
  },
]

const device = (device_id: string, kind: string, commands: string[]) => ({
  device_id,
  kind,
  signals: {},
  commands: Object.fromEntries(commands.map((name) => [name, { params: {} }])),
  limits: {},
})
