import { randomUUID } from 'node:crypto'
import type { MqttClient } from 'mqtt'
import type { Log } from '#platform/log.ts'
import { connectMqtt } from '#platform/mqtt.ts'
import type { Scalar } from '#wire/json.ts'
import type { AckOutcome } from '#wire/messages/acknowledgement.ts'
import { mqttCommand } from '#wire/messages/command.ts'
import type { Connection } from '#wire/messages/connection.ts'
import type { EmergencyLevel } from '#wire/messages/emergency.ts'
import { emergencyClear, emergencyStop } from '#wire/messages/emergency-stop.ts'
import type { Heartbeat } from '#wire/messages/heartbeat.ts'
import type { SensorState, SensorValue } from '#wire/messages/sensor.ts'
import { EMERGENCY_DEVICE } from '#wire/names.ts'
import {
  ackTopic,
  type Board,
  commandFilter,
  connectionTopic,
  diagnosticsTopic,
  emergencyTopic,
  heartbeatTopic,
  parseTopic,
  REGISTER_CONTROLLER,
  sensorTopic,
  stateTopic,
} from '#wire/topics.ts'
import {
  bootValues,
  declarationOf,
  deviceOf,
  differences,
  manifestOf,
  move,
  obey,
  setByHand,
  stand,
  stateOf,
} from './board.ts'
import type { BoardDefinition, BoardValues, Values } from './definition.ts'
import type { VirtualBoard } from './schema.ts'

const HEARTBEAT_MS = 5_000
const MOTION_MS = 100
/** Command ids that a board remembers: as many as a small one has memory for. */
const REMEMBERED = 64

export type VirtualController = {
  readonly controllerId: string
  start(): void
  stop(): Promise<void>
  snapshot(): VirtualBoard
  /** A hand sets an input. The message says why it can not. */
  set(device: string, signal: string, value: Scalar): { ok: true } | { ok: false; message: string }
  /** Without power nothing is said any more: the broker sends the last will. With power again it boots anew. */
  power(on: boolean): void
  emergency(level: 1 | 2 | 3): void
}

