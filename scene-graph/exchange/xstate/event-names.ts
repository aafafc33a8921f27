import type { Losses, Place } from '../foreign-error.ts'
import { toEventPattern, Unique } from '../names.ts'

/** What the events of a configuration are called here. Two that differ there differ here too; a new name is told. */
export class EventNames {
  private readonly ours = new Unique()
  private readonly called = new Map<string, string>()

  constructor(private readonly losses: Losses) {}

  /** An event, or a pattern of events, that somebody sends or listens to. */
  of(key: string, place: Place): string {
    const known = this.called.get(key)
    if (known !== undefined) return known
    const wanted = toEventPattern(key)
    const name = this.ours.take(wanted)
    this.called.set(key, name)
    if (name !== key) this.losses.add('event/name', `the event “${key}” is called “${name}” here`, place)
    return name
  }
}
