import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { close, listen } from '#platform/http.ts'
import { registerController } from '#wire/messages/register-controller.ts'
import { type DeviceManifest, registerDevice } from '#wire/messages/register-device.ts'
import type { RegistryDevice, RegistryRoom } from '#wire/registry.ts'

export const TOKEN = 'a-token-for-tests-only'

/** An HTTP server that answers /internal/* as the API's contract says, from memory, for rooms that it is given. */
export async function startFakeApi(rooms: { tenant_id: string; room_id: string }[]) {
  const registry: RegistryRoom[] = []
  const calls: { path: string; body: Record<string, unknown> }[] = []
  const state = { failing: false, delayMs: 0, poison: '' }
  const reset = (): void => {
    registry.splice(0, registry.length, ...rooms.map((room) => ({ ...room, controllers: [] })))
    calls.length = 0
    Object.assign(state, { failing: false, delayMs: 0, poison: '' })
  }
  reset()

  function answer(path: string, body: Record<string, unknown>): [number, unknown] {
    if (path === '/internal/registry') return [200, registry]
    if (path === '/internal/controllers/register') {
      const said = registerController.parse(body)
      const fitting = registry.filter(
        (room) => room.room_id === said.room_id && (said.tenant_id ?? room.tenant_id) === room.tenant_id,
      )
      const [room] = fitting
      if (room === undefined) return [404, { code: 'unknown_room', message: `no room ${said.room_id}` }]
      if (fitting.length > 1) return [409, { code: 'ambiguous', message: 'several tenants have that room' }]
      room.controllers = room.controllers.filter((one) => one.controller_id !== said.controller_id)
      room.controllers.push({
        controller_id: said.controller_id,
        boot_id: said.boot_id ?? null,
        heartbeat_interval_ms: said.heartbeat_interval_ms,
        devices: (said.capabilities?.devices ?? []).map(stored),
      })
      return [200, { tenant_id: room.tenant_id, room_id: room.room_id, controller_id: said.controller_id }]
    }
    const said = registerDevice.parse(body)
    for (const { controllers, ...room } of registry)
      for (const controller of controllers)
        if (controller.controller_id === said.controller_id) {
          controller.devices.push(stored(said))
          return [200, { ...room, controller_id: said.controller_id, device_id: said.device_id }]
        }
    return [404, { code: 'unknown_controller', message: `no ${said.controller_id}` }]
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const path = request.url ?? '/'
      const body = chunks.length === 0 ? {} : (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>)
      const [status, reply] =
        request.headers['x-internal-token'] !== TOKEN
          ? [401, { code: 'unauthorised', message: 'wrong token' }]
          : state.failing || body.controller_id === state.poison
            ? [503, { code: 'unavailable', message: 'no database' }]
            : answer(path, body)
      calls.push({ path, body })
      const text = JSON.stringify(reply)
      const etag = `"${createHash('sha256').update(text).digest('hex')}"`
      const unchanged = path === '/internal/registry' && status === 200 && request.headers['if-none-match'] === etag
      setTimeout(() => {
        if (unchanged) response.writeHead(304, { etag }).end()
        else response.writeHead(status, { 'content-type': 'application/json', etag }).end(text)
      }, state.delayMs)
    })
  })
  await listen(server, 0, '127.0.0.1')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake API does not listen')
  return { url: `http://127.0.0.1:${address.port}`, calls, state, reset, stop: () => close(server) }
}
const stored = ({ device_id, kind, signals, commands }: DeviceManifest): RegistryDevice => ({
  device_id,
  kind: kind ?? 'unknown',
  signals,
  commands,
  limits: {},
})

export type FakeApi = Awaited<ReturnType<typeof startFakeApi>>
