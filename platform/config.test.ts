import { describe, expect, it } from 'vitest'
import { ConfigError, need, readConfig } from './config.ts'

describe('readConfig', () => {
  it('has a default for everything that has one', () => {
    expect(readConfig({})).toEqual({
      appPort: 3000,
      apiPort: 3001,
      realtimePort: 3002,
      mqttPort: 1883,
      demoPort: 3003,
      gatewayPort: 3004,
      gatewayUrl: 'http://127.0.0.1:3004',
      metricsPort: undefined,
      host: '127.0.0.1',
      dataDir: '.data',
      databaseUrl: undefined,
      redisUrl: undefined,
      mqttUrl: undefined,
      internalToken: undefined,
      authSecret: undefined,
      realtimeSecret: undefined,
      publicUrl: 'http://localhost:3000',
      apiUrl: 'http://127.0.0.1:3001',
      roles: ['api', 'realtime', 'mqtt-gateway'],
      logLevel: 'info',
      demo: true,
      ownerEmail: undefined,
      ownerPassword: undefined,
    })
  })

  it('makes the addresses of app and API from their ports', () => {
    expect(readConfig({ APP_PORT: '4000', API_PORT: '4001' })).toMatchObject({
      publicUrl: 'http://localhost:4000',
      apiUrl: 'http://127.0.0.1:4001',
    })
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ INTERNAL_TOKEN: '', REDIS_URL: '', APP_PORT: '' })).toEqual(readConfig({}))
  })

  it.each([
    ['APP_PORT', 'eighty', '"eighty"', 'a port number from 0 to 65535'],
    ['APP_PORT', '65536', '"65536"', 'a port number from 0 to 65535'],
    ['API_PORT', '-1', '"-1"', 'a port number from 0 to 65535'],
    ['REDIS_URL', 'localhost:6379', '"localhost:6379"', 'redis://'],
    ['DATABASE_URL', 'mysql://a:b@c/d', '"mysql://a:***@c/d"', 'postgresql://'],
    ['ROLES', 'api,teapot', '"api,teapot"', 'api, realtime, mqtt-gateway'],
    ['LOG_LEVEL', 'loud', '"loud"', 'one of debug, info, warn, error, silent'],
    ['STUDIO_DEMO', 'yes', '"yes"', '0 or 1'],
    ['AUTH_SECRET', 'hunter2', '7 characters long', 'at least 32 characters'],
  ])('names the variable, what was given and what is expected: %s=%s', (name, value, given, expected) => {
    const read = () => readConfig({ [name]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(`${name} is ${given}; expected `)
    expect(read).toThrow(expected)
  })

  it('tells of everything that is wrong at once, and of no secret', () => {
    const read = () => readConfig({ APP_PORT: 'x', REALTIME_SECRET: 'too-short', DATABASE_URL: 'http://u:pass@h/d' })
    expect(read).toThrow(/^APP_PORT is .*\nDATABASE_URL is .*\nREALTIME_SECRET is /)
    expect(read).not.toThrow(/too-short|pass@/)
  })
})

describe('need', () => {
  it('gives what is set', () => {
    expect(need(readConfig({ REDIS_URL: 'redis://h:1' }), 'redisUrl')).toBe('redis://h:1')
  })
  it('refuses what is not, with how it would look', () => {
    expect(() => need(readConfig({}), 'databaseUrl')).toThrow(
      'DATABASE_URL is not set; expected a URL as postgresql://user:password@host:5432/studio',
    )
  })
})
