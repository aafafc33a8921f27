import type { Config } from '#platform/config.ts'
import type { DataDir } from './data-dir.ts'
import type { Ports } from './ports.ts'

/** Where the parts that every process needs are: ours, or the ones that were configured. */
export type Addresses = { databaseUrl: string; redisUrl: string; mqttUrl: string }

/** The host under which a server that listens on `host` is reached from this machine. */
export function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

/** Where people open the studio: as configured, else this machine, by the name that a browser treats as safe. */
export function publicUrl(config: Config, env: Record<string, string | undefined>, appPort: number): string {
  if ((env.PUBLIC_URL ?? '') !== '') return config.publicUrl
  const host = reachable(config.host)
  return `http://${host === '127.0.0.1' || host === '[::1]' ? 'localhost' : host}:${appPort}`
}

/** What every process of the studio finds in its environment: ours first, then settings that were given. */
export function childEnvironment(
  config: Config,
  env: Record<string, string | undefined>,
  parts: { ports: Ports; addresses: Addresses; dataDir: DataDir },
): NodeJS.ProcessEnv {
  const { ports, addresses, dataDir } = parts
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value]])),
  )
  const account = dataDir.account
  return {
    ...(account === undefined ? {} : { STUDIO_OWNER_EMAIL: account.email, STUDIO_OWNER_PASSWORD: account.password }),
    AUTH_SECRET: dataDir.secrets.authSecret,
    REALTIME_SECRET: dataDir.secrets.realtimeSecret,
    INTERNAL_TOKEN: dataDir.secrets.internalToken,
    PUBLIC_URL: publicUrl(config, env, ports.app),
    API_URL: `http://${reachable(config.host)}:${ports.api}`,
    GATEWAY_URL: `http://${reachable(config.host)}:${ports.gateway}`,
    ...(config.demo ? { DEMO_URL: `http://127.0.0.1:${ports.demo}` } : {}),
    ...given,
    NODE_ENV: 'production',
    HOST: config.host,
    APP_PORT: String(ports.app),
    API_PORT: String(ports.api),
    REALTIME_PORT: String(ports.realtime),
    MQTT_PORT: String(ports.mqtt),
    DEMO_PORT: String(ports.demo),
    GATEWAY_PORT: String(ports.gateway),
    DATABASE_URL: addresses.databaseUrl,
    REDIS_URL: addresses.redisUrl,
    MQTT_URL: addresses.mqttUrl,
    STUDIO_DATA_DIR: dataDir.path,
    NEXT_TELEMETRY_DISABLED: '1',
  }
}
