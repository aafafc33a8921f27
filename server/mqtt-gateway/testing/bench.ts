import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { MqttClient } from 'mqtt'
import { createLog } from '#platform/log.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { connectRedis } from '#platform/redis.ts'
import { startTestBroker } from '#platform/testing/broker.ts'
import { startTestRedis } from '#platform/testing/redis.ts'
import { until } from '#platform/testing/until.ts'
import { COMMAND_STREAM, DEVICE_COMMANDS, REFUSALS, roomStream } from '#wire/channels.ts'
import { type DomainEvent, domainEvent } from '#wire/domain-event.ts'
import type { DeviceCommand } from '#wire/messages/command.ts'
import { type Refusal, refusal } from '#wire/refusal.ts'
import { REGISTER_CONTROLLER } from '#wire/topics.ts'
import { createGateway, type Gateway, type GatewayOptions } from '../gateway.ts'
import { type FakeApi, startFakeApi, TOKEN } from './fake-api.ts'

export const ROOM = { tenant_id: 'paragon', room_id: 'clockwork' }
export const OTHER_ROOM = { tenant_id: 'rival', room_id: 'attic' }

/** A real broker, a real Redis, an API that answers by its contract, and gateways between them. */
export async function setUpBench(): Promise<Bench> {
  const broker = await startTestBroker()
  const redisServer = await startTestRedis()
  const api = await startFakeApi([
    ROOM,
    OTHER_ROOM,
    { tenant_id: 'rival', room_id: 'shared' },
    { tenant_id: 'paragon', room_id: 'shared' },
  ])
  const redis = connectRedis(redisServer.url, { name: 'test' })
  const gateways: Gateway[] = []
  const boards: MqttClient[] = []
  const log = createLog('test', { level: 'silent' })

  const events = async (room = ROOM): Promise<DomainEvent[]> =>
    (await redis.xrange(roomStream(room), '-', '+')).map(([, fields]) => domainEvent.parse(JSON.parse(fields[1] ?? '')))

  const stopGateways = async (): Promise<void> => {
    for (const gateway of gateways.splice(0)) await gateway.stop()
  }

  const retained = new Set<string>()
  const connected: Bench['board'] = async (will) => {
    const client = connectMqtt(broker.url, {
      clientId: `board-${randomUUID()}`,
      log,
      ...(will === undefined ? {} : { will }),
    })
    boards.push(client)
    client.on('packetsend', (packet) => {
      if (packet.cmd === 'publish' && packet.retain && packet.payload.length > 0) retained.add(packet.topic)
    })
    await until(() => client.connected)
    return client
  }

  return {
    broker,
    redisUrl: redisServer.url,
    redis,
    api,
    events,
    async gateway(options = {}) {
      const gateway = createGateway({
        redisUrl: redisServer.url,
        mqttUrl: broker.url,
        apiUrl: api.url,
        internalToken: TOKEN,
        log,
        ...options,
      })
      gateways.push(gateway)
      await gateway.start()
      return gateway
    },
    board: connected,
    async register(board, message) {
      await board.publishAsync(REGISTER_CONTROLLER, JSON.stringify({ ...ROOM, ...message }), { qos: 1 })
      await until(async () =>
        (await events()).some((e) => e.type === 'controller_registered' && e.controller_id === message.controller_id),
      )
    },
    eventOf: (type, match = () => true) =>
      until(async () => (await events()).find((event) => event.type === type && match(event)), {
        message: `no ${type} came`,
      }),
    refusals: async () =>
      (await redis.xrange(REFUSALS, '-', '+')).map(([, fields]) => refusal.parse(JSON.parse(fields[1] ?? ''))),
    async send(command) {
      const complete = commandOf(command)
      const json = JSON.stringify(complete)
      await redis.multi().xadd(COMMAND_STREAM, '*', 'command', json).publish(DEVICE_COMMANDS, json).exec()
      return complete
    },
    stopGateways,
    async clear() {
      await stopGateways()
      const cleaner = await connected()
      for (const topic of retained) await cleaner.publishAsync(topic, '', { qos: 1, retain: true })
      retained.clear()
      for (const board of boards.splice(0)) await board.endAsync(true)
      await redis.flushall()
      api.reset()
    },
    async stop() {
      await stopGateways()
      for (const board of boards.splice(0)) await board.endAsync(true)
      redis.disconnect()
      await api.stop()
      await broker.stop()
      await redisServer.stop()
    },
  }
}

export const commandOf = (
  command: Partial<DeviceCommand> & Pick<DeviceCommand, 'controller_id' | 'device_id' | 'command'>,
): DeviceCommand => ({
  event_type: 'device_command',
  command_id: randomUUID(),
  ...ROOM,
  params: {},
  issued_at: new Date().toISOString(),
  ttl_ms: 5_000,
  source: 'test',
  ...command,
})

export type Bench = {
  broker: Awaited<ReturnType<typeof startTestBroker>>
  redisUrl: string
  redis: Redis
  api: FakeApi
  events(room?: typeof ROOM): Promise<DomainEvent[]>
  gateway(options?: Partial<GatewayOptions>): Promise<Gateway>
  board(will?: { topic: string; payload: Buffer; qos: 1; retain: true }): Promise<MqttClient>
  register(board: MqttClient, message: { controller_id: string } & Record<string, unknown>): Promise<void>
  eventOf(type: DomainEvent['type'], match?: (event: DomainEvent) => boolean): Promise<DomainEvent>
  refusals(): Promise<Refusal[]>
  send(command: Parameters<typeof commandOf>[0]): Promise<DeviceCommand>
  stopGateways(): Promise<void>
  clear(): Promise<void>
  stop(): Promise<void>
}
