import type { Server } from 'node:http'
import { close, listen } from '#platform/http.ts'
import type { Service } from '#platform/lifecycle.ts'
import { type Log, messageOf } from '#platform/log.ts'
import { DEMO_BOARDS, DEMO_ROOM } from './boards/all.ts'
import { createVirtualController } from './controller.ts'
import { createDemoServer } from './http.ts'

/**
 * The virtual boards of Clockwork's first scene and the HTTP server of their hands. The boards run also where the
 * server's port is taken: a game needs them, a page that shows them may do without.
 */
export function createDemoRoom(options: {
  mqttUrl: string
  port: number
  log: Log
}): Service & { port(): number | undefined } {
  const { mqttUrl, log } = options
  const boards = DEMO_BOARDS.map((definition) => createVirtualController({ definition, room: DEMO_ROOM, mqttUrl, log }))
  let server: Server | undefined
  return {
    name: 'demo room',
    async start() {
      for (const board of boards) board.start()
      const listening = createDemoServer(DEMO_ROOM, boards)
      try {
        await listen(listening, options.port, '127.0.0.1')
        server = listening
      } catch (error) {
        log.error('the virtual room can not be shown; set DEMO_PORT to a free port', { reason: messageOf(error) })
      }
    },
    async stop() {
      if (server !== undefined) await close(server)
      await Promise.all(boards.map((board) => board.stop()))
    },
    port() {
      const address = server?.address()
      return typeof address === 'object' ? address?.port : undefined
    },
  }
}
