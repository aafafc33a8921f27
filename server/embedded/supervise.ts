import { setTimeout as wait } from 'node:timers/promises'
import type { LocalServer } from '#platform/local/server-process.ts'
import { type Log, messageOf } from '#platform/log.ts'
import { afterDeath, PATIENT, type RestartPolicy } from './restart-policy.ts'

/** Something that runs, and is started again when it dies. */
export type Supervised = {
  name: string
  /** Process id, while it runs. */
  pid(): number | undefined
  /** Ends it and starts it again; for development. */
  restart(): Promise<void>
  /** Ends it for good. */
  stop(): Promise<void>
}

export type SuperviseOptions = {
  name: string
  launch: () => Promise<LocalServer>
  log: Log
  policy?: RestartPolicy
  /** Called once it will not be started again. */
  onGivenUp?: (reason: string) => void
}

/** Launches, and keeps running. Rejects when the first launch fails; later ones are tried again by the policy. */
export async function supervise(options: SuperviseOptions): Promise<Supervised> {
  const { name, log, policy = PATIENT } = options
  const deaths: number[] = []
  const stopping = new AbortController()
  let running: LocalServer | undefined = await options.launch()
  log.info(`${name} runs`, { part: name, pid: running.pid })
  let givenUp = false
  let expected: LocalServer | undefined // one that we ended ourselves, to start it again

  const watch = async (server: LocalServer): Promise<void> => {
    let how = await server.ended
    let deliberate = expected === server
    for (;;) {
      running = undefined
      if (stopping.signal.aborted) return
      if (!deliberate) deaths.push(Date.now())
      const next = deliberate ? { delay: 0 } : afterDeath(deaths, policy)
      if (next === 'give up') {
        const reason = `${name} ${how}, ${policy.deaths} times in ${policy.within / 1000} s: it is not started again`
        log.error(reason, { part: name })
        options.onGivenUp?.(reason)
        givenUp = true
        return
      }
      if (!deliberate) log.warn(`${name} ${how}; starting it again`, { part: name, delay_ms: next.delay })
      try {
        await wait(next.delay, undefined, { signal: stopping.signal })
        const again = await options.launch()
        if (stopping.signal.aborted) return await again.stop()
        running = again
        log.info(`${name} runs again`, { part: name, pid: again.pid })
        return await watch(again)
      } catch (error) {
        if (stopping.signal.aborted) return
        how = `could not be started: ${messageOf(error)}`
        deliberate = false
      }
    }
  }
  let watching = watch(running)

  return {
    name,
    pid: () => running?.pid,
    async restart() {
      deaths.length = 0
      if (givenUp) {
        running = await options.launch()
        givenUp = false
        watching = watch(running)
      } else if (running !== undefined) {
        expected = running
        await running.stop()
      } // else it is about to be started anyway
    },
    async stop() {
      stopping.abort()
      await running?.stop()
      await watching
    },
  }
}
