import type { Redis } from 'ioredis'
import type { Log } from '#platform/log.ts'
import { COMMAND_STREAM, COMMANDS_DONE, DEVICE_COMMANDS } from '#wire/channels.ts'
import { DONE_RETENTION_MS } from './append-script.ts'
import type { Commands } from './commands.ts'

const PAGE = 500
/** Live commands kept while the stream is read; beyond, the stream has them anyway. */
const MAX_HELD = 10_000

/**
 * Hears commands on their channel, live; after every (re)connection it first reads in the stream what was said while
 * nobody listened, and leaves out what was carried before, by this process or an earlier one.
 */
export function createCommandSource(options: {
  /** For the subscription alone. */
  subscriber: Redis
  redis: Redis
  commands: Commands
  log: Log
  now(): number
  /** Resolves once commands may be judged; rejects while that can not be. */
  ready(): Promise<void>
}): { start(): Promise<void>; stop(): void } {
  const { subscriber, redis, commands, log } = options
  let cursor: string | undefined
  let held: string[] | undefined = []
  let attempt = 0
  let stopped = false

  subscriber.on('message', (_channel: string, json: string) => {
    if (held === undefined) commands.carry(json)
    else if (held.length < MAX_HELD) held.push(json)
  })

  async function readMissed(): Promise<void> {
    cursor ??= `${Math.max(0, options.now() - DONE_RETENTION_MS)}-0`
    for (;;) {
      const page: [string, string[]][] = await redis.xrange(COMMAND_STREAM, `(${cursor}`, '+', 'COUNT', PAGE)
      const last = page.at(-1)
      if (last === undefined) return
      const missed = page
        .map(([, fields]) => fields[fields.indexOf('command') + 1] ?? '')
        .map((json) => ({ json, seen: commands.peek(json) }))
        .filter(({ seen }) => seen !== undefined && !seen.known)
      const members = missed.map(({ seen }) => seen?.member ?? '')
      const scores = members.length === 0 ? [] : await redis.zmscore(COMMANDS_DONE, ...members)
      missed.forEach(({ json }, index) => {
        if (scores[index] === null) commands.carry(json)
      })
      cursor = last[0]
    }
  }

  async function listen(): Promise<void> {
    const mine = ++attempt
    held = []
    try {
      await options.ready()
      await subscriber.subscribe(DEVICE_COMMANDS)
      await readMissed()
    } catch (error) {
      if (stopped || mine !== attempt) return
      log.error('commands can not be read; trying again', { error })
      setTimeout(() => {
        if (!stopped && mine === attempt) void listen()
      }, 500).unref()
      return
    }
    if (mine !== attempt) return
    const live = held
    held = undefined
    for (const json of live) commands.carry(json)
  }

  return {
    async start() {
      subscriber.on('ready', () => void listen())
      if (subscriber.status === 'ready') await listen()
    },
    stop() {
      stopped = true
    },
  }
}
