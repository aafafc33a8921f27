import { randomUUID } from 'node:crypto'
import type { MqttClient } from 'mqtt'
import { z } from 'zod'
import { forwardNow } from '#platform/clock.ts'
import { createEvent } from '#platform/events.ts'
import { type Log, messageOf } from '#platform/log.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import { connectRedis } from '#platform/redis.ts'
import { COMMANDS_DONE, HOUSE_CONDITIONS } from '#wire/channels.ts'
import { type Json, json } from '#wire/json.ts'
import { roomKey } from '#wire/names.ts'
import type { Registered } from '#wire/registry.ts'
import { EMERGENCY_SUBSCRIPTIONS, GATEWAY_SUBSCRIPTIONS } from '#wire/topics.ts'
import { createApiClient } from './api-client.ts'
import { createCommandSource } from './command-source.ts'
import { createCommands, doneMember } from './commands.ts'
import { createEmergency } from './emergency/emergency.ts'
import { createEmergencyDoor } from './emergency/emergency-door.ts'
import { createStopFile } from './emergency/stop-file.ts'
import { eventOps } from './entries.ts'
import { createHeldWrites } from './held-writes.ts'
import { createHouseTeller } from './house.ts'
import { createInbound } from './inbound.ts'
import { createIntake } from './intake.ts'
import { createGatewayMetrics } from './metrics.ts'
import { connected, patiently } from './patience.ts'
import { readable } from './payload.ts'
import { createPresenceBook } from './presence.ts'
import { createRedeliveryFilter } from './redelivery.ts'
import { type Complaint, createRefusalBook } from './refusals.ts'
import { createRegistrations, type Registration } from './registrations.ts'
import { type BoardAddress, boardKey, createRegistry } from './registry.ts'
import { createRegistryKeeper } from './registry-keeper.ts'
import { reportOutage, reportRefusal } from './reports.ts'
import { createWaitingRoom } from './waiting-room.ts'
import { createWriter } from './writer.ts'

export type GatewayOptions = {
  redisUrl: string
  mqttUrl: string
  apiUrl: string
  internalToken: string
  log: Log
  /** Epoch ms; the machine's clock unless given. */
  now?: () => number
  maxPayloadBytes?: number
  /** An outage of Redis that is shorter is nobody's business but the log's, ms. */
  noticeableOutageMs?: number
  /** What may wait for Redis: entries, and bytes of all of them. */
  buffer?: { entries: number; bytes: number }
  /** Where the API brings emergency stops; port 0 is any free one. */
  door?: { host: string; port: number }
  /** Keeps emergency stops also while Redis is away. */
  stopFile?: string
}

/** How long a message waits for its controller's registration, ms. */
const HELD_MS = 60_000
const TICK_MS = 250
const DEFAULT_HEARTBEAT_MS = 30_000
const NOTICEABLE_OUTAGE_MS = 1_000
const ANY_DOOR = { host: '127.0.0.1', port: 0 }

export type Gateway = {
  start(): Promise<void>
  stop(): Promise<void>
  /** Rejects while the broker or Redis is away. */
  check(): Promise<void>
  /** Where emergency stops are taken. */
  doorPort(): number
}

