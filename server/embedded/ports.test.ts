import { describe, expect, it } from 'vitest'
import { readConfig } from '#platform/config.ts'
import { choosePorts } from './ports.ts'

const choose = (env: Record<string, string>, taken: number[] = []) =>
  choosePorts(readConfig(env), env, (port) => Promise.resolve(!taken.includes(port)))

describe('the ports of an embedded start', () => {
  it('are the defaults when these are free', async () => {
    expect(await choose({})).toEqual({ app: 3000, api: 3001, realtime: 3002, mqtt: 1883, demo: 3003, gateway: 3004 })
  })
  it('move on, each to its own, when the defaults are taken', async () => {
    expect(await choose({}, [3000, 3001, 1883])).toEqual({
      app: 3002,
      api: 3003,
      realtime: 3004,
      mqtt: 1884,
      demo: 3005,
      gateway: 3006,
    })
  })
  it('leave a port to whom it was asked for', async () => {
    expect(await choose({ MQTT_PORT: '3000' })).toEqual({
      mqtt: 3000,
      app: 3001,
      api: 3002,
      realtime: 3003,
      demo: 3004,
      gateway: 3005,
    })
  })
  it('are refused when one that was asked for is taken', async () => {
    await expect(choose({ APP_PORT: '3000' }, [3000])).rejects.toThrow('port 3000 (APP_PORT) is taken')
  })
})
