import { z } from 'zod'

/** What a `server` process can be; one process may be several of them. */
export const ROLES = ['api', 'realtime', 'mqtt-gateway'] as const
export type Role = (typeof ROLES)[number]

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** A setting that is wrong or missing. The message names the variable, what was given and what is expected. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

const port = (fallback: number) => ({
  expected: 'a port number from 0 to 65535 (0: any free one)',
  schema: z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(65535)).default(fallback),
})
const url = (protocols: string[], example: string) => ({
  expected: `a URL as ${example}`,
  schema: z
    .string()
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol))
    .optional(),
})
const secret = (length: number) => ({
  expected: `at least ${length} characters that nobody can guess`,
  schema: z.string().min(length).optional(),
})
const text = (expected: string) => ({ expected, schema: z.string() })

/** Every variable that a process of the studio reads: the one place where a setting is declared. */
export const SETTINGS = {
  APP_PORT: port(3000),
  API_PORT: port(3001),
  REALTIME_PORT: port(3002),
  MQTT_PORT: port(1883),
  /** The hands of the demo's virtual boards; loopback only. */
  DEMO_PORT: port(3003),
  /** Where the MQTT gateway takes emergency stops of the API. */
  GATEWAY_PORT: port(3004),
  /** /health and /metrics of processes that have no HTTP port of their own. */
  METRICS_PORT: { ...port(0), schema: port(0).schema.unwrap().optional() },
  HOST: {
    expected: 'the address to listen on, as 127.0.0.1 or 0.0.0.0',
    schema: z
      .string()
      .regex(/^[\w.:-]+$/)
      .default('127.0.0.1'),
  },
  STUDIO_DATA_DIR: { ...text('a folder'), schema: z.string().default('.data') },
  DATABASE_URL: url(['postgresql:', 'postgres:'], 'postgresql://user:password@host:5432/studio'),
  REDIS_URL: url(['redis:', 'rediss:'], 'redis://:password@host:6379/0'),
  MQTT_URL: url(['mqtt:', 'mqtts:', 'ws:', 'wss:'], 'mqtt://user:password@host:1883'),
  /** Guards /internal/*; unset refuses everything there. */
  INTERNAL_TOKEN: secret(16),
  AUTH_SECRET: secret(32),
  REALTIME_SECRET: secret(32),
  PUBLIC_URL: url(['http:', 'https:'], 'https://studio.example.com'),
  API_URL: url(['http:', 'https:'], 'http://127.0.0.1:3001'),
  GATEWAY_URL: url(['http:', 'https:'], 'http://127.0.0.1:3004'),
  ROLES: {
    expected: `a comma-separated list of ${ROLES.join(', ')}`,
    schema: z
      .string()
      .default(ROLES.join(','))
      .transform((list) => list.split(',').map((name) => name.trim()))
      .pipe(z.array(z.enum(ROLES)).min(1)),
  },
  LOG_LEVEL: { expected: `one of ${LOG_LEVELS.join(', ')}`, schema: z.enum(LOG_LEVELS).default('info') },
  /** The embedded start plays the demo room's controllers, unless 0. */
  STUDIO_DEMO: {
    expected: '0 or 1',
    schema: z
      .enum(['0', '1'])
      .default('1')
      .transform((flag) => flag === '1'),
  },
  /** The first account, made by setup where there is none yet. */
  STUDIO_OWNER_EMAIL: { expected: 'an e-mail address', schema: z.email().optional() },
  STUDIO_OWNER_PASSWORD: secret(8),
} as const

export type SettingName = keyof typeof SETTINGS

export type Config = ReturnType<typeof readConfig>

/**
 * Reads a process's settings from its environment, once. An empty variable counts as unset.
 * Throws `ConfigError` that tells of every wrong variable at once; secrets are never repeated in it.
 */