/**
 * MQTT on one side, Redis and the API on the other. Each of the three may go away and come back: what waits meanwhile
 * is bounded, and what is lost is counted (RT7).
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { log, now = forwardNow, maxPayloadBytes = 64 * 1024 } = options
  const instance = randomUUID()
  const metrics = createGatewayMetrics()
  const registry = createRegistry()
  const presence = createPresenceBook()
  const redelivery = createRedeliveryFilter()
  const refusals = createRefusalBook()
  const waiting = createWaitingRoom()
  const api = createApiClient({ url: options.apiUrl, token: options.internalToken })
  const redis = connectRedis(options.redisUrl, { name: 'mqtt-gateway', log, lazyConnect: true })
  const subscriber = connectRedis(options.redisUrl, {
    name: 'mqtt-gateway-commands',
    log,
    lazyConnect: true,
    autoResubscribe: false,
    maxRetriesPerRequest: null,
  })
  let mqtt: MqttClient | undefined
  /** For stops alone: nothing is queued before them, in either direction. */
  let urgent: MqttClient | undefined
  let ticking: NodeJS.Timeout | undefined
  const brokerAway = (): boolean => mqtt?.connected !== true
  const writes = createHeldWrites((ms, run) => {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  })

  const writer = createWriter({
    redis,
    instance,
    log,
    limits: options.buffer ?? { entries: 10_000, bytes: 32 * 1024 * 1024 },
    onRecovered(outage) {
      if (outage.ms >= (options.noticeableOutageMs ?? NOTICEABLE_OUTAGE_MS)) reportOutage(outage, writer, now())
    },
    onEmptied() {
      keeper.writeAnew()
      house.sayAgain()
    },
  })

  const house = createHouseTeller({ registry, writer })

  const keeper = createRegistryKeeper({
    api,
    redis,
    registry,
    presence,
    writer,
    log,
    now,
    // Retained messages that were refused for want of a registry come once more.
    onFirstLoad: subscribe,
  })

  const registrations = createRegistrations({
    api,
    log,
    now,
    accepted,
    refused: ({ topic, said }, code, message) =>
      complain({ topic, code, message, excerpt: readable(JSON.stringify(said)).slice(0, 199) }, now()),
    settled(controller) {
      for (const message of waiting.release(controller)) inbound.receive(message)
    },
    counted: (kind, answer) => metrics.registrations.inc({ kind, answer }),
  })

  const emergency = createEmergency({
    registry,
    presence,
    writer,
    redis,
    file: options.stopFile === undefined ? undefined : createStopFile(options.stopFile, log),
    log,
    now,
    publish(topic, payload) {
      const client = urgent?.connected === true ? urgent : mqtt
      // Nothing piles up for a broker that is away: it is said when it is back.
      if (client?.connected !== true) return
      client.publish(topic, payload, { qos: 1, retain: false }, (error) => {
        if (error !== null && error !== undefined) log.error('a stop could not be published', { topic, error })
      })
      if (client === mqtt) writes.release()
    },
  })
  const door = createEmergencyDoor({ emergency, token: options.internalToken, log, ...(options.door ?? ANY_DOOR) })
  let stopsKnown: Promise<void> | undefined
  /** Asks Redis once; again when that failed. */
  const knowStops = (): Promise<void> => {
    stopsKnown ??= emergency.load().catch((error: unknown) => {
      stopsKnown = undefined
      throw error
    })
    return stopsKnown
  }

  const commands = createCommands({
    registry,
    presence,
    writer,
    metrics,
    log,
    now,
    brokerAway,
    emergency,
    publish(topic, payload, done) {
      mqtt?.publish(topic, payload, { qos: 1, retain: false }, (error) => done(error ?? undefined))
      writes.release()
    },
  })
  const source = createCommandSource({ subscriber, redis, commands, log, now, ready: knowStops })

  const intake = createIntake({
    registry,
    presence,
    redelivery,
    writer,
    registrations,
    waiting,
    commands,
    emergency,
    metrics,
    maxPayloadBytes,
    complain,
    askEarlier({ id, board, device, found, notFound }) {
      redis
        .zscore(COMMANDS_DONE, doneMember(id, { ...board, device_id: device }))
        .then((score) => (score === null ? notFound() : found()))
        .catch((error: unknown) => log.warn('an acknowledgement could not be matched', { id, error: messageOf(error) }))
    },
  })
  const inbound = createInbound(intake)

  function complain(complaint: Complaint, at: number): void {
    metrics.refusals.inc({ code: complaint.code })
    const report = refusals.note(complaint, at)
    if (report !== undefined) reportRefusal(report, writer, log)
  }

  /** The API took a registration: from here on the gateway knows the controller, or the device. */
  function accepted(registration: Registration, at: Registered): void {
    const board: BoardAddress = { tenant_id: at.tenant_id, room_id: at.room_id, controller_id: at.controller_id }
    const { topic, at: receivedAt } = registration
    const from = { ...board, source: 'mqtt-gateway', mqtt_topic: topic, now: receivedAt }
    const deviceOps = (device: { device_id: string; kind: string }): string[] =>
      eventOps(
        createEvent({
          ...from,
          type: 'device_registered',
          device_id: device.device_id,
          payload: { kind: device.kind },
        }),
      )
    keeper.changed(board)
    if (registration.kind === 'device') {
      const ops = deviceOps(registry.putDevice(board, registration.message, registration.said))
      writer.put({ ops, keep: { as: 'event' }, room: roomKey(board) })
      return
    }
    const { message } = registration
    const { boot_id: bootId, heartbeat_interval_ms: heartbeatIntervalMs } = message
    // Without a boot id every registration may be a boot: its counters start anew.
    if (bootId === undefined || registry.controller(board)?.bootId !== bootId) redelivery.forget(boardKey(board))
    registry.putController(board, { bootId, heartbeatIntervalMs })
    const devices = (message.capabilities?.devices ?? []).map((manifest, index) =>
      registry.putDevice(board, manifest, manifestOf(registration.said, index)),
    )
    const payload = {
      controller_type: message.controller_type,
      firmware_version: message.firmware_version,
      heartbeat_interval_ms: heartbeatIntervalMs,
      devices: devices.length,
      ...(bootId === undefined ? {} : { boot_id: bootId }),
    }
    writer.put({
      ops: [
        ...eventOps(createEvent({ ...from, type: 'controller_registered', payload })),
        ...devices.flatMap(deviceOps),
      ],
      keep: { as: 'event' },
      room: roomKey(board),
    })
    if (registration.retained) return
    intake.heard(board, now(), bootId)
    emergency.arrived(board)
  }

  function subscribe(): void {
    if (mqtt?.connected !== true) return
    mqtt.subscribe([...GATEWAY_SUBSCRIPTIONS], { qos: 1 }, (error) => {
      if (error !== null && error !== undefined) log.error('the broker refuses the subscriptions', { error })
    })
  }

  function receive(topic: string, bytes: Uint8Array, retained: boolean): void {
    try {
      inbound.receive({ topic, bytes, retained, at: now() })
    } catch (error) {
      log.error('a message could not be handled', { topic: topic.slice(0, 400), error })
    }
  }

  function tick(): void {
    const at = now()
    const intervalOf = (board: BoardAddress) => registry.controller(board)?.heartbeatIntervalMs ?? DEFAULT_HEARTBEAT_MS
    for (const change of presence.overdue(at, intervalOf, brokerAway())) intake.presenceChanged(change, at)
    for (const report of refusals.due(at)) reportRefusal(report, writer, log)
    for (const controller of waiting.olderThan(at - HELD_MS))
      for (const message of waiting.release(controller)) inbound.receiveNow(message)
    emergency.tick(at)
    registrations.tick(at)
    keeper.tick(at)
    house.tick(at, brokerAway())
    metrics.measure({ at, ...writer.stats(), held: waiting.size, brokerAway: brokerAway(), registry, presence })
  }

  return {
    async start() {
      await patiently('Redis', Promise.all([connected(redis), connected(subscriber)]), log)
      await patiently('the stops that Redis has', knowStops(), log)
      const loaded = await patiently('the API', keeper.load(), log)
      if (loaded !== true) await patiently('Redis', keeper.loadRemembered(), log)
      const said = await patiently('Redis', redis.hget(HOUSE_CONDITIONS, 'broker_away'), log)
      if (said !== undefined && said !== null) house.takeOver(said)
      const client = connectMqtt(options.mqttUrl, {
        clientId: `mqtt-gateway-${instance.slice(0, 8)}`,
        log,
        resubscribe: false,
      })
      mqtt = client
      client.handleMessage = (_packet, done) => writer.whenRoom(done)
      client.on('message', (topic, bytes, packet) => {
        if (packet.qos > 0) writes.hold(client.stream)
        receive(topic, bytes, packet.retain)
      })
      const forStops = connectMqtt(options.mqttUrl, {
        clientId: `mqtt-gateway-stop-${instance.slice(0, 8)}`,
        log,
        resubscribe: false,
      })
      urgent = forStops
      forStops.on('message', (topic, bytes, packet) => receive(topic, bytes, packet.retain))
      forStops.on('connect', () => {
        emergency.reconnected()
        forStops.subscribe([...EMERGENCY_SUBSCRIPTIONS], { qos: 1 }, (error) => {
          if (error !== null && error !== undefined) log.error('the broker refuses the stops', { error })
        })
      })
      await door.start()
      const subscribed = new Promise<void>((resolve) => {
        client.on('connect', () => {
          subscribe()
          resolve()
        })
      })
      await patiently('the MQTT broker', subscribed, log)
      await patiently('Redis', source.start(), log)
      ticking = setInterval(tick, TICK_MS)
    },
    async stop() {
      clearInterval(ticking)
      source.stop()
      writes.release()
      await door.stop()
      if (urgent !== undefined) await urgent.endAsync(!urgent.connected)
      if (mqtt !== undefined) await mqtt.endAsync(brokerAway())
      await emergency.stop()
      keeper.flush()
      if (!(await writer.drained(2_000))) log.error('stopped with entries that were not written', writer.stats())
      writer.stop()
      redis.disconnect()
      subscriber.disconnect()
    },
    async check() {
      if (brokerAway()) throw new Error('the MQTT broker is away')
      await redis.ping()
    },
    doorPort: () => door.port(),
  }
}

/** A device's own JSON in a controller's manifest. */
function manifestOf(said: Json, index: number): Json {
  const shape = z.object({ capabilities: z.object({ devices: z.array(json) }) }).safeParse(said)
  return shape.success ? (shape.data.capabilities.devices[index] ?? null) : null
}
