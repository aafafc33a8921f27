import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { scalar } from './json.ts'
import { deviceCommand, isPlainCommand } from './messages/command.ts'
import { hasScalars, isPlainTime } from './plain.ts'

const text = fc.oneof(
  fc.constantFrom('lock', 'a-b_1', '', '__proto__', 'constructor', 'Ü', 'x'.repeat(65)),
  fc.string(),
)
const value = fc.oneof(text, fc.boolean(), fc.integer(), fc.double(), fc.constant(null), fc.constant([]))
const scalars = fc.oneof(fc.dictionary(text, value), value, fc.constant(JSON.parse('{"__proto__":1}')))
const time = fc.oneof(
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc
    .tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 25 }))
    .map(([month, day, hour]) => {
      const two = (n: number): string => String(n).padStart(2, '0')
      return `2025-${two(month)}-${two(day)}T${two(hour)}:00:00.000Z`
    }),
  text,
)
const plain = {
  event_type: 'device_command',
  command_id: 'game.1.0',
  tenant_id: 'house',
  room_id: 'lobby',
  controller_id: 'door',
  device_id: 'lock',
  command: 'open',
  params: { wide: true },
  issued_at: '2026-02-28T10:00:00.000Z',
  ttl_ms: 5000,
  source: 'scene-runtime',
  session_id: 'game',
}

describe('checks by hand take nothing that the schema would refuse or change', () => {
  it('of a command', () => {
    expect(isPlainCommand(plain)).toBe(true)
    const field = fc.constantFrom(...Object.keys(plain), 'stranger')
    const other = fc.oneof(value, scalars, time, fc.constant(undefined))
    fc.assert(
      fc.property(field, other, (name, changed) => {
        const command = { ...plain, [name]: changed }
        if (isPlainCommand(command)) expect(deviceCommand.parse(command)).toEqual(command)
      }),
      { numRuns: 2000 },
    )
  })

  it('of values and of times, and of times it takes every one that a service writes', () => {
    const schema = z.record(z.string(), scalar)
    fc.assert(
      fc.property(scalars, (given) => {
        if (hasScalars(given)) expect(schema.parse(given)).toEqual(given)
      }),
    )
    fc.assert(
      fc.property(time, (given) => {
        if (isPlainTime(given)) expect(z.iso.datetime().safeParse(given).success).toBe(true)
      }),
      { numRuns: 2000 },
    )
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true }),
        (date) => isPlainTime(date.toISOString()) || (date.getUTCMonth() === 1 && date.getUTCDate() === 29),
      ),
    )
  })
})
