import { ConfigError } from './config.ts'
import { type Log, messageOf } from './log.ts'

/**
 * A part of a process. `start` resolves when it works; `stop` resolves when what was under way is finished and
 * nothing of it is left open. `stop` is called only after `start` was. `check` rejects, saying why, while it is not
 * well; for services that answer no `/health` of their own.
 */
export type Service = {
  name: string
  start(): Promise<void>
  stop(): Promise<void>
  check?(): Promise<unknown>
}

/** Starts services in order. When one fails, those before it are stopped again and its error is thrown. */
export async function startServices(services: readonly Service[], log: Log): Promise<void> {
  const started: Service[] = []
  for (const service of services) {
    started.push(service)
    try {
      await service.start()
    } catch (error) {
      await stopServices(started, log)
      throw new Error(`${service.name} did not start: ${messageOf(error)}`, { cause: error })
    }
    log.debug('started', { part: service.name })
  }
}

/** Stops services in reverse order. One that fails to stop is logged and does not keep the others from it. */
export async function stopServices(services: readonly Service[], log: Log): Promise<void> {
  for (const service of services.toReversed()) {
    try {
      await service.stop()
      log.debug('stopped', { part: service.name })
    } catch (error) {
      log.error('could not be stopped cleanly', { part: service.name, error })
    }
  }
}

/**
 * Runs a process: starts its services, says `ready`, and on SIGINT, SIGTERM or the end of the parent that holds its
 * IPC channel stops them and exits. A second signal, or 10 s, ends it at once. Exit code 1 says that it failed.
 */
export async function runProcess(name: string, services: () => Service[], log: Log): Promise<void> {
  let parts: Service[] = []
  let stopping = false
  const stop = (reason: string, code: number) => {
    if (stopping) process.exit(code === 0 ? 130 : code)
    stopping = true
    log.info('stopping', { reason })
    setTimeout(() => {
      log.error('did not stop within 10 s')
      process.exit(1)
    }, 10_000).unref()
    void stopServices(parts, log).then(() => process.exit(code))
  }
  process.on('SIGINT', () => stop('SIGINT', 0))
  process.on('SIGTERM', () => stop('SIGTERM', 0))
  process.on('disconnect', () => {
    if (!stopping) stop('the process that started this one has ended', 0)
  })
  process.on('uncaughtException', (error) => {
    log.error('an error that nobody caught', { error })
    stop('uncaught error', 1)
  })
  process.on('unhandledRejection', (error) => {
    log.error('a rejection that nobody caught', { error })
    stop('unhandled rejection', 1)
  })
  try {
    parts = services()
    await startServices(parts, log)
  } catch (error) {
    const settings = error instanceof ConfigError || (error instanceof Error && error.cause instanceof ConfigError)
    log.error(settings ? `wrong settings: ${messageOf(error)}` : `${name} could not start: ${messageOf(error)}`, {
      ...(settings ? {} : { error }),
    })
    process.exit(1)
  }
  log.info('ready', { parts: parts.map((part) => part.name) })
  process.send?.({ ready: true })
}
