import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SignalDeclaration } from '#wire/messages/capabilities.ts'
import { readSensor, readState } from './normalise.ts'
import { readPayload } from './payload.ts'

const SIGNALS = new Map<string, SignalDeclaration>([
  ['open', { type: 'boolean' }],
  ['pressed', { type: 'boolean', momentary: true }],
  ['valve_6_psi', { type: 'number' }],
  ['gauge_6_position', { type: 'number' }],
  ['tag', { type: 'text' }],
])
const bytes = (payload: unknown): Uint8Array =>
  new TextEncoder().encode(typeof payload === 'string' ? payload : JSON.stringify(payload))
const read = (signal: string, payload: unknown, signals = SIGNALS) => {
  const parsed = readPayload(payload instanceof Uint8Array ? payload : bytes(payload), 64 * 1024)
  return parsed.ok ? readSensor(parsed, signal, signals) : parsed
}

describe('forms that boards send', () => {
  it.each([
    ['in full', 'valve_6_psi', { v: 1, value: 362, seq: 7, uptime_ms: 5120 }, { valve_6_psi: 362 }],
    ['several in a state', 'state', { v: 1, state: { open: true, tag: 'A' } }, { open: true, tag: 'A' }],
    ['a bare number', 'valve_6_psi', '362', { valve_6_psi: 362 }],
    ['a bare boolean', 'open', 'true', { open: true }],
    ['a bare word', 'open', 'CLOSED', { open: false }],
    ['bare text', 'tag', '-37:3', { tag: '-37:3' }],
    ['text that looks like a number', 'tag', '0042', { tag: '0042' }],
    ['a quoted string', 'tag', '"1"', { tag: '1' }],
    ['a value', 'open', { value: 'ON' }, { open: true }],
    ['a state word', 'open', { state: 'ON' }, { open: true }],
    [
      'its own name among others',
      'valve_6_psi',
      { gauges_active: true, gauge_6_position: 348, valve_6_psi: 362, ts: 5120 },
      { gauge_6_position: 348, valve_6_psi: 362 },
    ],
    ['its own name with chatter', 'open', { open: 1, raw: 612 }, { open: true }],
    ['another signal’s topic', 'anything', { open: 'PRESSED' }, { open: true }],
    ['a numeric string', 'valve_6_psi', { value: ' -1.5e2 ' }, { valve_6_psi: -150 }],
    ['nothing as text', 'tag', { tag: '' }, { tag: '' }],
    ['a number for a text', 'tag', { value: 17 }, { tag: '17' }],
  ])('%s', (_, signal, payload, signals) => {
    expect(read(signal, payload)).toMatchObject({ ok: true, signals, problems: [] })
  })

  it('a signal named like the envelope is that signal', () => {
    const levers = new Map<string, SignalDeclaration>([['state', { type: 'boolean' }]])
    expect(read('state', { state: 'OPEN' }, levers)).toMatchObject({ signals: { state: true } })
    const counter = new Map<string, SignalDeclaration>([['value', { type: 'number' }]])
    expect(read('value', { v: 1, value: 5, seq: 1 }, counter)).toMatchObject({ signals: { value: 5 }, seq: 1 })
  })

  it('takes what it can of several and names the rest', () => {
    const reading = read('state', { v: 1, state: { open: 'ajar', tag: 'A', colour: 3 } })
    expect(reading).toMatchObject({ ok: true, signals: { tag: 'A' } })
    expect('problems' in reading && reading.problems.map(({ code }) => code)).toEqual(['type', 'unknown_signal'])
  })
})

describe('refusals say why', () => {
  it.each([
    ['null', 'open', { value: null }, 'type', 'null'],
    ['NaN', 'valve_6_psi', 'NaN', 'type', '"NaN" is not a number'],
    ['NaN in an object', 'valve_6_psi', '{"value":NaN}', 'payload', 'not JSON'],
    ['infinity', 'valve_6_psi', '{"value":1e999}', 'type', 'too large'],
    ['a huge number', 'valve_6_psi', { value: 1e20 }, 'type', 'too large'],
    ['a huge numeric string', 'valve_6_psi', { value: '9'.repeat(400) }, 'type', 'too large'],
    ['hexadecimal', 'valve_6_psi', '0x10', 'type', 'not a number'],
    ['a boolean for a number', 'valve_6_psi', true, 'type', 'not a number'],
    ['two for a boolean', 'open', 2, 'type', 'not a boolean'],
    ['an object', 'open', { value: { a: 1 } }, 'type', 'an object'],
    ['a list', 'open', [true], 'payload', 'a list'],
    ['an unknown signal', 'colour', 'red', 'unknown_signal', 'open, pressed'],
    ['no known key', 'open', { colour: 1 }, 'unknown_signal', 'colour'],
    ['an empty object', 'open', {}, 'unknown_signal', 'none of none'],
    ['nothing', 'open', '', 'payload', 'empty'],
    ['broken JSON', 'tag', '{"a":', 'payload', 'not JSON'],
    ['a prototype key', 'open', '{"__proto__":{"open":true}}', 'payload', '__proto__'],
    ['a constructor', 'open', '{"state":{"constructor":1}}', 'payload', 'constructor'],
    ['a bomb', 'open', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 'payload', 'nested'],
    ['very many values', 'open', JSON.stringify(Array.from({ length: 5000 }, () => 0)), 'payload', 'more than'],
    ['too much', 'open', 'x'.repeat(70_000), 'oversize', '70000 bytes'],
    ['a long text', 'tag', { value: 'x'.repeat(2000) }, 'type', '2000 characters'],
    ['a NUL', 'tag', '"a\\u0000b"', 'type', 'NUL'],
    ['half a character', 'tag', '"\\ud800"', 'type', 'broken'],
    ['no UTF-8', 'tag', new Uint8Array([0xc3, 0x28]), 'payload', 'UTF-8'],
  ])('%s', (_, signal, payload, code, message) => {
    expect(read(signal, payload)).toEqual({ ok: false, code, message: expect.stringContaining(message) })
  })
})

it('is total: any bytes are a reading of declared types or a refusal', () => {
  const payloads = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json().map(bytes),
    fc.jsonValue().map((value) => bytes({ v: 1, state: value })),
  )
  fc.assert(
    fc.property(payloads, fc.constantFrom(...SIGNALS.keys(), 'toString'), (payload, signal) => {
      const reading = read(signal, payload)
      if (!reading.ok) return reading.message.length > 0
      return Object.entries(reading.signals).every(([name, value]) => {
        const type = SIGNALS.get(name)?.type
        return (
          type === (typeof value === 'string' ? 'text' : typeof value) &&
          (typeof value !== 'number' || Number.isFinite(value))
        )
      })
    }),
    { numRuns: 500 },
  )
})

describe('a state', () => {
  const state = (payload: unknown) => {
    const parsed = readPayload(bytes(payload), 64 * 1024)
    if (!parsed.ok) throw new Error(parsed.message)
    return readState(parsed, SIGNALS)
  }
  it('tells declared levels as signals, and all of it for display', () => {
    expect(state({ open: 'ON', pressed: true, coil_ma: 320 })).toEqual({
      signals: { open: true },
      state: { open: 'ON', pressed: true, coil_ma: 320 },
      problems: [],
    })
    expect(state({ v: 1, state: { open: false } }).signals).toEqual({ open: false })
    expect(state('LOCKED')).toEqual({ signals: {}, state: 'LOCKED', problems: [] })
  })
  it('names what has the wrong type', () => {
    expect(state({ open: 'ajar' }).problems).toMatchObject([{ code: 'type' }])
  })
})
