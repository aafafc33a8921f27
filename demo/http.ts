import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { z } from 'zod'
import type { VirtualController } from './controller.ts'
import { pressEmergency, setPower, setSignal, type VirtualBoard, type VirtualRoom } from './schema.ts'

const MAX_BODY_BYTES = 16 * 1024

class HttpError extends Error {
  constructor(
    readonly status: 400 | 403 | 404 | 409 | 413,
    readonly code: string,
    message: string,
  ) {
    super(message)
  }
}

/**
 * The hands of the virtual room (`schema.ts`): GET /state, POST /set, /power and /emergency. For the loopback address:
 * it asks nobody who they are, so it answers only requests that name a loopback host (a foreign page can't reach it by
 * a name of its own) and only JSON bodies (a foreign form can't post one).
 */
export function createDemoServer(room: { tenant: string; room: string }, boards: readonly VirtualController[]): Server {
  const boardOf = (id: string): VirtualController => {
    const board = boards.find(({ controllerId }) => controllerId === id)
    if (board === undefined) throw new HttpError(404, 'unknown_controller', `there is no board ${id}`)
    return board
  }

  async function answer(request: IncomingMessage): Promise<VirtualRoom | VirtualBoard | { status: 'ok' }> {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(host))
      throw new HttpError(403, 'foreign_host', 'only requests to the loopback address are answered')
    const path = new URL(request.url ?? '/', 'http://demo').pathname
    switch (`${request.method} ${path}`) {
      case 'GET /health':
        return { status: 'ok' }
      case 'GET /state':
        return { ...room, boards: boards.map((board) => board.snapshot()) }
      case 'POST /set': {
        const { controller, device, signal, value } = await bodyOf(request, setSignal)
        const board = boardOf(controller)
        const set = board.set(device, signal, value)
        if (!set.ok) throw new HttpError(409, 'not_settable', set.message)
        return board.snapshot()
      }
      case 'POST /power': {
        const { controller, on } = await bodyOf(request, setPower)
        const board = boardOf(controller)
        board.power(on)
        return board.snapshot()
      }
      case 'POST /emergency': {
        const { controller, level } = await bodyOf(request, pressEmergency)
        const board = boardOf(controller)
        board.emergency(level)
        return board.snapshot()
      }
      default:
        throw new HttpError(404, 'unknown_path', 'here are GET /state, POST /set, POST /power and POST /emergency')
    }
  }

  return createServer((request, response) => {
    answer(request).then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
      (error: unknown) => {
        const { status, code, message } =
          error instanceof HttpError ? error : { status: 500, code: 'internal', message: String(error) }
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ code, message }))
      },
    )
  })
}

async function bodyOf<T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json'))
    throw new HttpError(400, 'not_json', 'the body must be application/json')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) continue
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES) throw new HttpError(413, 'too_large', `a body has up to ${MAX_BODY_BYTES} bytes`)
    chunks.push(chunk)
  }
  let json: unknown
  try {
    json = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  } catch {
    throw new HttpError(400, 'not_json', 'the body is not JSON')
  }
  const body = schema.safeParse(json)
  if (body.success) return body.data
  const issue = body.error.issues[0]
  throw new HttpError(400, 'not_readable', `${issue?.path.join('.') || 'body'}: ${issue?.message ?? 'not readable'}`)
}
