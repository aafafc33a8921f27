import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { SETTINGS } from '#platform/config.ts'
import { projectRoot } from '#platform/local/project.ts'
import { PROCESSES } from '../scripts/bundle.mjs'

const condition = z.enum(['service_healthy', 'service_completed_successfully', 'service_started'])
const service = z.object({
  image: z.string().optional(),
  build: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  restart: z.string(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  depends_on: z.record(z.string(), z.object({ condition })).default({}),
})
const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
})

const read = (file: string) => readFileSync(path.join(projectRoot, file), 'utf8')
const text = read('docker-compose.yml')
const compose = composeFile.parse(parse(text, { merge: true }))
const services = Object.entries(compose.services)
const ours = services.filter(([, one]) => one.image === 'sentient-studio')

describe('docker-compose.yml', () => {
  it('has the stores, the broker and every process', () => {
    expect(services.map(([name]) => name)).toEqual([
      'postgres',
      'redis',
      'mosquitto',
      'migrate',
      'setup',
      'server',
      'scene-runtime',
      'app',
    ])
    expect(ours.map(([name]) => name)).toEqual(['migrate', 'setup', 'server', 'scene-runtime', 'app'])
  })

  it.each(services.filter(([, one]) => one.image !== 'sentient-studio'))('pins the version of %s', (_name, one) => {
    expect(one.image).toMatch(/^[a-z/-]+:\d+\.\d+(\.\d+)?$/)
  })

  it('builds the one image of our own once', () => {
    expect(services.filter(([, one]) => one.build !== undefined).map(([name]) => name)).toEqual(['migrate'])
  })

  it.each(ours)('runs %s by a command that exists', (_name, one) => {
    const [program, script] = one.command ?? []
    expect(program).toBe('node')
    const bundle = /^dist\/(.+)\.js$/.exec(script ?? '')?.[1]
    if (bundle === undefined) expect(existsSync(path.join(projectRoot, script ?? ''))).toBe(true)
    else expect(Object.keys(PROCESSES)).toContain(bundle)
  })

  it.each(ours)('tells %s nothing that no process reads', (_name, one) => {
    const known = [...Object.keys(SETTINGS), 'NODE_ENV']
    expect(Object.keys(one.environment).filter((name) => !known.includes(name))).toEqual([])
  })

  it('tells the app no secret', () => {
    expect(JSON.stringify(compose.services.app?.environment)).not.toMatch(/PASSWORD|SECRET|TOKEN/)
  })

  it('holds no secret: each comes from the environment, and none has a default', () => {
    const secret = /PASSWORD|SECRET|TOKEN/
    for (const [, one] of services)
      for (const [name, value] of Object.entries(one.environment))
        if (secret.test(name) || value.includes('://'))
          expect(value.replace(/\$\{[A-Z_]+:\?[^}]*\}/g, '')).not.toMatch(/:[^/@:]+@|^[^$].*secret/i)
    const used = [...text.matchAll(/\$\{([A-Z_]+)(:[?-])/g)].filter(([, name]) => secret.test(name ?? ''))
    expect(used.length).toBeGreaterThan(5)
    expect(new Set(used.map(([, , kind]) => kind))).toEqual(new Set([':?']))
  })

  it('takes from the environment what deploy/env.example names, and nothing else', () => {
    const taken = new Set([...text.matchAll(/\$\{([A-Z_]+):/g)].map(([, name]) => name))
    const named = new Set([...read('deploy/env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name))
    expect(taken).toEqual(named)
  })

  it('publishes what people and controllers use, and no store', () => {
    const published = services.flatMap(([name, one]) => one.ports.map((port) => `${name} ${port.split(':').at(-1)}`))
    expect(published).toEqual(['mosquitto 1883', 'server 3002', 'app 3000'])
  })

  it('watches over everything that goes on running', () => {
    const running = services.filter(([, one]) => one.restart !== 'no')
    expect(running.filter(([, one]) => one.healthcheck === undefined).map(([name]) => name)).toEqual([])
    for (const [, one] of ours) {
      const [, node, script] = one.healthcheck?.test ?? []
      if (node !== undefined) expect([node, existsSync(path.join(projectRoot, script ?? ''))]).toEqual(['node', true])
    }
  })

  it('starts in an order that works: after what is waited for, which says when it is there', () => {
    for (const [name, one] of services)
      for (const [other, { condition }] of Object.entries(one.depends_on)) {
        const target = compose.services[other]
        expect(target, `${name} waits for ${other}`).toBeDefined()
        if (condition === 'service_healthy') expect(target?.healthcheck, other).toBeDefined()
        else expect([condition, target?.restart]).toEqual(['service_completed_successfully', 'no'])
      }
  })

  it('keeps data in volumes that it names', () => {
    const named = services.flatMap(([, one]) => one.volumes.map((volume) => volume.split(':')[0] ?? ''))
    expect(named.filter((volume) => !volume.startsWith('.')).toSorted()).toEqual(
      Object.keys(compose.volumes).toSorted(),
    )
    for (const file of named.filter((volume) => volume.startsWith('.')))
      expect(existsSync(path.join(projectRoot, file))).toBe(true)
  })

  it('has a broker that asks for a login and sends without delay, and a Redis that keeps what it has', () => {
    const mosquitto = read('deploy/mosquitto.conf')
    for (const line of ['set_tcp_nodelay true', 'allow_anonymous false', 'password_file /tmp/passwords'])
      expect(mosquitto.split('\n')).toContain(line)
    expect(compose.services.redis?.command?.join(' ')).toContain('--appendonly yes')
  })
})

describe('Dockerfile', () => {
  it('pins its base and runs as nobody special', () => {
    const docker = read('Dockerfile')
    for (const [, base] of docker.matchAll(/^FROM (\S+)/gm)) expect(base).toMatch(/:\d+\.\d+\.\d+-/)
    expect(docker).toMatch(/^USER node$/m)
  })
})
