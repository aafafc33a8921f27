import { expect, it } from 'vitest'
import { createEvent } from '#platform/events.ts'
import { createClient, type Socket } from './client.ts'
import { fromStream, type Notification } from './notification.ts'

const LIMITS = { slowAbove: 500, fastBelow: 100, patienceMs: 30_000, waitingMost: 5 }

/** A socket whose network is a dial: what is not taken stays buffered. */
function setUp() {
  const sent: string[] = []
  const callbacks: (() => void)[] = []
  let buffered = 0
  let late: (() => void) | undefined
  const happened: string[] = []
  const socket: Socket = {
    get bufferedAmount() {
      return buffered
    },
    send(text, done) {
      sent.push(text)
      buffered += text.length
      callbacks.push(done)
    },
    terminate: () => happened.push('terminated'),
  }
  const client = createClient({
    claims: { sub: 'u', tenant: 't' },
    socket,
    limits: LIMITS,
    schedule(_, run) {
      late = run
      return () => {
        late = undefined
      }
    },
    onSlow: () => happened.push('slow'),
    onDropped: () => happened.push('dropped'),
  })
  return {
    client,
    sent,
    happened,
    drain() {
      buffered = 0
      for (const done of callbacks.splice(0)) done()
    },
    timeIsUp: () => late?.(),
  }
}

let next = 0
const report = (n: number, device = 'dial'): Notification => {
  const event = createEvent({
    type: 'device_state_changed',
    tenant_id: 't',
    room_id: 'r',
    controller_id: 'c',
    device_id: device,
    payload: { signals: { n } },
    source: 't',
  })
  const made = fromStream(`${++next}-0`, JSON.stringify(event))
  if (made === undefined) throw new Error('not an event')
  return made
}
const numbers = (sent: string[]) => sent.map((text) => JSON.parse(text).data?.payload.signals.n ?? text)

it('sends every event while the network takes them', () => {
  const { client, sent, drain } = setUp()
  for (const n of [1, 2, 3]) {
    client.event(report(n))
    drain()
  }
  expect(numbers(sent)).toEqual([1, 2, 3])
})

it('sends the latest of each device when it drains again, control messages in their place', () => {
  const { client, sent, drain, happened } = setUp()
  for (const n of [1, 2, 3, 4]) client.event(report(n))
  client.control('{"type":"x"}')
  for (const n of [5, 6]) client.event(report(n))
  expect(happened).toEqual(['slow'])
  const before = sent.length
  drain()
  expect(numbers(sent.slice(before))).toEqual(['{"type":"x"}', 6])
  drain()
  client.event(report(7))
  expect(numbers(sent).at(-1)).toBe(7)
})

it('is dropped when it does not drain in time, and is sent nothing after', () => {
  const { client, sent, happened, timeIsUp } = setUp()
  for (const n of [1, 2, 3]) client.event(report(n))
  timeIsUp()
  const before = sent.length
  client.event(report(4))
  expect([happened, sent.length - before, client.open]).toEqual([['slow', 'dropped', 'terminated'], 0, false])
})

it('is dropped when too much waits for it', () => {
  const { client, happened } = setUp()
  for (const n of [1, 2, 3]) client.event(report(n))
  for (const n of [1, 2, 3, 4, 5, 6, 7]) client.event(report(n, `device-${n}`))
  expect(happened).toEqual(['slow', 'dropped', 'terminated'])
})
