import { describe, expect, it } from 'vitest'
import type { LocalServer } from '#platform/local/server-process.ts'
import type { Log } from '#platform/log.ts'
import type { RestartPolicy } from './restart-policy.ts'
import { supervise } from './supervise.ts'

const quick: RestartPolicy = { firstDelay: 0, longestDelay: 0, deaths: 3, within: 60_000 }

/** A world where each launch gives the next process of a list; `launched(n)` resolves when the n-th one is there. */
function world(plan: ('runs' | 'fails')[] = []) {
  const lines: string[] = []
  const processes: { die: (how: string) => void; stopped: boolean }[] = []
  const waiting = new Map<number, () => void>()
  let launches = 0
  const say = (message: string) => void lines.push(message)
  const log: Log = { debug: say, info: say, warn: say, error: say }
  const launch = (): Promise<LocalServer> => {
    const n = ++launches
    queueMicrotask(() => waiting.get(n)?.())
    if (plan[n - 1] === 'fails') return Promise.reject(new Error('no such port'))
    let die: (how: string) => void = () => undefined
    const ended = new Promise<string>((resolve) => {
      die = resolve
    })
    const handle = { die, stopped: false }
    processes.push(handle)
    const stop = () => {
      handle.stopped = true
      die('was ended by SIGTERM')
      return ended.then(() => undefined)
    }
    return Promise.resolve({ pid: 100 + n, ended, stop })
  }
  const launched = (n: number) => new Promise<void>((resolve) => (launches >= n ? resolve() : waiting.set(n, resolve)))
  return { lines, log, launch, launched, processes, launches: () => launches }
}

describe('supervise', () => {
  it('starts again what died, and says so', async () => {
    const { log, launch, launched, processes, lines } = world()
    const part = await supervise({ name: 'runtime', launch, log, policy: quick })
    expect(part.pid()).toBe(101)
    processes[0]?.die('was ended by SIGKILL')
    await launched(2)
    await new Promise((resolve) => setImmediate(resolve))
    expect(part.pid()).toBe(102)
    expect(lines).toEqual(['runtime runs', 'runtime was ended by SIGKILL; starting it again', 'runtime runs again'])
    await part.stop()
  })

  it('rejects when the first start fails', async () => {
    const { log, launch } = world(['fails'])
    await expect(supervise({ name: 'runtime', launch, log, policy: quick })).rejects.toThrow('no such port')
  })

  it('tries again when a later start fails, and gives up loudly', async () => {
    const { log, launch, processes, lines, launches } = world(['runs', 'fails', 'fails', 'runs'])
    const givenUp = new Promise<string>((onGivenUp) => {
      void supervise({ name: 'runtime', launch, log, policy: quick, onGivenUp }).then(() =>
        processes[0]?.die('exited with code 1'),
      )
    })
    expect(await givenUp).toBe('runtime could not be started: no such port, 3 times in 60 s: it is not started again')
    expect(lines).toEqual([
      'runtime runs',
      'runtime exited with code 1; starting it again',
      'runtime could not be started: no such port; starting it again',
      'runtime could not be started: no such port, 3 times in 60 s: it is not started again',
    ])
    expect(launches()).toBe(3)
  })

  it('stops for good: what it stops is not started again', async () => {
    const { log, launch, processes, lines, launches } = world()
    const part = await supervise({ name: 'runtime', launch, log, policy: quick })
    await part.stop()
    expect([processes[0]?.stopped, launches(), lines]).toEqual([true, 1, ['runtime runs']])
  })

  it('can be stopped while it waits to start again', async () => {
    const { log, launch, processes, launches } = world()
    const part = await supervise({ name: 'runtime', launch, log, policy: { ...quick, firstDelay: 3_600_000 } })
    processes[0]?.die('exited with code 1')
    await new Promise((resolve) => setImmediate(resolve))
    await part.stop()
    expect(launches()).toBe(1)
  })

  it('restarts on request, without a warning and without counting it', async () => {
    const { log, launch, launched, processes, lines } = world()
    const part = await supervise({ name: 'server', launch, log, policy: quick })
    for (const n of [2, 3, 4, 5]) {
      await part.restart()
      await launched(n)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(part.pid()).toBe(105)
    expect(processes.slice(0, 4).every((process) => process.stopped)).toBe(true)
    expect(new Set(lines)).toEqual(new Set(['server runs', 'server runs again']))
    await part.stop()
  })
})
