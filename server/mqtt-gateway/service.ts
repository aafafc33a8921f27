import path from 'node:path'
import { type Config, need } from '#platform/config.ts'
import type { Service } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { createGateway } from './gateway.ts'

/** The MQTT gateway as a part of a process. Needs REDIS_URL, MQTT_URL and INTERNAL_TOKEN. */
export function createMqttGatewayService(config: Config): Service {
  const gateway = createGateway({
    redisUrl: need(config, 'redisUrl'),
    mqttUrl: need(config, 'mqttUrl'),
    apiUrl: config.apiUrl,
    internalToken: need(config, 'internalToken'),
    log: createLog('mqtt-gateway'),
    door: { host: config.host, port: config.gatewayPort },
    stopFile: path.join(config.dataDir, 'emergency-stops.json'),
  })
  return {
    name: 'mqtt-gateway',
    start: () => gateway.start(),
    stop: () => gateway.stop(),
    check: () => gateway.check(),
  }
}
