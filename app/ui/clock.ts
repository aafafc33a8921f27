'use client'

import { useSyncExternalStore } from 'react'

/**
 * The server's time in the browser. Rooms run by the server's clock; a tablet whose own clock is minutes off must
 * still show the game's time. `offset` is server − browser, ms; the realtime client measures it.
 */
let offset = 0
export const setServerOffset = (ms: number): void => {
  offset = ms
}
/** A clock that is off by less than this is close enough until live data says it exactly. ms */
const COARSE = 2_000

/**
 * Takes an answer's Date header (whole seconds, RFC 9110) for the server's time, where the two clocks are far apart:
 * a page must not show a wrong time until the first live message comes.
 */
export function noteServerDate(header: string | null): void {
  const sent = header === null ? Number.NaN : Date.parse(header)
  if (!Number.isFinite(sent)) return
  const apart = sent + 500 - Date.now() - offset
  if (Math.abs(apart) > COARSE) offset += apart
}
export const serverNow = (): number => Date.now() + offset

type Ticker = { listeners: Set<() => void>; now: number; timer: ReturnType<typeof setInterval> | undefined }
const tickers = new Map<number, Ticker>()

function tickerOf(period: number): Ticker {
  const known = tickers.get(period)
  if (known !== undefined) return known
  const fresh: Ticker = { listeners: new Set(), now: serverNow(), timer: undefined }
  tickers.set(period, fresh)
  return fresh
}

function subscribe(period: number, listener: () => void): () => void {
  const ticker = tickerOf(period)
  ticker.listeners.add(listener)
  if (ticker.timer === undefined) {
    ticker.now = serverNow()
    ticker.timer = setInterval(() => {
      ticker.now = serverNow()
      for (const each of ticker.listeners) each()
    }, period)
  }
  return () => {
    ticker.listeners.delete(listener)
    if (ticker.listeners.size > 0) return
    clearInterval(ticker.timer)
    ticker.timer = undefined
  }
}

const SUBSCRIBERS = new Map<number, (listener: () => void) => () => void>()
const subscriberOf = (period: number) => {
  const known = SUBSCRIBERS.get(period)
  if (known !== undefined) return known
  const fresh = (listener: () => void) => subscribe(period, listener)
  SUBSCRIBERS.set(period, fresh)
  return fresh
}

/** The server's time, epoch ms, refreshed every `period` ms by one timer for the whole page. 0 on the server. */
export function useNow(period = 1_000): number {
  return useSyncExternalStore(
    subscriberOf(period),
    () => tickerOf(period).now,
    () => 0,
  )
}
