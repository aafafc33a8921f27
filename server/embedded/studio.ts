import path from 'node:path'
import type { Config } from '#platform/config.ts'
import { isFree } from '#platform/local/ports.ts'
import { startChildren } from './children.ts'
import { type DataDir, openDataDir } from './data-dir.ts'
import { type Addresses, childEnvironment } from './environment.ts'
import { createLogFiles } from './log-files.ts'
import { choosePorts, type Ports } from './ports.ts'
import { type MqttLogin, startServers } from './servers.ts'

export type StudioOptions = {
  config: Config
  env: Record<string, string | undefined>
  /** Development: the app is served from its sources. */
  dev: boolean
  print: (text: string) => void
}

export type Studio = {
  dataDir: DataDir
  ports: Ports
  addresses: Addresses
  mqttLogin: MqttLogin | undefined
  logs: string
  notes: string[]
  /** Ends a child's process and starts it again from its bundle. */
  restart(name: string): Promise<void>
  stop(): Promise<void>
}

/** Something to stop again. What was started last is stopped first. */
type Part = { stop(): Promise<void> }

/** Starts everything that is not configured to be elsewhere, and waits until it works. On an error all is stopped. */
export async function startStudio(options: StudioOptions): Promise<Studio> {
  const { config, env } = options
  const parts: Part[] = []
  const stop = async () => {
    for (const part of parts.splice(0).toReversed()) await part.stop()
  }
  try {
    const dataDir = await openDataDir(config.dataDir, { email: config.ownerEmail, password: config.ownerPassword })
    parts.push({ stop: dataDir.release })
    const files = createLogFiles(path.join(dataDir.path, 'logs'), {
      console: (env.LOG_LEVEL ?? '') === '' ? 'warn' : config.logLevel,
      print: options.print,
    })
    const ports = await choosePorts(config, env, (port) => isFree(port, config.host))
    const notes = movedPorts(config, ports)
    const own = await startServers({ config, dataDir, files, ports, notes }, parts)
    const childEnv = childEnvironment(config, env, { ports, addresses: own.addresses, dataDir })
    const children = await startChildren({ env: childEnv, files, ports, config, dev: options.dev }, parts)
    return {
      dataDir,
      ports,
      addresses: own.addresses,
      mqttLogin: own.mqttLogin,
      logs: files.folder,
      notes,
      restart: async (name) => {
        await children.get(name)?.restart()
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

function movedPorts(config: Config, ports: Ports): string[] {
  const moved = (what: string, from: number, to: number) =>
    from === to ? [] : [`port ${from} is taken by another program: ${what} is on ${to}`]
  return [
    ...moved('the studio', config.appPort, ports.app),
    ...moved('the API', config.apiPort, ports.api),
    ...moved('the realtime gateway', config.realtimePort, ports.realtime),
    ...(config.mqttUrl === undefined ? moved('MQTT', config.mqttPort, ports.mqtt) : []),
    ...moved('the emergency door of the gateway', config.gatewayPort, ports.gateway),
    ...(config.demo ? moved('the demo', config.demoPort, ports.demo) : []),
  ]
}
