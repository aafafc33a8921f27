'use client'

import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { useTRPCClient } from '#app/shell/trpc.ts'
import { setServerOffset } from '#app/ui/clock.ts'
import { toast } from '#app/ui/toast.tsx'
import { askAnew, queueEvent, settleAt, useLiveStore } from './live-store.ts'
import { RealtimeClient } from './realtime-client.ts'
import { addSample, type ClockSamples, offsetOf } from './server-clock.ts'

/** Rooms that somebody on the page looks at; the last one to look away gives the subscription up, after a moment. */
export type Live = { watch: (room: string) => () => void; retryNow: () => void }

const LiveContext = createContext<Live | null>(null)

export function useLive(): Live {
  const live = useContext(LiveContext)
  if (live === null) throw new Error('useLive needs a LiveProvider around it')
  return live
}

/** Pages change within this time: the next one may want the same room. ms */
const LINGER = 10_000
/** How far back a room that is opened looks for its latest alerts and events. ms */
const LOOK_BACK = 10 * 60_000

export function LiveProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPCClient()
  const [live] = useState(() => createLive(() => trpc.realtime.token.mutate()))
  useEffect(() => live.attach(), [live])
  return <LiveContext value={live}>{children}</LiveContext>
}

function createLive(token: () => Promise<{ token: string; port: number }>): Live & { attach: () => () => void } {
  let samples: ClockSamples = []
  let client: RealtimeClient | null = null
  const watchers = new Map<string, number>()

  const createClient = () =>
    new RealtimeClient(
      {
        getToken: async () => {
          const { token: jwt, port } = await token()
          const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws'
          return { url: `${scheme}://${window.location.hostname}:${port}/?token=${encodeURIComponent(jwt)}` }
        },
        open: (url) => new WebSocket(url),
        schedule: (after, run) => {
          const id = setTimeout(run, after)
          return () => clearTimeout(id)
        },
        now: Date.now,
        random: Math.random,
      },
      {
        onStatus: (status, { retryAt, reason }) =>
          useLiveStore.setState(({ connection }) => ({
            connection: {
              status,
              lostAt:
                status === 'open' ? null : status === 'lost' ? (connection.lostAt ?? Date.now()) : connection.lostAt,
              retryAt: retryAt ?? null,
              reason: reason ?? (status === 'connecting' ? connection.reason : null),
            },
          })),
        onEvent: (room, event, sentAt) => {
          // What is told late says nothing of the clock.
          if (sentAt !== null) {
            samples = addSample(samples, sentAt, Date.now())
            setServerOffset(offsetOf(samples))
          }
          queueEvent(room, event)
        },
        onSubscribed: (room, { lastEventId }) => {
          settleAt(room, lastEventId)
          askAnew(room)
        },
        onRefused: (message) => toast({ state: 'failed', title: 'Live data was refused', detail: message }),
      },
    )

  const subscribe = (room: string) => {
    const heard = useLiveStore.getState().rooms[room]?.lastEventId ?? null
    client?.subscribe(room, heard ?? `${Date.now() - LOOK_BACK}-0`)
  }

  return {
    watch: (room) => {
      watchers.set(room, (watchers.get(room) ?? 0) + 1)
      subscribe(room)
      return () => {
        setTimeout(() => {
          const left = (watchers.get(room) ?? 1) - 1
          if (left > 0) return void watchers.set(room, left)
          watchers.delete(room)
          client?.unsubscribe(room)
        }, LINGER)
      }
    },
    retryNow: () => client?.retryNow(),
    attach: () => {
      client = createClient()
      for (const room of watchers.keys()) subscribe(room)
      const onOnline = () => client?.retryNow()
      window.addEventListener('online', onOnline)
      return () => {
        window.removeEventListener('online', onOnline)
        client?.close()
        client = null
      }
    },
  }
}
