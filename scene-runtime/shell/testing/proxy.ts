import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export type Break = 'before the request' | 'after the request, before the answer'

export type Proxy = {
  url: string
  cut(): void
  mend(): void
  /** The next connection that sends `text` breaks there: the server gets the request or not, the client no answer. */
  breakAt(text: string, when: Break): Promise<void>
  breakNever(): void
  stop(): Promise<void>
}

/** A way to a server that can be cut and mended: the server itself goes on, as behind a pulled cable. */
export async function startProxy(url: string): Promise<Proxy> {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let open = true
  let waiting: { text: string; when: Break; broken: () => void } | null = null
  const server = createServer((client) => {
    if (!open) {
      client.destroy()
      return
    }
    const upstream = connect({ host: target.hostname, port: Number(target.port), noDelay: true })
    client.setNoDelay(true)
    let mute = false
    client.on('data', (bytes) => {
      if (mute) return
      if (waiting === null || !bytes.includes(waiting.text)) {
        upstream.write(bytes)
        return
      }
      const { when, broken } = waiting
      waiting = null
      mute = true
      if (when === 'before the request') client.destroy()
      else upstream.write(bytes)
      broken()
    })
    upstream.on('data', (bytes) => {
      if (mute) client.destroy()
      else client.write(bytes)
    })
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        sockets.delete(socket)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const own = new URL(url)
  own.port = String((server.address() as AddressInfo).port)
  const cut = () => {
    open = false
    for (const socket of sockets) socket.destroy()
  }
  return {
    url: own.href,
    cut,
    mend: () => {
      open = true
    },
    breakAt: (text, when) =>
      new Promise((resolve) => {
        waiting = { text, when, broken: resolve }
      }),
    breakNever: () => {
      waiting = null
    },
    stop: () => {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
