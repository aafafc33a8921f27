import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { REGISTRY } from './reaction-room.ts'

/** Stands in for the API: answers the gateway's question for rooms and devices. It is no part of what is measured. */
const server = createServer((request, response) => {
  const known = request.url === '/internal/registry'
  response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' })
  response.end(JSON.stringify(known ? REGISTRY : { code: 'unknown_room', message: 'only the registry is here' }))
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${port}` })}\n`)
})
process.on('SIGTERM', () => process.exit(0))
