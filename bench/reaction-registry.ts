import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chatterRegistry } from './chatter-rooms.ts'
import { reactionRegistry } from './reaction-room.ts'

/**
 * Stands in for the API: answers the gateway's question for rooms and devices. It is no part of what is measured. Takes
 * `reaction:N` (N rooms of a board with counters) or `chatter:N` (N rooms of a hundred controllers).
 */
const [kind, count = '1'] = (process.argv[2] ?? '').split(':')
const rooms = kind === 'chatter' ? chatterRegistry(Number(count)) : reactionRegistry(Number(count))
const answer = JSON.stringify(rooms)
/** It never changes. */
const ETAG = '"1"'
const server = createServer((request, response) => {
  const known = request.url === '/internal/registry'
  if (known && request.headers['if-none-match'] === ETAG) {
    response.writeHead(304, { etag: ETAG }).end()
    return
  }
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json', etag: ETAG })
  response.end(known ? answer : JSON.stringify({ code: 'unknown_room', message: 'only the registry is here' }))
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
process.on('SIGTERM', () => process.exit(0))
