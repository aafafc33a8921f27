import { timingSafeEqual } from 'node:crypto'
import { createServer, type Socket } from 'node:net'
import { Aedes, type AuthenticateError, type Client } from 'aedes'
import { listen } from '../http.ts'
import { freePort } from './ports.ts'

export type BrokerOptions = {
  host?: string
  /** Any free port unless given. */
  port?: number
  /** What clients from beyond this machine must sign in with; without it they are refused. */
  remoteLogin?: { username: string; password: string }
}

export type Broker = { url: string; port: number; stop(): Promise<void> }

/** An MQTT broker in this process: MQTT 3.1.1, QoS 0 to 2, retained messages and last wills, kept in memory. */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const broker = await Aedes.createBroker({
    authenticate(client, username, password, done) {
      if (mayConnect(addressOf(client), options.remoteLogin, { username, password })) return done(null, true)
      const refused = Object.assign(new Error('clients from other machines need the user name and password'), {
        returnCode: 4, // MQTT 3.1.1: bad user name or password
      })
      done(refused satisfies AuthenticateError, false)
    },
  })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    broker.handle(socket)
  })
  const port = options.port ?? (await freePort())
  await listen(server, port, options.host ?? '127.0.0.1')
  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      await new Promise<void>((resolve) => broker.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Whoever is on this machine may; from beyond it, who knows the login, if there is one. */
export function mayConnect(
  address: string | undefined,
  login: BrokerOptions['remoteLogin'],
  given: { username: string | undefined; password: Buffer | undefined },
): boolean {
  if (address !== undefined && /^(::ffff:)?127\.|^::1$/.test(address)) return true
  if (login === undefined || given.username !== login.username || given.password === undefined) return false
  const expected = Buffer.from(login.password)
  return expected.length === given.password.length && timingSafeEqual(expected, given.password)
}

const addressOf = (client: Client): string | undefined =>
  'remoteAddress' in client.conn ? client.conn.remoteAddress : undefined
