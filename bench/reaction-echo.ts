import { connectMqtt } from '#platform/mqtt.ts'
import { ECHO_IN, ECHO_OUT } from './reaction-room.ts'

/** What is compared with: a client that answers every sensor message with a command, and does nothing else. */
const client = connectMqtt(process.argv[2] ?? '', { clientId: 'echo' })
client.on('message', (_topic, payload) => {
  const { value } = JSON.parse(payload.toString()) as { value: number }
  client.publish(ECHO_OUT, JSON.stringify({ v: 1, params: { n: value } }), { qos: 1 })
})
await client.subscribeAsync(ECHO_IN, { qos: 1 })
process.stdout.write('ready\n')
process.on('SIGTERM', () => void client.endAsync().then(() => process.exit(0)))
