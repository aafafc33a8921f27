import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** A port that is taken, named with the variable that asked for it. */
export class PortTakenError extends Error {
  override name = 'PortTakenError'
}

/** Whether something can listen there now. */
export function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    })
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })
}

/** A free port that a test or a part nobody addresses by number may use; from 20000 on, chosen at random. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < 50; tries++) {
    const port = randomInt(20_000, 32_000) // below the ports that the system gives to outgoing connections
    if (await isFree(port, host)) return port
  }
  throw new Error(`no free port found on ${host}`)
}

export type PortWish = {
  /** The variable that sets it, for the error. */
  variable: string
  port: number
  /** Whether somebody asked for exactly this port. */
  explicit: boolean
}

/**
 * The port to use: the one that was asked for, or from the default on the next that is free and not in `reserved`.
 * Throws `PortTakenError` when the one that was asked for is taken.
 */
export async function choosePort(
  wish: PortWish,
  options: { reserved: ReadonlySet<number>; isFree: (port: number) => Promise<boolean> },
): Promise<number> {
  if (wish.explicit) {
    if (!options.reserved.has(wish.port) && (await options.isFree(wish.port))) return wish.port
    throw new PortTakenError(
      `port ${wish.port} (${wish.variable}) is taken by another program; stop that one, or set ${wish.variable} to a free port`,
    )
  }
  for (let port = wish.port; port < wish.port + 100; port++)
    if (!options.reserved.has(port) && (await options.isFree(port))) return port
  throw new PortTakenError(`ports ${wish.port} to ${wish.port + 99} are all taken; set ${wish.variable} to a free port`)
}