export function readConfig(env: Record<string, string | undefined> = process.env) {
  const problems: string[] = []
  const read = <T>(name: SettingName, setting: { expected: string; schema: z.ZodType<T> }): T => {
    const given = env[name] === '' ? undefined : env[name]
    const result = setting.schema.safeParse(given)
    if (result.success) return result.data
    problems.push(`${name} is ${shown(name, given)}; expected ${setting.expected}`)
    return undefined as T // never seen: problems make readConfig throw
  }
  const appPort = read('APP_PORT', SETTINGS.APP_PORT)
  const apiPort = read('API_PORT', SETTINGS.API_PORT)
  const gatewayPort = read('GATEWAY_PORT', SETTINGS.GATEWAY_PORT)
  const config = {
    appPort,
    apiPort,
    realtimePort: read('REALTIME_PORT', SETTINGS.REALTIME_PORT),
    mqttPort: read('MQTT_PORT', SETTINGS.MQTT_PORT),
    demoPort: read('DEMO_PORT', SETTINGS.DEMO_PORT),
    gatewayPort,
    metricsPort: read('METRICS_PORT', SETTINGS.METRICS_PORT),
    host: read('HOST', SETTINGS.HOST),
    dataDir: read('STUDIO_DATA_DIR', SETTINGS.STUDIO_DATA_DIR),
    databaseUrl: read('DATABASE_URL', SETTINGS.DATABASE_URL),
    redisUrl: read('REDIS_URL', SETTINGS.REDIS_URL),
    mqttUrl: read('MQTT_URL', SETTINGS.MQTT_URL),
    internalToken: read('INTERNAL_TOKEN', SETTINGS.INTERNAL_TOKEN),
    authSecret: read('AUTH_SECRET', SETTINGS.AUTH_SECRET),
    realtimeSecret: read('REALTIME_SECRET', SETTINGS.REALTIME_SECRET),
    publicUrl: read('PUBLIC_URL', SETTINGS.PUBLIC_URL) ?? `http://localhost:${appPort}`,
    apiUrl: read('API_URL', SETTINGS.API_URL) ?? `http://127.0.0.1:${apiPort}`,
    gatewayUrl: read('GATEWAY_URL', SETTINGS.GATEWAY_URL) ?? `http://127.0.0.1:${gatewayPort}`,
    roles: read('ROLES', SETTINGS.ROLES),
    logLevel: read('LOG_LEVEL', SETTINGS.LOG_LEVEL),
    demo: read('STUDIO_DEMO', SETTINGS.STUDIO_DEMO),
    ownerEmail: read('STUDIO_OWNER_EMAIL', SETTINGS.STUDIO_OWNER_EMAIL),
    ownerPassword: read('STUDIO_OWNER_PASSWORD', SETTINGS.STUDIO_OWNER_PASSWORD),
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'))
  return config
}

const NEEDED = {
  databaseUrl: 'DATABASE_URL',
  redisUrl: 'REDIS_URL',
  mqttUrl: 'MQTT_URL',
  internalToken: 'INTERNAL_TOKEN',
  authSecret: 'AUTH_SECRET',
  realtimeSecret: 'REALTIME_SECRET',
  ownerEmail: 'STUDIO_OWNER_EMAIL',
  ownerPassword: 'STUDIO_OWNER_PASSWORD',
} as const satisfies Partial<Record<keyof Config, SettingName>>

/** A setting that this process can't do without. Throws `ConfigError` when it is unset. */
export function need<K extends keyof typeof NEEDED>(config: Config, key: K): NonNullable<Config[K]> {
  const value = config[key]
  if (value !== undefined && value !== null) return value
  throw new ConfigError(`${NEEDED[key]} is not set; expected ${SETTINGS[NEEDED[key]].expected}`)
}

/** What was given, fit for a log: passwords in URLs are masked, secrets are not shown at all. */
function shown(name: SettingName, given: string | undefined): string {
  if (given === undefined) return 'not set'
  if (/SECRET|TOKEN|PASSWORD/.test(name)) return `${given.length} characters long`
  return JSON.stringify(given.replace(/:[^:@/]*@/, ':***@'))
}
