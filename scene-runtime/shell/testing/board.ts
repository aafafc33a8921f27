import type { MqttClient } from 'mqtt'
import { createLog } from '#platform/log.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { until } from '#platform/testing/until.ts'
import {
  ackTopic,
  type Board,
  commandFilter,
  connectionTopic,
  heartbeatTopic,
  REGISTER_CONTROLLER,
  sensorTopic,
} from '#wire/topics.ts'

const log = createLog('board', { level: 'silent' })

/** Every device of the scene `counted`. */
const DEVICES = {
  board: [{ device_id: 'button', kind: 'button', signals: { count: { type: 'number', momentary: true } } }],
  lights: [{ device_id: 'lamp', kind: 'lamp', commands: { level: { params: { value: { type: 'number' } } } } }],
} as const

export type TestBoard = {
  /** Presses the button: reports number `n`, as often as the broker must be told until it has it. */
  press(n: number): void
  /** The values that its lamp was set to, in order; an id that comes again is not carried out again, as on real boards. */
  done: number[]
  /** Pulled out: the broker sends its last will. */
  unplug(): void
  plugIn(): Promise<void>
  stop(): Promise<void>
}

/** A controller as it stands in a room: registers, beats, reports, and acknowledges what it is told. */
export async function plugInBoard(url: string, at: Board): Promise<TestBoard> {
  const seen = new Set<string>()
  const done: number[] = []
  let client: MqttClient = connect()

  function connect(): MqttClient {
    const next = connectMqtt(url, {
      clientId: `${at.room}-${at.controller}`,
      log,
      // After the gateway (100 ms): what is said while nobody listens goes nowhere.
      reconnectPeriod: 1_000,
      will: { topic: connectionTopic(at), payload: Buffer.from('offline'), qos: 1, retain: true },
    })
    next.on('connect', () => {
      next.subscribe(commandFilter(at), { qos: 1 })
      say(next, REGISTER_CONTROLLER, {
        tenant_id: at.tenant,
        room_id: at.room,
        controller_id: at.controller,
        heartbeat_interval_ms: 1_000,
        boot_id: 'one',
        capabilities: { devices: DEVICES[at.controller === 'lights' ? 'lights' : 'board'] },
      })
      next.publish(connectionTopic(at), 'online', { qos: 1, retain: true })
    })
    next.on('message', (topic, bytes) => {
      const [, , , , device = ''] = topic.split('/')
      const command = JSON.parse(bytes.toString()) as { command_id: string; params?: { value?: number } }
      const again = seen.has(command.command_id)
      seen.add(command.command_id)
      if (!again && command.params?.value !== undefined) done.push(command.params.value)
      say(next, ackTopic(at, device), { command_id: command.command_id, outcome: again ? 'duplicate' : 'applied' })
    })
    return next
  }

  const say = (to: MqttClient, topic: string, payload: unknown): void => {
    to.publish(topic, JSON.stringify(payload), { qos: 1 })
  }
  const beating = setInterval(() => {
    if (client.connected) say(client, heartbeatTopic(at), { uptime_ms: 1, boot_id: 'one' })
  }, 500)

  await until(() => client.connected)
  return {
    done,
    press(n) {
      say(client, sensorTopic(at, 'button', 'count'), { value: n, seq: n })
    },
    unplug() {
      client.stream.destroy()
      client.end(true)
    },
    async plugIn() {
      client = connect()
      await until(() => client.connected)
    },
    async stop() {
      clearInterval(beating)
      await client.endAsync(true)
    },
  }
}
