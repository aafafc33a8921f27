import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { passOn } from './upstream.ts'

const servers: Server[] = []
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))))
})

/** A server of this test's own on a free port. */
async function upstream(handler: RequestListener): Promise<URL> {
  const server = createServer(handler)
  servers.push(server)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return new URL(`http://127.0.0.1:${port}`)
}

describe('passOn', () => {
  it('passes method, body, cookies and headers on, and several cookies back', async () => {
    const target = await upstream((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        const { cookie, host } = request.headers
        response.writeHead(201, { 'set-cookie': ['a=1; HttpOnly', 'b=2'], 'content-type': 'application/json' })
        response.end(
          JSON.stringify({
            method: request.method,
            body: Buffer.concat(chunks).toString(),
            cookie,
            host,
            forwarded: request.headers['x-forwarded-host'],
            tenant: request.headers['x-tenant'],
          }),
        )
      })
    })
    const request = new Request('http://studio.example/api/trpc/x', {
      method: 'POST',
      body: 'hello',
      headers: { cookie: 'session=7', host: 'studio.example', 'x-tenant': 'paragon' },
    })
    const answer = await passOn(request, target, 'API')
    expect(answer.status).toBe(201)
    expect(answer.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2'])
    expect(await answer.json()).toEqual({
      method: 'POST',
      body: 'hello',
      cookie: 'session=7',
      host: target.host,
      forwarded: 'studio.example',
      tenant: 'paragon',
    })
  })

  it('hands out the first part of an answer before the last is there', async () => {
    let finish = () => {}
    const target = await upstream((_, response) => {
      response.write('first')
      finish = () => response.end('last')
    })
    const answer = await passOn(new Request('http://studio.example/'), target, 'API')
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader()
    expect((await reader?.read())?.value).toBe('first')
    finish()
    expect((await reader?.read())?.value).toBe('last')
  })

  it('says which process is away, in the shape that tRPC reads', async () => {
    const target = await upstream(() => {})
    await Promise.all(servers.splice(0).map((server) => new Promise((done) => server.close(done))))
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const answer = await passOn(new Request('http://studio.example/'), target, 'demo room')
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({ level: 'error', message: 'demo room is away' })
    log.mockRestore()
    expect(answer.status).toBe(502)
    const body: unknown = await answer.json()
    expect(body).toMatchObject({
      message: expect.stringContaining('demo room does not answer'),
      error: { json: { code: -32603, data: { code: 'BAD_GATEWAY', httpStatus: 502 } } },
    })
  })

  it('does not follow a redirect for the browser', async () => {
    const target = await upstream((_, response) => response.writeHead(302, { location: '/elsewhere' }).end())
    const answer = await passOn(new Request('http://studio.example/'), target, 'API')
    expect([answer.status, answer.headers.get('location')]).toEqual([302, '/elsewhere'])
  })
})