/** A board that is a process's object and otherwise like any other: it speaks MQTT, and nothing else, with the studio. */
export function createVirtualController(options: {
  definition: BoardDefinition
  room: { tenant: string; room: string }
  mqttUrl: string
  log: Log
  heartbeatMs?: number
}): VirtualController {
  const { definition, log, heartbeatMs = HEARTBEAT_MS } = options
  const board: Board = { ...options.room, controller: definition.controller_id }
  const carried = new Set<string>()
  const lastCommands = new Map<string, { command: string; outcome: AckOutcome; at: number }>()
  let values = bootValues(definition)
  let stopped: EmergencyLevel | null = null
  let mqtt: MqttClient | undefined
  let boot = { id: randomUUID(), at: Date.now() }
  let seq = 0
  let timers: NodeJS.Timeout[] = []

  const uptime = (): number => Date.now() - boot.at
  const publish = (topic: string, payload: unknown, retain = false): void => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload)
    if (mqtt?.connected === true) mqtt.publish(topic, text, { qos: 1, retain })
  }

  function report(device: string, signal: string, value: Scalar): void {
    publish(
      sensorTopic(board, device, signal),
      worded(definition.wording, values[device] ?? {}, signal, value, { seq: seq++, uptime_ms: uptime() }),
    )
  }

  function tellState(device: string): void {
    const known = deviceOf(definition, device)
    if (known !== undefined)
      publish(stateTopic(board, device), { v: 1, state: { ...stateOf(known, values) } } satisfies SensorState, true)
  }

  /** Takes over new values and tells what changed: outputs as state, and every level as its own report. */
  function become(next: BoardValues): void {
    const changed = differences(definition, values, next)
    values = next
    for (const [device, own] of changed) {
      for (const [signal, value] of Object.entries(own)) report(device, signal, value)
      tellState(device)
    }
  }

  function introduce(): void {
    publish(REGISTER_CONTROLLER, {
      v: 1,
      tenant_id: board.tenant,
      room_id: board.room,
      controller_id: board.controller,
      controller_type: definition.controller_type,
      firmware_version: definition.firmware_version,
      ip_address: '127.0.0.1',
      heartbeat_interval_ms: heartbeatMs,
      boot_id: boot.id,
      capabilities: { devices: manifestOf(definition) },
    })
    publish(connectionTopic(board), 'online' satisfies Connection, true)
    for (const { device_id } of definition.devices) tellState(device_id)
    beat()
    publish(diagnosticsTopic(board), { wording: definition.wording, devices: definition.devices.length })
  }

  const beat = (): void =>
    publish(heartbeatTopic(board), {
      uptime_ms: uptime(),
      free_memory: 262_144,
      reset_cause: 'power on',
      boot_id: boot.id,
    } satisfies Heartbeat)

  function commanded(topic: string, bytes: Buffer, retained: boolean): void {
    const parsed = parseTopic(topic)
    if (parsed.kind !== 'command' || retained) return // a kept command is nobody's wish any more
    if (parsed.device === EMERGENCY_DEVICE) {
      emergencyTold(parsed.action, parseJson(bytes))
      return
    }
    const message = mqttCommand.safeParse(parseJson(bytes))
    if (!message.success) {
      log.warn('a board can not read a command', { topic, problem: message.error.issues[0]?.message })
      return
    }
    const { command_id, boot_id, issued_at, ttl_ms, params, emergency } = message.data
    const { device, action } = parsed
    const answer = (outcome: AckOutcome, reason?: string): void => {
      lastCommands.set(device, { command: action, outcome, at: Date.now() })
      publish(ackTopic(board, device), {
        v: 1,
        command_id,
        outcome,
        ...(reason === undefined ? {} : { reason }),
      })
    }
    const stale =
      boot_id !== undefined && boot_id !== boot.id
        ? 'it was meant for an earlier boot'
        : Date.now() - Date.parse(issued_at) > ttl_ms
          ? `it was good for ${ttl_ms} ms`
          : undefined
    if (carried.has(command_id)) answer('duplicate')
    else if (stale !== undefined) answer('stale', stale)
    else if (stopped !== null && emergency !== true) answer('stopped', `an emergency stop of level ${stopped}`)
    else carryOut()

    function carryOut(): void {
      const done = obey(definition, values, { device, action, params })
      remember(command_id)
      if (device === 'controller' && done.outcome === 'applied') ownCommand(action, done.values)
      else become(done.values)
      answer(done.outcome, done.reason)
    }
  }

  /** The board as a whole stops, or may go on. What can't be read of a stop does not keep it from being one. */
  function emergencyTold(action: string, payload: unknown): void {
    const id = emergencyClear.safeParse(payload).data?.command_id ?? ''
    if (action === 'clear') stopped = null
    else {
      const level = emergencyStop.safeParse(payload).data?.level ?? 2
      stopped = level
      if (!carried.has(id)) become(stand(definition, values, level))
    }
    const outcome: AckOutcome = carried.has(id) ? 'duplicate' : 'applied'
    remember(id)
    publish(ackTopic(board, EMERGENCY_DEVICE), { v: 1, command_id: id, outcome })
  }

  /** `reset` puts the outputs back to how they boot; `request_status` makes the board tell everything. */
  function ownCommand(action: string, next: BoardValues): void {
    become(action === 'reset' ? bootValues(definition) : next)
    if (action === 'request_status') for (const { device_id } of definition.devices) tellState(device_id)
  }

  function remember(id: string): void {
    carried.add(id)
    for (const oldest of carried) {
      if (carried.size <= REMEMBERED) return
      carried.delete(oldest)
    }
  }

  function start(): void {
    boot = { id: randomUUID(), at: Date.now() }
    seq = 0
    carried.clear()
    stopped = null
    values = bootValues(definition)
    const client = connectMqtt(options.mqttUrl, {
      clientId: `${board.tenant}-${board.room}-${board.controller}-${boot.id.slice(0, 8)}`,
      log,
      resubscribe: false,
      keepalive: 10,
      will: { topic: connectionTopic(board), payload: Buffer.from('offline'), qos: 1, retain: true },
    })
    mqtt = client
    client.on('message', (topic, bytes, packet) => commanded(topic, bytes, packet.retain))
    client.on('connect', () => {
      client.subscribe(commandFilter(board), { qos: 1 }, (error) => {
        if (error !== null && error !== undefined)
          log.error('a board may not hear its commands', { board: board.controller, error })
      })
      introduce()
    })
    const motion = definition.devices.some((device) => device.motion !== undefined)
    timers = [
      setInterval(beat, heartbeatMs),
      ...(motion ? [setInterval(() => become(move(definition, values, MOTION_MS)), MOTION_MS)] : []),
    ]
  }

  function halt(): MqttClient | undefined {
    for (const timer of timers) clearInterval(timer)
    timers = []
    const client = mqtt
    mqtt = undefined
    return client
  }

  return {
    controllerId: definition.controller_id,
    start,
    async stop() {
      const client = halt()
      if (client?.connected === true) {
        await client.publishAsync(connectionTopic(board), 'offline', { qos: 1, retain: true })
        await client.endAsync()
      } else await client?.endAsync(true)
    },
    power(on) {
      const client = halt()
      client?.stream.destroy() // as a pulled plug: no goodbye, the broker sends the will
      client?.end(true)
      if (on) start()
    },
    set(device, signal, value) {
      if (mqtt === undefined) return { ok: false, message: `${board.controller} has no power` }
      const set = setByHand(definition, values, device, signal, value)
      if (!set.ok) return set
      if (declarationOf(definition, device, signal)?.momentary === true) report(device, signal, value)
      else become(set.values)
      return { ok: true }
    },
    emergency: (level) => publish(emergencyTopic(board), { v: 1, level, cause: 'red button of the virtual room' }),
    snapshot: () => ({
      controller_id: board.controller,
      controller_type: definition.controller_type,
      status: mqtt === undefined ? 'offline' : mqtt.connected ? 'online' : 'connecting',
      boot_id: boot.id,
      uptime_ms: mqtt === undefined ? 0 : uptime(),
      stopped,
      devices: definition.devices.map((device) => ({
        device_id: device.device_id,
        kind: device.kind,
        category: device.category,
        name: device.name,
        signals: Object.fromEntries(
          Object.entries(device.signals).map(([name, { initial, input = false, presets = [], ...declaration }]) => [
            name,
            { ...declaration, input, presets, value: values[device.device_id]?.[name] ?? initial },
          ]),
        ),
        commands: Object.fromEntries(
          Object.entries(device.commands).map(([name, { params = {} }]) => [name, { params }]),
        ),
        last_command: lastCommands.get(device.device_id) ?? null,
      })),
    }),
  }
}

function worded(
  wording: BoardDefinition['wording'],
  device: Values,
  signal: string,
  value: Scalar,
  counters: { seq: number; uptime_ms: number },
): unknown {
  if (wording === 'full') return { v: 1, value, ...counters } satisfies SensorValue
  const spoken = signal === 'state' && typeof value === 'boolean' ? (value ? 'OPEN' : 'CLOSED') : value
  if (wording === 'bare') return String(spoken)
  const told = Object.entries(device).filter(([name]) => !name.startsWith('_'))
  return { ...Object.fromEntries(told), [signal]: spoken, ts: counters.uptime_ms }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
