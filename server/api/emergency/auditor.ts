import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { z } from 'zod'
import type { Prisma, PrismaClient } from '#generated/prisma/client.ts'
import type { Service } from '#platform/lifecycle.ts'
import type { Log } from '#platform/log.ts'
import { AUDITORS, EMERGENCY_LOG } from '#wire/channels.ts'
import { domainEvent } from '#wire/domain-event.ts'

const BLOCK_MS = 2_000
/** While Redis or PostgreSQL is away. */
const RETRY_MS = 500
/** An entry that another process has had for this long is taken over. */
const TAKE_OVER_MS = 5_000

const ACTIONS = { emergency_stop_triggered: 'emergency.stop', emergency_stop_cleared: 'emergency.clear' } as const
const entry = z.tuple([z.string(), z.array(z.string())])
const claimedAnswer = z.tuple([z.string(), z.array(entry.nullable())]).rest(z.unknown())
const readAnswer = z.array(z.tuple([z.string(), z.array(entry)])).nullable()
const told = domainEvent.extend({ payload: z.looseObject({ actor: z.string() }) })

/**
 * Writes emergency stops and their ends into the audit log. They stand in a stream of their own and stay there until
 * PostgreSQL has them; a row is named after its event, so that none is written twice.
 */
export function createEmergencyAuditor(options: {
  prisma: PrismaClient
  /** Waits for entries; used for nothing else. */
  blocking: Redis
  log: Log
}): Service {
  const { prisma, blocking, log } = options
  const consumer = randomUUID()
  let running = false
  let away = false
  let working: Promise<void> = Promise.resolve()
  let wake: () => void = () => undefined

  async function loop(): Promise<void> {
    let ready = false
    while (running)
      try {
        if (!ready) await makeGroup()
        ready = true
        await round()
        away = false
      } catch (error) {
        ready = false // a Redis that was emptied has forgotten the group
        if (!running) return
        if (!away) log.error('emergency stops wait to be written into the audit log', { error })
        away = true
        await pause(RETRY_MS)
      }
  }

  async function makeGroup(): Promise<void> {
    try {
      await blocking.xgroup('CREATE', EMERGENCY_LOG, AUDITORS, '0', 'MKSTREAM')
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error
    }
  }

  async function round(): Promise<void> {
    const answer = await blocking.xautoclaim(EMERGENCY_LOG, AUDITORS, consumer, TAKE_OVER_MS, '0', 'COUNT', 50)
    const claimed = claimedAnswer.parse(answer)[1].flatMap((one) => (one === null ? [] : [one]))
    const wait = claimed.length > 0 ? 1 : BLOCK_MS
    const read = await blocking.xreadgroup(
      ...(['GROUP', AUDITORS, consumer, 'COUNT', 50, 'BLOCK', wait, 'STREAMS', EMERGENCY_LOG, '>'] as const),
    )
    const fresh = readAnswer.parse(read)?.flatMap(([, entries]) => entries) ?? []
    for (const [id, fields] of [...claimed, ...fresh]) {
      await write(fields[1] ?? '')
      await blocking.multi().xack(EMERGENCY_LOG, AUDITORS, id).xdel(EMERGENCY_LOG, id).exec()
    }
  }

  /** Rejects while PostgreSQL is away: then the entry stays where it is. */
  async function write(text: string): Promise<void> {
    const event = told.safeParse(parse(text))
    const action = event.success ? new Map<string, string>(Object.entries(ACTIONS)).get(event.data.type) : undefined
    if (!event.success || action === undefined) {
      log.error('an emergency stop can not be read and is passed over', { text: text.slice(0, 300) })
      return
    }
    const { event_id, tenant_id, room_id, payload, timestamp } = event.data
    const tenant = await prisma.tenant.findUnique({ where: { slug: tenant_id }, select: { id: true } })
    if (tenant === null) {
      log.error('an emergency stop of a tenant that is gone is passed over', { tenant_id, room_id })
      return
    }
    const { actor, ...detail } = payload
    const row = {
      id: event_id,
      tenantId: tenant.id,
      at: new Date(timestamp),
      actor,
      action,
      subject: room_id,
      detail: detail as Prisma.InputJsonObject,
    }
    await prisma.auditEntry.createMany({ data: [row], skipDuplicates: true })
  }

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  return {
    name: 'emergency-auditor',
    start() {
      running = true
      working = loop()
      return Promise.resolve()
    },
    async stop() {
      running = false
      wake()
      blocking.disconnect()
      await working
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
