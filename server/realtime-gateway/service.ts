import { type Config, need } from '#platform/config.ts'
import type { Service } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { createRealtimeGateway } from './gateway.ts'

/** The realtime gateway as a part of a process. Needs REDIS_URL and REALTIME_SECRET. */
export function createRealtimeService(config: Config): Service {
  const gateway = createRealtimeGateway({
    host: config.host,
    port: config.realtimePort,
    redisUrl: need(config, 'redisUrl'),
    secret: need(config, 'realtimeSecret'),
    log: createLog('realtime-gateway'),
  })
  return { name: 'realtime-gateway', start: () => gateway.start(), stop: () => gateway.stop() }
}
