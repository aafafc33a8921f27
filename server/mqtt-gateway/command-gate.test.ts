import { describe, expect, it } from 'vitest'
import type { DeviceCommand } from '#wire/messages/command.ts'
import type { RegistryDevice } from '#wire/registry.ts'
import { type GateFacts, judgeCommand } from './command-gate.ts'
import { createPresenceBook } from './presence.ts'
import { createRegistry } from './registry.ts'

const NOW = Date.parse('2026-03-14T19:30:00.000Z')
const BOARD = { tenant_id: 'paragon', room_id: 'clockwork', controller_id: 'panel' }
const fog: RegistryDevice = {
  device_id: 'fog',
  kind: 'fog',
  signals: {},
  commands: {
    trigger: { params: { ms: { type: 'number', min: 100, max: 3000, optional: true } } },
    say: { params: { text: { type: 'text' }, loud: { type: 'boolean' } } },
  },
  limits: { trigger: { params: { ms: { max: 2500 } }, cooldown_ms: 1000 } },
}

const STOP = {
  stop_id: 's1',
  tenant_id: 'paragon',
  room_id: 'clockwork',
  level: 2 as const,
  cause: 'smoke',
  by: 'Mara',
  actor: 'mara@paragon.example',
  at: NOW,
  cleared: null,
}

const facts = (change: Partial<GateFacts> & { board?: 'parted' | 'silent' | 'never heard' } = {}): GateFacts => {
  const registry = createRegistry()
  registry.load([
    {
      tenant_id: 'paragon',
      room_id: 'clockwork',
      controllers: [{ controller_id: 'panel', boot_id: 'b1', heartbeat_interval_ms: 5000, devices: [fog] }],
    },
  ])
  const presence = createPresenceBook()
  if (change.board !== 'never heard') presence.heard(BOARD, NOW)
  if (change.board === 'parted') presence.gone(BOARD, NOW)
  if (change.board === 'silent') presence.overdue(NOW + 60_000, () => 5000, false)
  return { registry, presence, now: NOW, brokerAway: false, ...change }
}
const command = (change: Partial<DeviceCommand> = {}): DeviceCommand => ({
  event_type: 'device_command',
  command_id: 'c1',
  ...BOARD,
  device_id: 'fog',
  command: 'trigger',
  params: {},
  issued_at: new Date(NOW - 10).toISOString(),
  ttl_ms: 1000,
  source: 'test',
  ...change,
})

describe('the safety gate', () => {
  it('sends what is declared, with the board’s boot', () => {
    expect(judgeCommand(command({ params: { ms: 2500 } }), facts())).toEqual({
      send: true,
      topic: 'paragon/clockwork/commands/panel/fog/trigger',
      message: {
        v: 1,
        command_id: 'c1',
        boot_id: 'b1',
        issued_at: '2026-03-14T19:29:59.990Z',
        ttl_ms: 1000,
        params: { ms: 2500 },
      },
    })
  })

  it.each<[string, Partial<DeviceCommand>, Parameters<typeof facts>[0], string, string]>([
    ['an old command', {}, { now: NOW + 991 }, 'stale', '1001 ms old'],
    ['a room that is not there', { room_id: 'attic' }, {}, 'rejected', 'paragon/attic has no controller panel'],
    ['another tenant’s room', { tenant_id: 'rival' }, {}, 'rejected', 'has no controller'],
    ['an unknown device', { device_id: 'constructor' }, {}, 'rejected', 'no device constructor'],
    ['an unknown command', { command: 'toString' }, {}, 'rejected', 'it has trigger, say'],
    ['a parameter that is not declared', { params: { height: 3 } }, {}, 'rejected', 'no parameter height; it has ms'],
    ['too little', { params: { ms: 99 } }, {}, 'rejected', 'is 99; the least is 100'],
    ['more than the installer allows', { params: { ms: 2501 } }, {}, 'rejected', 'the most is 2500'],
    ['a text for a number', { params: { ms: '500' } }, {}, 'rejected', 'is text "500"; it must be number'],
    ['a missing parameter', { command: 'say', params: { text: 'boo' } }, {}, 'rejected', 'loud (boolean) is missing'],
    ['a board whose last will was read', {}, { board: 'parted' }, 'rejected', 'controller panel is offline'],
    ['a broker that is away', {}, { brokerAway: true }, 'rejected', 'broker'],
    ['anything for a room that stands still', {}, { stop: STOP }, 'stopped', 'emergency stop (level 2: smoke)'],
    ['anything while that is not known', {}, { stop: 'unsure' }, 'stopped', 'not known yet'],
    ['too soon', {}, { lastSent: NOW - 400 }, 'rejected', 'wait another 600 ms'],
  ])('refuses %s', (_, change, world, outcome, reason) => {
    const verdict = judgeCommand(command(change), facts(world))
    expect(verdict).toEqual({ send: false, outcome, reason: expect.stringContaining(reason) })
  })

  it.each(['silent', 'never heard'] as const)('sends to a board that is only %s: it may well hear', (board) => {
    expect(judgeCommand(command(), facts({ board }))).toMatchObject({ send: true, message: { boot_id: 'b1' } })
  })

  it('sends again after the cooldown', () => {
    expect(judgeCommand(command(), facts({ lastSent: NOW - 1000 })).send).toBe(true)
  })
})
