import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEGMENT } from './names.ts'
import {
  ackTopic,
  commandFilter,
  commandTopic,
  connectionTopic,
  diagnosticsTopic,
  emergencyTopic,
  heartbeatTopic,
  parseTopic,
  REGISTER_CONTROLLER,
  REGISTER_DEVICE,
  sensorTopic,
  stateTopic,
  type Topic,
} from './topics.ts'

const letters = [...'abcxyz0189_-']
const segment = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 64 })
  .filter((text) => SEGMENT.test(text))
const board = fc.record({ tenant: segment, room: segment, controller: segment })
const topic: fc.Arbitrary<Topic> = fc.oneof(
  fc.constantFrom<Topic>({ kind: 'register-controller' }, { kind: 'register-device' }),
  fc.tuple(board, segment, segment).map(([b, device, signal]): Topic => ({ kind: 'sensor', ...b, device, signal })),
  fc.tuple(board, segment, segment).map(([b, device, action]): Topic => ({ kind: 'command', ...b, device, action })),
  fc
    .tuple(fc.constantFrom('state' as const, 'ack' as const), board, segment)
    .map(([kind, b, device]): Topic => ({ kind, ...b, device })),
  fc
    .tuple(
      fc.constantFrom('heartbeat' as const, 'connection' as const, 'diagnostics' as const, 'emergency' as const),
      board,
    )
    .map(([kind, b]): Topic => ({ kind, ...b })),
)

function build(topic: Topic): string {
  switch (topic.kind) {
    case 'register-controller':
      return REGISTER_CONTROLLER
    case 'register-device':
      return REGISTER_DEVICE
    case 'sensor':
      return sensorTopic(topic, topic.device, topic.signal)
    case 'command':
      return commandTopic(topic, topic.device, topic.action)
    case 'state':
      return stateTopic(topic, topic.device)
    case 'ack':
      return ackTopic(topic, topic.device)
    case 'heartbeat':
      return heartbeatTopic(topic)
    case 'connection':
      return connectionTopic(topic)
    case 'diagnostics':
      return diagnosticsTopic(topic)
    case 'emergency':
      return emergencyTopic(topic)
  }
}

describe('topics', () => {
  it('parse to what they were built from', () => {
    fc.assert(
      fc.property(topic, (built) => isDeepStrictEqual(parseTopic(build(built)), built)),
      { numRuns: 300 },
    )
  })

  it('parse is total: any text is a topic of the grammar or a refusal with its reason', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc
        .array(fc.oneof(segment, fc.string(), fc.constantFrom('sensors', 'status', 'events', 'commands', 'ack', '')), {
          maxLength: 9,
        })
        .map((parts) => parts.join('/')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parseTopic(text)
        return parsed.kind === 'refused' ? parsed.reason.length > 10 : build(parsed) === text
      }),
      { numRuns: 500 },
    )
  })

  it.each([
    ['paragon/clockwork/status/gear/heartbeat/extra', 'status'],
    ['paragon/clockwork/status/gear', 'status'],
    ['paragon/clockwork/Telemetry/clock/data', '"Telemetry"'],
    ['paragon/clockwork/telemetry/clock/data', 'category "telemetry"'],
    ['paragon/clockwork/sensors/gear/encoder_a', 'sensor topic'],
    ['paragon//sensors/gear/encoder_a/count', '""'],
    ['paragon/clockwork/sensors/gear/encoder_a/+', '"+"'],
    ['$SYS/broker/uptime/a', '"$SYS"'],
    ['paragon/clockwork', 'at least'],
  ])('%s is refused for %s', (text, reason) => {
    expect(parseTopic(text)).toEqual({ kind: 'refused', reason: expect.stringContaining(reason) })
  })

  it('a board hears its own commands and no others', () => {
    const [a, b] = [
      { tenant: 't', room: 'r', controller: 'a' },
      { tenant: 't', room: 'r', controller: 'ab' },
    ]
    const heard = (filter: string, text: string) => text.startsWith(filter.slice(0, -1))
    expect(heard(commandFilter(a), commandTopic(a, 'd', 'go'))).toBe(true)
    expect(heard(commandFilter(a), commandTopic(b, 'd', 'go'))).toBe(false)
  })

  it('a segment is 1–64 of a-z, 0-9, _ and -', () => {
    expect(['a', 'a-b_9', 'x'.repeat(64)].every((text) => SEGMENT.test(text))).toBe(true)
    expect(
      ['', 'A', 'ä', '__proto__', 'constructor', 'a b', 'a\n', 'x'.repeat(65)].some((text) => SEGMENT.test(text)),
    ).toBe(false)
  })
})
