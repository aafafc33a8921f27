import { createInterface } from 'node:readline'
import { connectMqtt } from '#platform/mqtt.ts'
import { ackTopic, commandFilter, connectionTopic, parseTopic, sensorTopic } from '#wire/topics.ts'
import { boardId, ROOM } from './emergency-room.ts'

/**
 * Boards in a process of their own: each with its own connection, each acknowledges every command at once. A line on
 * standard input, {"chatter": messages a second}, makes all of them together report so often.
 */
const [url = '', count = '100'] = process.argv.slice(2)

const boards = await Promise.all(
  Array.from({ length: Number(count) }, async (_, n) => {
    const place = { tenant: ROOM.tenant_id, room: ROOM.room_id, controller: boardId(n) }
    const client = connectMqtt(url, { clientId: `bench-${boardId(n)}` })
    client.on('message', (topic, payload) => {
      const parsed = parseTopic(topic)
      if (parsed.kind !== 'command') return
      const { command_id } = JSON.parse(payload.toString()) as { command_id: string }
      client.publish(ackTopic(place, parsed.device), JSON.stringify({ v: 1, command_id, outcome: 'applied' }), {
        qos: 1,
      })
    })
    await new Promise<void>((resolve) => client.once('connect', () => resolve()))
    await client.subscribeAsync(commandFilter(place), { qos: 1 })
    await client.publishAsync(connectionTopic(place), 'online', { qos: 1 })
    return { place, client }
  }),
)

const SLICE_MS = 5
let chatter = 0
let owed = 0
let seq = 0
setInterval(() => {
  for (owed += (chatter * SLICE_MS) / 1000; owed >= 1; owed -= 1) {
    seq += 1
    const board = boards[seq % boards.length]
    if (board === undefined) return
    const message = { v: 1, value: seq % 1024, seq, uptime_ms: Math.round(performance.now()) }
    board.client.publish(sensorTopic(board.place, 'sensor', 'value'), JSON.stringify(message), { qos: 1 })
  }
}, SLICE_MS)

createInterface({ input: process.stdin }).on('line', (line) => {
  chatter = (JSON.parse(line) as { chatter: number }).chatter
})
process.on('SIGTERM', () => process.exit(0))
process.stdout.write('ready\n')
