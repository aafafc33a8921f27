import type { z } from 'zod'
import type { Log } from '#platform/log.ts'
import type { Json } from '#wire/json.ts'
import { type RegisterController, registerController } from '#wire/messages/register-controller.ts'
import { type RegisterDevice, registerDevice } from '#wire/messages/register-device.ts'
import type { Registered } from '#wire/registry.ts'
import type { Answer, ApiClient } from './api-client.ts'
import { type Payload, type RefusalCode, type Refused, refuse } from './payload.ts'
import type { BoardAddress } from './registry.ts'

/** `said` is the board's own JSON: what it left out is no statement, and a default would be one. */
type From = { said: Json; topic: string; at: number; retained: boolean }
export type Registration =
  | ({ kind: 'controller'; message: RegisterController } & From)
  | ({ kind: 'device'; message: RegisterDevice } & From)

/** What a registration payload says, or why it is none. Pure. */
export function readRegistration(
  kind: Registration['kind'],
  payload: Payload,
  { topic, at, retained }: { topic: string; at: number; retained: boolean },
): { ok: true; registration: Registration } | Refused {
  if ('text' in payload) return refuse('payload', 'a registration is a JSON object')
  const from = { said: payload.json, topic, at, retained }
  if (kind === 'controller') {
    const message = registerController.safeParse(payload.json)
    return message.success
      ? { ok: true, registration: { kind, message: message.data, ...from } }
      : refuse('payload', problemOf(message.error))
  }
  const message = registerDevice.safeParse(payload.json)
  return message.success
    ? { ok: true, registration: { kind, message: message.data, ...from } }
    : refuse('payload', problemOf(message.error))
}

/** The first problems in words: `capabilities.devices.3.device_id: must be …`. */
const problemOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 3)
    .map((issue) => `${issue.path.join('.') || 'payload'}: ${issue.message}`)
    .join('; ')
    .slice(0, 500)

/** Devices that came before their controller are tried again for this long. */
const ORPHAN_MS = 60_000
const AT_ONCE = 8
const RETRY_MS = { first: 250, most: 5_000 }
const MAX_JOBS = 5_000

/** `after` is the epoch ms before which it is not tried again. */
type Job = { registration: Registration; orphan: boolean; tries: number; after: number }

/**
 * Carries registrations to the API, which knows where a controller belongs and stores what it can do. One at a time
 * per controller, controllers before their devices; the newest of each id counts. While the API is away they are
 * kept and tried again.
 */
export type Registrations = {
  submit(registration: Registration): Refused | undefined
  /** Something of this controller is still to be answered: its messages are worth keeping. */
  expects(board: BoardAddress): boolean
  /** Tries again what waits; called by the gateway's clock. */
  tick(now: number): void
}

export function createRegistrations(options: {
  api: ApiClient
  log: Log
  now(): number
  accepted(registration: Registration, at: Registered): void
  refused(registration: Registration, code: RefusalCode, message: string): void
  /** Nothing of this controller is under way any more. */
  settled(controller: string): void
  counted(kind: Registration['kind'], answer: Answer['kind']): void
}): Registrations {
  const { api, log } = options
  /** Controller id → what is to be registered of it, by key. */
  const jobs = new Map<string, Map<string, Job>>()
  const busy = new Set<string>()
  let count = 0
  let failing = false

  /** The controller before its devices, and nobody before its time. */
  function nextJob(queue: Map<string, Job>): [string, Job] | undefined {
    const next =
      [...queue].find(([, job]) => job.registration.kind === 'controller') ?? [...queue].find(([, job]) => !job.orphan)
    return next !== undefined && next[1].after <= options.now() ? next : undefined
  }

  function drop(controller: string, key: string, job: Job): void {
    const queue = jobs.get(controller)
    if (queue?.get(key) !== job) return // a newer one took its place meanwhile
    queue.delete(key)
    count -= 1
    if (queue.size > 0) return
    jobs.delete(controller)
    options.settled(controller)
  }

  function pump(): void {
    for (const [controller, queue] of jobs) {
      if (busy.size >= AT_ONCE) return
      if (busy.has(controller)) continue
      const next = nextJob(queue)
      if (next === undefined) continue
      busy.add(controller)
      carry(controller, ...next)
        .catch((error: unknown) => log.error('a registration failed', { controller, error }))
        .finally(() => {
          busy.delete(controller)
          pump()
        })
    }
  }

  async function carry(controller: string, key: string, job: Job): Promise<void> {
    const { registration } = job
    const answer =
      registration.kind === 'controller'
        ? await api.registerController(registration.said)
        : await api.registerDevice(registration.said)
    options.counted(registration.kind, answer.kind)
    if (answer.kind === 'away') {
      if (!failing) log.error('the API does not register; it is tried again', { controller, reason: answer.reason })
      failing = true
      job.after = options.now() + Math.min(RETRY_MS.first * 2 ** job.tries, RETRY_MS.most)
      job.tries += 1
      return
    }
    if (failing) log.info('the API registers again', { waiting: count })
    failing = false
    if (answer.kind === 'accepted') {
      options.accepted(registration, answer.at)
      if (registration.kind === 'controller') adopt(controller)
      return drop(controller, key, job)
    }
    if (answer.code === 'unknown_controller' && registration.kind === 'device') {
      job.orphan = true
      return
    }
    options.refused(registration, codeOf(answer.code), answer.message)
    drop(controller, key, job)
  }

  /** The controller is known now: its devices that came too early get another try. */
  function adopt(controller: string): void {
    for (const job of jobs.get(controller)?.values() ?? []) job.orphan = false
  }

  return {
    submit(registration) {
      const controller = registration.message.controller_id
      const queue = jobs.get(controller) ?? new Map<string, Job>()
      const key = keyOf(registration)
      if (!queue.has(key)) {
        if (count >= MAX_JOBS)
          return refuse('payload', `${count} registrations wait for the API already; try again later`)
        count += 1
      }
      queue.set(key, { registration, orphan: false, tries: 0, after: 0 })
      jobs.set(controller, queue)
      pump()
      return undefined
    },
    expects(board) {
      for (const { registration } of jobs.get(board.controller_id)?.values() ?? []) {
        const { room_id, tenant_id } = registration.message
        if ((room_id ?? board.room_id) === board.room_id && (tenant_id ?? board.tenant_id) === board.tenant_id)
          return true
      }
      return false
    },
    tick(now) {
      for (const [controller, queue] of jobs)
        for (const [key, job] of queue) {
          if (!job.orphan || now - job.registration.at < ORPHAN_MS) continue
          options.refused(
            job.registration,
            'unknown_controller',
            `controller ${controller} did not register within ${ORPHAN_MS / 1000} s`,
          )
          drop(controller, key, job)
        }
      pump()
    },
  }
}

const keyOf = ({ kind, message }: Registration): string =>
  `${kind} ${message.tenant_id ?? ''}/${message.room_id ?? ''}/${'device_id' in message ? message.device_id : ''}`

const codeOf = (code: string): RefusalCode =>
  code === 'unknown_room' || code === 'unknown_controller' || code === 'ambiguous' ? code : 'payload'
