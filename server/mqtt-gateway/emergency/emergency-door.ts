import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { close, listen } from '#platform/http.ts'
import { type Log, messageOf } from '#platform/log.ts'
import { type EmergencyReports, emergencyClearing, emergencyPress } from '#wire/emergency.ts'
import type { Emergency } from './emergency.ts'

const MAX_BODY_BYTES = 16 * 1024

/**
 * The gateway's own HTTP door, for emergency stops and nothing else: the API brings them here with `x-internal-token`,
 * whatever else is away. POST /internal/emergency/stop and /clear, GET /internal/emergency?tenant=.
 */
export function createEmergencyDoor(options: {
  emergency: Emergency
  token: string
  host: string
  port: number
  log: Log
}): { start(): Promise<void>; stop(): Promise<void>; port(): number } {
  const { emergency, token, log } = options
  let server: Server | undefined

  async function answer(request: IncomingMessage): Promise<[number, object]> {
    if (!sameSecret(request.headers['x-internal-token'], token))
      return refusal(401, 'unauthorised', 'header x-internal-token is missing or wrong')
    const url = new URL(request.url ?? '/', 'http://gateway')
    switch (`${request.method} ${url.pathname}`) {
      case 'POST /internal/emergency/stop': {
        const press = emergencyPress.safeParse(await bodyOf(request))
        if (!press.success) return refusal(400, 'payload', press.error.message)
        const rooms = emergency.press(press.data)
        if (rooms === undefined) return refusal(404, 'unknown_room', 'there is no such room')
        return [200, { rooms } satisfies EmergencyReports]
      }
      case 'POST /internal/emergency/clear': {
        const clearing = emergencyClearing.safeParse(await bodyOf(request))
        if (!clearing.success) return refusal(400, 'payload', clearing.error.message)
        return [200, { rooms: emergency.clear(clearing.data) } satisfies EmergencyReports]
      }
      case 'GET /internal/emergency':
        return [200, { rooms: emergency.reports(url.searchParams.get('tenant') ?? '') } satisfies EmergencyReports]
      default:
        return refusal(404, 'unknown_path', 'here are /internal/emergency, /stop and /clear')
    }
  }

  return {
    async start() {
      const listening = createServer((request, response) => {
        const say = ([status, body]: [number, object]) =>
          response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
        answer(request).then(say, (error: unknown) => {
          log.error('a request at the emergency door failed', { error })
          say(refusal(500, 'internal', messageOf(error)))
        })
      })
      await listen(listening, options.port, options.host)
      server = listening
    },
    async stop() {
      if (server !== undefined) await close(server)
      server = undefined
    },
    port() {
      const address: AddressInfo | string | null | undefined = server?.address()
      if (address === null || address === undefined || typeof address === 'string')
        throw new Error('the emergency door does not listen')
      return address.port
    },
  }
}

const refusal = (status: number, code: string, message: string): [number, object] => [status, { code, message }]

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) return undefined
    chunks.push(chunk)
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    return undefined
  }
}

/** In constant time: digests first, for the comparison wants equal lengths. */
function sameSecret(given: unknown, secret: string): boolean {
  if (typeof given !== 'string') return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(secret))
}
