import { connectMqtt } from '#platform/mqtt.ts'
import { CONTROLLERS, DEVICES, levelTopic } from './chatter-rooms.ts'

/**
 * Boards that chatter: every sensor of every room reports its level once in `every` seconds, evenly spread, until the
 * process is told to stop; then it says how many reports went out. A sensor's n-th report has the value n.
 * Arguments: broker, rooms, every, connections.
 */
const [url = '', rooms = '1', every = '20', connections = '100'] = process.argv.slice(2)
const topics = Array.from({ length: Number(rooms) * CONTROLLERS * (DEVICES - 1) }, (_, n) => {
  const room = n % Number(rooms)
  const place = Math.floor(n / Number(rooms))
  return levelTopic(room, place % CONTROLLERS, Math.floor(place / CONTROLLERS))
})
const clients = Array.from({ length: Number(connections) }, (_, n) => connectMqtt(url, { clientId: `boards-${n}` }))
await Promise.all(clients.map((client) => new Promise<void>((resolve) => client.once('connect', () => resolve()))))
process.stdout.write('ready\n')

const began = performance.now()
let sent = 0
const timer = setInterval(() => {
  const due = Math.floor(((performance.now() - began) / 1000) * (topics.length / Number(every)))
  for (; sent < due; sent += 1) {
    const n = sent % topics.length
    const report = { v: 1, value: Math.floor(sent / topics.length), seq: Math.floor(sent / topics.length) }
    clients[n % clients.length]?.publish(topics[n] ?? '', JSON.stringify(report), { qos: 1 })
  }
}, 2)

process.stdin.once('data', () => {
  clearInterval(timer)
  process.stdout.write(`${JSON.stringify({ sent, sensors: topics.length })}\n`)
})
process.on(
  'SIGTERM',
  () => void Promise.all(clients.map((client) => client.endAsync(true))).then(() => process.exit(0)),
)
