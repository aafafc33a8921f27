import { describe, expect, it } from 'vitest'
import { type ConnectionStatus, RealtimeClient, type Socket } from './realtime-client.ts'
import { eventAt } from './testing.ts'

/** A socket, a clock and a token office that the test holds in its hands. */
function world() {
  const sockets: (Socket & { sent: unknown[]; url: string; closed: boolean })[] = []
  const waits: { after: number; run: () => void }[] = []
  const statuses: ConnectionStatus[] = []
  const events: string[] = []
  const sentAt: (number | null)[] = []
  const subscribed: { room: string; gap: boolean }[] = []
  const refused: string[] = []
  let token: () => Promise<{ url: string }> = () => Promise.resolve({ url: 'ws://test' })
  const client = new RealtimeClient(
    {
      getToken: () => token(),
      open: (url) => {
        const socket: (typeof sockets)[number] = {
          url,
          sent: [],
          closed: false,
          onopen: null,
          onmessage: null,
          onclose: null,
          onerror: null,
          send(data) {
            this.sent.push(JSON.parse(String(data)))
          },
          close() {
            this.closed = true
          },
        }
        sockets.push(socket)
        return socket
      },
      schedule: (after, run) => {
        const wait = { after, run }
        waits.push(wait)
        return () => void waits.splice(waits.indexOf(wait), 1)
      },
      now: () => 0,
      random: () => 1,
    },
    {
      onStatus: (status) => statuses.push(status),
      onEvent: (_, event, at) => {
        events.push(event.stream_id)
        sentAt.push(at)
      },
      onSubscribed: (room, { gap }) => subscribed.push({ room, gap }),
      onRefused: (message) => refused.push(message),
    },
  )
  return {
    client,
    sockets,
    waits,
    statuses,
    events,
    sentAt,
    subscribed,
    refused,
    refuseTokens: () => {
      token = () => Promise.reject(new Error('no token'))
    },
    /** Lets promises that are settled run their course. */
    settle: () => new Promise<void>((done) => setImmediate(done)),
    socket: () => {
      const last = sockets.at(-1)
      if (last === undefined) throw new Error('no socket was opened')
      return last
    },
    say: (message: unknown) => sockets.at(-1)?.onmessage?.({ data: JSON.stringify(message) } as MessageEvent),
  }
}

const notification = (second: number) => {
  const data = eventAt(second, 'gm_notice')
  return { type: 'event_notification', room_id: 'clockwork', data, timestamp: data.timestamp }
}
const opened = {} as Event
const closed = { reason: 'gone' } as CloseEvent

describe('RealtimeClient', () => {
  it('connects with the first room and subscribes to it from where it was left', async () => {
    const w = world()
    w.client.subscribe('clockwork', '5-0')
    await w.settle()
    w.socket().onopen?.(opened)
    expect(w.socket().sent).toEqual([{ type: 'subscribe:clockwork', last_event_id: '5-0' }])
    expect(w.statuses).toEqual(['connecting', 'open'])
  })

  it('asks after a loss for all that came after the last event it handed out', async () => {
    const w = world()
    w.client.subscribe('clockwork')
    await w.settle()
    w.socket().onopen?.(opened)
    w.say({ type: 'subscribed', room_id: 'clockwork', last_event_id: '7-0', replayed: 0, gap: false })
    w.say(notification(3))
    w.socket().onclose?.(closed)
    expect(w.statuses.at(-1)).toBe('lost')
    w.waits.shift()?.run()
    await w.settle()
    w.socket().onopen?.(opened)
    expect(w.sockets).toHaveLength(2)
    expect(w.socket().sent).toEqual([{ type: 'subscribe:clockwork', last_event_id: w.events[0] }])
  })

  it('says when an event was sent only of what came live: what was missed says nothing of the clock', async () => {
    const w = world()
    const subscribed = { type: 'subscribed', room_id: 'clockwork', last_event_id: '7-0', replayed: 1, gap: false }
    w.client.subscribe('clockwork')
    await w.settle()
    w.socket().onopen?.(opened)
    w.say(notification(1))
    w.say(subscribed)
    w.say(notification(2))
    w.socket().onclose?.(closed)
    w.waits.shift()?.run()
    await w.settle()
    w.socket().onopen?.(opened)
    w.say(notification(3))
    w.say(subscribed)
    expect(w.sentAt).toEqual([null, Date.parse(notification(2).timestamp), null])
  })

  it('waits longer after every failure, never longer than the most, and starts anew after a success', async () => {
    const w = world()
    w.refuseTokens()
    w.client.subscribe('clockwork')
    const pauses: (number | undefined)[] = []
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await w.settle()
      pauses.push(w.waits[0]?.after)
      w.waits.shift()?.run()
    }
    expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000])
  })

  it('tries at once when told to, and only once', async () => {
    const w = world()
    w.client.subscribe('clockwork')
    await w.settle()
    w.socket().onclose?.(closed)
    w.client.retryNow()
    w.client.retryNow()
    await w.settle()
    expect(w.sockets).toHaveLength(2)
    expect(w.waits).toHaveLength(0)
  })

  it('says that there is a gap', async () => {
    const w = world()
    w.client.subscribe('clockwork')
    await w.settle()
    w.socket().onopen?.(opened)
    w.say({ type: 'subscribed', room_id: 'clockwork', last_event_id: '7-0', replayed: 0, gap: true })
    expect(w.subscribed).toEqual([{ room: 'clockwork', gap: true }])
  })

  it('hands out nothing of rooms that nobody looks at any more', async () => {
    const w = world()
    w.client.subscribe('clockwork')
    await w.settle()
    w.socket().onopen?.(opened)
    w.client.unsubscribe('clockwork')
    w.say(notification(1))
    expect(w.socket().sent).toContainEqual({ type: 'unsubscribe:clockwork' })
    expect(w.events).toEqual([])
  })

  it('passes on a refusal, and does not take what is no message', async () => {
    const w = world()
    w.client.subscribe('clockwork')
    await w.settle()
    w.socket().onopen?.(opened)
    w.say({ type: 'error', code: 'forbidden', message: 'Not your room.' })
    w.say({ type: 'surprise' })
    expect(w.refused).toEqual(['Not your room.', 'The realtime gateway sent something that is no message.'])
  })

  it('does nothing after it was closed, also when a token comes late', async () => {
    const w = world()
    w.client.subscribe('clockwork')
    w.client.close()
    await w.settle()
    expect(w.sockets).toHaveLength(0)
    expect(w.statuses.at(-1)).toBe('closed')
  })
})
