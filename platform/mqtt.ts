import { Socket } from 'node:net'
import { connect, type IClientOptions, type MqttClient } from 'mqtt'
import { createLog, type Log } from './log.ts'

export type MqttOptions = { clientId: string; log?: Log } & Omit<IClientOptions, 'protocolVersion' | 'clean' | 'log'>

/**
 * A client of MQTT 3.1.1 with a clean session: nothing waits on the broker for a client that was away. It connects
 * again by itself and takes up its subscriptions. TCP_NODELAY is set after every connect: without it a small packet
 * waits for the acknowledgement of the one before, 40 ms and more.
 */
export function connectMqtt(url: string, options: MqttOptions): MqttClient {
  const { log = createLog(options.clientId), ...rest } = options
  const client = connect(url, { reconnectPeriod: 100, connectTimeout: 5000, ...rest, protocolVersion: 4, clean: true })
  let away = false
  const lost = (error?: Error) => {
    if (!away) log.error('the MQTT broker can not be reached; trying again', { error, client: options.clientId })
    away = true
  }
  client.on('connect', () => {
    if (client.stream instanceof Socket) client.stream.setNoDelay(true)
    if (away) log.info('the MQTT broker is back', { client: options.clientId })
    away = false
  })
  client.on('error', lost)
  client.on('offline', () => lost())
  return client
}
