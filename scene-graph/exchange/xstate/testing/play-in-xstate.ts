import * as xstate from 'xstate'
import { isRecord } from '../../names.ts'
import { listOf } from '../json.ts'
import type { Seen, Sent } from './play-here.ts'
import type { Json } from './random-machine.ts'

/** Lets time pass deadline by deadline, those of one moment in the order in which they began. */
class Clock {
  private now = 0
  private count = 0
  private waiting: { id: number; due: number; run: () => void }[] = []

  setTimeout(run: () => void, ms: number): number {
    this.waiting.push({ id: ++this.count, due: this.now + ms, run })
    return this.count
  }

  clearTimeout(id: number): void {
    this.waiting = this.waiting.filter((one) => one.id !== id)
  }

  /** False: it never gets there. Events that send for more of themselves are more and more. */
  to(time: number): boolean {
    for (let steps = 0; steps < 1_000; steps++) {
      const [next] = this.waiting.filter(({ due }) => due <= time).sort((a, b) => a.due - b.due || a.id - b.id)
      if (next === undefined) {
        this.now = time
        return true
      }
      this.now = next.due
      this.clearTimeout(next.id)
      next.run()
    }
    return false
  }
}

/** Plays a configuration of plain JSON in XState itself: what is active at each of the times that are looked at. */
export function playInXState(config: Json, sent: readonly Sent[], looks: readonly number[]): Seen[] {
  const clock = new Clock()
  const machine = xstate.createMachine({ ...(withCode(config) as Json), options: { maxIterations: 200 } } as never)
  const actor = xstate.createActor(machine, { clock: clock as never })
  let failed = false
  actor.subscribe({ error: () => (failed = true) })
  actor.start()
  const rest = [...sent]
  return looks.map((time): Seen => {
    while (rest[0] !== undefined && rest[0].at <= time) {
      const { at, name } = rest.shift() as Sent
      failed ||= !clock.to(at)
      if (failed) break
      if (actor.getSnapshot().status === 'active') actor.send({ type: name } as never)
      failed ||= !clock.to(at)
    }
    failed ||= !clock.to(time)
    if (failed) return { active: 'endless' }
    const { status, _nodes, context } = actor.getSnapshot() as unknown as {
      status: string
      _nodes: { id: string; states: object }[]
      context: { yes: unknown; no: unknown }
    }
    if (status === 'done') return { active: 'over' }
    const active = _nodes.filter(({ states }) => Object.keys(states).length === 0).map(({ id }) => id)
    return { active: active.sort(), yes: context.yes, no: context.no }
  })
}

/** Guards and actions as XState’s functions: a guard is a variable of its name. */
function withCode(value: unknown, key = ''): unknown {
  if (key === 'guard') return guardOf(value)
  if (key === 'actions' || key === 'entry' || key === 'exit') return listOf(value).map(actionOf)
  if (Array.isArray(value)) return value.map((item) => withCode(item))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withCode(v, k)]))
}

function guardOf(guard: unknown): unknown {
  if (typeof guard === 'string') return ({ context }: { context: Json }) => context[guard] === true
  const { type, guards } = guard as { type: string; guards: unknown[] }
  const parts = guards.map(guardOf) as never[]
  return type === 'xstate.and' ? xstate.and(parts) : xstate.not(parts[0] as never)
}

function actionOf(action: unknown): unknown {
  const { type, assignment, event, delay, id, sendId } = action as Json
  if (type === 'xstate.assign') return xstate.assign(assignment as never)
  if (type === 'xstate.cancel') return xstate.cancel(sendId as string)
  return xstate.raise(event as never, delay === undefined ? undefined : { delay: delay as number, id: id as string })
}
