import { afterEach, describe, expect, it } from 'vitest'
import { createHealthService, type HealthCheck } from './http.ts'
import { counter, metrics } from './metrics.ts'

describe('health and metrics', () => {
  let stop: (() => Promise<void>) | undefined
  afterEach(async () => stop?.())

  const serve = async (checks: HealthCheck[]) => {
    const service = createHealthService({ host: '127.0.0.1', port: 0, checks })
    await service.start()
    stop = service.stop
    return `http://127.0.0.1:${service.port()}`
  }

  it('answers 200 while everything is well', async () => {
    const url = await serve([{ name: 'redis', check: () => Promise.resolve('PONG') }])
    const response = await fetch(`${url}/health`)
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok', checks: { redis: 'ok' } }])
  })

  it('answers 503 with what is wrong', async () => {
    const url = await serve([
      { name: 'redis', check: () => Promise.resolve() },
      { name: 'postgres', check: () => Promise.reject(new Error('connection refused')) },
    ])
    const response = await fetch(`${url}/health`)
    expect([response.status, await response.json()]).toEqual([
      503,
      { status: 'failing', checks: { redis: 'ok', postgres: 'connection refused' } },
    ])
  })

  it('shows metrics in the text format', async () => {
    counter({ name: 'health_test_total', help: 'for this test' }).inc(3)
    const response = await fetch(`${await serve([])}/metrics`)
    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await response.text()).toContain('health_test_total 3')
  })

  it('is 404 elsewhere', async () => {
    expect((await fetch(`${await serve([])}/`)).status).toBe(404)
  })

  it('says that a port is taken', async () => {
    const url = await serve([])
    const second = createHealthService({ host: '127.0.0.1', port: Number(new URL(url).port), checks: [] })
    await expect(second.start()).rejects.toThrow('EADDRINUSE')
  })
})

describe('metrics', () => {
  it('are the same when asked for again, and never of another kind', () => {
    const first = counter({ name: 'twice_total', help: 'h' })
    expect(counter({ name: 'twice_total', help: 'h' })).toBe(first)
    expect(metrics.getSingleMetric('twice_total')).toBe(first)
  })
})
