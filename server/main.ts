import { type Role, readConfig } from '#platform/config.ts'
import { createHealthService } from '#platform/http.ts'
import { runProcess, type Service } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { collectProcessMetrics } from '#platform/metrics.ts'
import { createApiService } from './api/service.ts'
import { createMqttGatewayService } from './mqtt-gateway/service.ts'
import { createRealtimeService } from './realtime-gateway/service.ts'

/** The studio's server: one process with the roles of `ROLES`, or one process for each role. */
await runProcess(
  'server',
  () => {
    const config = readConfig()
    collectProcessMetrics()
    const create: Record<Role, () => Service> = {
      api: () => createApiService(config),
      realtime: () => createRealtimeService(config),
      'mqtt-gateway': () => createMqttGatewayService(config),
    }
    const services = config.roles.map((role) => create[role]())
    if (config.metricsPort === undefined) return services
    const checks = services.flatMap(({ name, check }) => (check === undefined ? [] : [{ name, check }]))
    return [...services, createHealthService({ host: config.host, port: config.metricsPort, checks })]
  },
  createLog('server'),
)
