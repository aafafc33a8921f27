import { readConfig } from '#platform/config.ts'
import { runProcess } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { createMqttGatewayService } from '#server/mqtt-gateway/service.ts'

/** The server with the role `mqtt-gateway`, without loading what the other roles need. */
await runProcess('gateway', () => [createMqttGatewayService(readConfig())], createLog('gateway'))
