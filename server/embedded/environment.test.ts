import { describe, expect, it } from 'vitest'
import { readConfig } from '#platform/config.ts'
import { childEnvironment, publicUrl, reachable } from './environment.ts'

const dataDir = {
  path: '/data',
  secrets: {
    authSecret: 'a'.repeat(32),
    realtimeSecret: 'r'.repeat(32),
    internalToken: 'i'.repeat(32),
    postgresPassword: 'p'.repeat(32),
    redisPassword: 'q'.repeat(32),
    mqttPassword: 'm'.repeat(16),
  },
  account: { email: 'a@b.example', password: 'first-password' },
  release: () => Promise.resolve(),
}
const addresses = { databaseUrl: 'postgresql://x@h/d', redisUrl: 'redis://h', mqttUrl: 'mqtt://h' }
const ports = { app: 4000, api: 4001, realtime: 4002, mqtt: 4883, demo: 4003, gateway: 4004 }
const environment = (env: Record<string, string>) =>
  childEnvironment(readConfig(env), env, { ports, addresses, dataDir })

describe('what the processes find in their environment', () => {
  it('is a whole configuration, with the ports that were chosen', () => {
    expect(readConfig(environment({}))).toMatchObject({
      appPort: 4000,
      apiPort: 4001,
      realtimePort: 4002,
      mqttPort: 4883,
      demoPort: 4003,
      gatewayPort: 4004,
      databaseUrl: 'postgresql://x@h/d',
      redisUrl: 'redis://h',
      mqttUrl: 'mqtt://h',
      apiUrl: 'http://127.0.0.1:4001',
      gatewayUrl: 'http://127.0.0.1:4004',
      publicUrl: 'http://localhost:4000',
      authSecret: 'a'.repeat(32),
      realtimeSecret: 'r'.repeat(32),
      internalToken: 'i'.repeat(32),
      ownerEmail: 'a@b.example',
      ownerPassword: 'first-password',
      dataDir: '/data',
    })
  })
  it('gives way to what was given, but not where the studio itself decides', () => {
    expect(
      environment({ AUTH_SECRET: 'x'.repeat(40), PUBLIC_URL: 'https://studio.example', NODE_ENV: 'test' }),
    ).toMatchObject({
      AUTH_SECRET: 'x'.repeat(40),
      PUBLIC_URL: 'https://studio.example',
      NODE_ENV: 'production',
    })
    expect(environment({ AUTH_SECRET: '' }).AUTH_SECRET).toBe('a'.repeat(32))
  })
})

describe('reachable', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['0.0.0.0', '127.0.0.1'],
    ['::', '[::1]'],
    ['fe80::1', '[fe80::1]'],
    ['192.168.1.5', '192.168.1.5'],
  ])('%s is reached at %s', (host, address) => {
    expect(reachable(host)).toBe(address)
  })
})

describe('publicUrl', () => {
  it.each([
    [{}, 'http://localhost:4000'],
    [{ HOST: '0.0.0.0' }, 'http://localhost:4000'],
    [{ HOST: '192.168.1.5' }, 'http://192.168.1.5:4000'],
    [{ HOST: '0.0.0.0', PUBLIC_URL: 'https://studio.example' }, 'https://studio.example'],
  ] as const)('%o is opened at %s', (env, url) => {
    expect(publicUrl(readConfig(env), env, 4000)).toBe(url)
  })
})
