import type { Config } from '#platform/config.ts'
import { choosePort, type PortWish } from '#platform/local/ports.ts'

export type Ports = { app: number; api: number; realtime: number; mqtt: number; demo: number; gateway: number }

/**
 * The ports that people and controllers talk to. One that was asked for by its variable is taken or refused; the
 * defaults move on to the next that is free.
 */
export async function choosePorts(
  config: Pick<Config, 'appPort' | 'apiPort' | 'realtimePort' | 'mqttPort' | 'demoPort' | 'gatewayPort'>,
  env: Record<string, string | undefined>,
  isFree: (port: number) => Promise<boolean>,
): Promise<Ports> {
  const reserved = new Set<number>()
  const choose = async (variable: string, port: number): Promise<number> => {
    const wish: PortWish = { variable, port, explicit: (env[variable] ?? '') !== '' }
    const chosen = await choosePort(wish, { reserved, isFree })
    reserved.add(chosen)
    return chosen
  }
  // those that were asked for first, so that no default moves onto them
  const wishes = [
    { key: 'app', variable: 'APP_PORT', port: config.appPort },
    { key: 'api', variable: 'API_PORT', port: config.apiPort },
    { key: 'realtime', variable: 'REALTIME_PORT', port: config.realtimePort },
    { key: 'mqtt', variable: 'MQTT_PORT', port: config.mqttPort },
    { key: 'demo', variable: 'DEMO_PORT', port: config.demoPort },
    { key: 'gateway', variable: 'GATEWAY_PORT', port: config.gatewayPort },
  ] as const
  const asked = (variable: string) => ((env[variable] ?? '') === '' ? 1 : 0)
  const ports: Ports = { app: 0, api: 0, realtime: 0, mqtt: 0, demo: 0, gateway: 0 }
  for (const wish of wishes.toSorted((a, b) => asked(a.variable) - asked(b.variable)))
    ports[wish.key] = await choose(wish.variable, wish.port)
  return ports
}
