import { createServer, type Server } from 'node:http'
import type { AddressInfo, Server as NetServer } from 'node:net'
import type { Service } from './lifecycle.ts'
import { messageOf } from './log.ts'
import { metrics } from './metrics.ts'

/** One thing that a process needs in order to work. `check` rejects, saying why, when it is not well. */
export type HealthCheck = { name: string; check(): Promise<unknown> }

export type Health = { status: 'ok' | 'failing'; checks: Record<string, 'ok' | string> }

/** Asks every check, each for `timeoutMs` at most. Never rejects. */
export async function askHealth(checks: readonly HealthCheck[], timeoutMs = 2000): Promise<Health> {
  const answers = await Promise.all(
    checks.map(async ({ name, check }): Promise<[string, string]> => {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
      })
      try {
        await Promise.race([check(), late])
        return [name, 'ok']
      } catch (error) {
        return [name, messageOf(error)]
      } finally {
        clearTimeout(timer)
      }
    }),
  )
  return {
    status: answers.every(([, answer]) => answer === 'ok') ? 'ok' : 'failing',
    checks: Object.fromEntries(answers),
  }
}

/** `/health` (200 or 503) and `/metrics`, for a process that has no HTTP port of its own. `port()` once started. */
export function createHealthService(options: {
  host: string
  port: number
  checks: readonly HealthCheck[]
}): Service & { port(): number } {
  let server: Server | undefined
  return {
    name: 'health',
    async start() {
      const listening = createServer((request, response) => {
        answer(request.url ?? '/', options.checks).then(
          ({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body),
          (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain' }).end(messageOf(error)),
        )
      })
      await listen(listening, options.port, options.host)
      server = listening
    },
    async stop() {
      if (server !== undefined) await close(server)
      server = undefined
    },
    port: () => addressOf(server).port,
  }
}

async function answer(url: string, checks: readonly HealthCheck[]) {
  if (url === '/health') {
    const health = await askHealth(checks)
    return { status: health.status === 'ok' ? 200 : 503, type: 'application/json', body: JSON.stringify(health) }
  }
  if (url === '/metrics') return { status: 200, type: metrics.contentType, body: await metrics.metrics() }
  return { status: 404, type: 'text/plain', body: 'here are /health and /metrics' }
}

/** Listens, or rejects with the reason (a taken port, an address that is not ours). */
export function listen(server: NetServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Ends a server and the connections that are open. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)))
    server.closeAllConnections()
  })
}

function addressOf(server: Server | undefined): AddressInfo {
  const address = server?.address()
  if (address === null || address === undefined || typeof address === 'string')
    throw new Error('the server does not listen')
  return address
}
