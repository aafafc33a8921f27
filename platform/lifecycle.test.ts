import { describe, expect, it } from 'vitest'
import { type Service, startServices, stopServices } from './lifecycle.ts'
import type { Log } from './log.ts'

function stage() {
  const seen: string[] = []
  const say = (level: string) => (message: string) => void (level === 'error' && seen.push(`log: ${message}`))
  const log: Log = { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  const service = (name: string, failing?: 'start' | 'stop'): Service => ({
    name,
    start: () => act(name, 'start', failing),
    stop: () => act(name, 'stop', failing),
  })
  const act = (name: string, verb: string, failing: string | undefined) => {
    seen.push(`${verb} ${name}`)
    return verb === failing ? Promise.reject(new Error(`${name} is broken`)) : Promise.resolve()
  }
  return { seen, log, service }
}

describe('services', () => {
  it('start in order and stop in reverse', async () => {
    const { seen, log, service } = stage()
    const services = [service('a'), service('b'), service('c')]
    await startServices(services, log)
    await stopServices(services, log)
    expect(seen).toEqual(['start a', 'start b', 'start c', 'stop c', 'stop b', 'stop a'])
  })

  it('stop those that were started when one fails, and say which', async () => {
    const { seen, log, service } = stage()
    await expect(startServices([service('a'), service('b', 'start'), service('c')], log)).rejects.toThrow(
      'b did not start: b is broken',
    )
    expect(seen).toEqual(['start a', 'start b', 'stop b', 'stop a'])
  })

  it('stop all, also when one of them can not', async () => {
    const { seen, log, service } = stage()
    await stopServices([service('a'), service('b', 'stop')], log)
    expect(seen).toEqual(['stop b', 'log: could not be stopped cleanly', 'stop a'])
  })
})
