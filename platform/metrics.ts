import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** The metrics of this process, all its roles together: what `/metrics` shows. */
export const metrics = new Registry()

type Described<L extends string> = { name: string; help: string; labelNames?: readonly L[] }

/** The counter of that name; made at first use, so that a service may be built more than once in a process. */
export function counter<L extends string = never>(options: Described<L>): Counter<L> {
  const known = metrics.getSingleMetric(options.name)
  if (known === undefined) return new Counter<L>({ ...options, registers: [metrics] })
  if (known instanceof Counter) return known
  throw new Error(`metric ${options.name} exists and is no counter`)
}

/** The gauge of that name; made at first use. */
export function gauge<L extends string = never>(options: Described<L>): Gauge<L> {
  const known = metrics.getSingleMetric(options.name)
  if (known === undefined) return new Gauge<L>({ ...options, registers: [metrics] })
  if (known instanceof Gauge) return known
  throw new Error(`metric ${options.name} exists and is no gauge`)
}

/** The histogram of that name; made at first use. Buckets are in the metric's own unit. */
export function histogram<L extends string = never>(options: Described<L> & { buckets: number[] }): Histogram<L> {
  const known = metrics.getSingleMetric(options.name)
  if (known === undefined) return new Histogram<L>({ ...options, registers: [metrics] })
  if (known instanceof Histogram) return known
  throw new Error(`metric ${options.name} exists and is no histogram`)
}

let collecting = false

/** Adds memory, CPU and event loop lag of this process, once. */
export function collectProcessMetrics(): void {
  if (collecting) return
  collecting = true
  collectDefaultMetrics({ register: metrics })
}
