import { need, readConfig } from '#platform/config.ts'
import { runProcess } from '#platform/lifecycle.ts'
import { createLog } from '#platform/log.ts'
import { createDemoRoom } from './room.ts'

/** The virtual boards of the demo room: a process of its own that has nothing but a broker and loopback. */
const log = createLog('demo')
await runProcess(
  'demo',
  () => {
    const config = readConfig()
    return [createDemoRoom({ mqttUrl: need(config, 'mqttUrl'), port: config.demoPort, log })]
  },
  log,
)
