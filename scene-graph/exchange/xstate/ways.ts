import type { Action } from '../../schema/action.ts'
import type { ChartInitial } from '../chart.ts'
import type { Losses, Place } from '../foreign-error.ts'
import { listOf } from './json.ts'
import { isInside, kindOf, type RawState, resolveTarget } from './raw-state.ts'
import type { XStateVersion } from './version.ts'

type Config = Readonly<Record<string, unknown>>

/** Where a transition leads; `inner`: v4 writes it so that it stays in its source. */
export type Way = { readonly targets: readonly string[]; readonly inner: boolean; readonly actions: readonly Action[] }

/** Where the transitions of a machine lead, and what they leave, by the rules of its version. */
export class Ways {
  private readonly version: XStateVersion
  /** Something leads to the machine as a whole: there has to be a node for it. */
  leadToRoot = false

  constructor(
    private readonly index: ReadonlyMap<string, RawState>,
    private readonly root: RawState,
    /** null: the file does not say in its words which version it is for. */
    private readonly said: XStateVersion | null,
    private readonly startOfRoot: () => ChartInitial | null,
    private readonly losses: Losses,
  ) {
    this.version = said ?? 5
  }

  /** Where a transition leads, and what is done on the way there; null: nowhere that there is. */
  of(raw: RawState, config: Config, isOwn: boolean, place: Place): Way | null {
    const targets: string[] = []
    let actions: readonly Action[] = []
    let inner = true
    for (const target of listOf(config.target)) {
      const found = typeof target === 'string' ? resolveTarget(this.index, raw, target) : null
      if (found === null) {
        const named = typeof target === 'string' ? target : JSON.stringify(target).slice(0, 80)
        this.losses.add('transition/target', `there is no state “${named}”: this transition is left out`, place)
        return null
      }
      inner &&= typeof target === 'string' && target.startsWith('.')
      // v5 keeps the machine itself while all that is in it begins anew.
      if (found === this.root && this.version === 5 && config.reenter !== true) {
        const start = this.startOfRoot()
        if (!isOwn) this.tellRoot(place)
        if (kindOf(this.root) === 'parallel') targets.push(...this.root.children.map(({ id }) => id))
        else targets.push(...(start?.targets ?? []))
        actions = start?.actions ?? []
        inner = false
        continue
      }
      if (found === this.root) this.leadToRoot = true
      if (!isOwn) this.tellHistory(raw, found, place)
      targets.push(found.id)
    }
    if (isOwn) return { targets, inner, actions }
    // What a target lies in is entered anyway.
    const innermost = [...new Set(targets)].filter(
      (id) => !targets.some((other) => isInside(this.stateOfId(other), this.stateOfId(id))),
    )
    const clash = innermost.find((a, i) => innermost.slice(i + 1).some((b) => !this.areBeside(a, b)))
    if (clash !== undefined) {
      this.losses.add(
        'transition/targets',
        `“${clash}” cannot be active together with the other targets: this transition is left out`,
        place,
      )
      return null
    }
    return { targets: innermost, inner, actions }
  }

  /** v5 enters the machine again without leaving it. */
  private tellRoot(place: Place): void {
    const again = ['entry', 'after', 'invoke'].filter((key) => listOf(this.root.config[key]).some(isSaid))
    if (again.length > 0)
      this.losses.add(
        'transition/root',
        'what the machine itself does when it begins, and its own delays, begin again with this in XState; here they do not',
        place,
      )
  }

  private tellHistory(raw: RawState, found: RawState, place: Place): void {
    const kind = kindOf(found)
    if (kind !== 'shallow' && kind !== 'deep') return
    const within = found.parent === raw
    if (isInside(raw, found.parent) || (within && this.said === 4))
      this.losses.add(
        'history/own',
        `this leads back to what “${found.key}” remembers from inside of that: what is left and entered on the way may not be what XState leaves and enters`,
        place,
      )
    else if (within && this.said === null)
      this.losses.add(
        'version/unsure',
        `nothing tells v4 from v5 here: “${found.key}” leads back to what was active before “${raw.key}” was left, as in v5`,
        place,
      )
  }

  /** Whether a transition leads to where it comes from: a state around it, or the whole machine. */
  leadsBack(raw: RawState, targets: readonly string[]): boolean {
    return targets.some(
      (id) =>
        isInside(raw, this.stateOfId(id)) ||
        (targets.length > 1 && id === raw.id) ||
        // Out of its region into another one: both begin anew, and with them the source.
        (id !== raw.id && this.areBeside(id, raw.id)),
    )
  }

  /** Whether two states lie in different regions of a parallel. */
  private areBeside(a: string, b: string): boolean {
    const above = (id: string): RawState[] => {
      const found: RawState[] = []
      for (let up = this.stateOfId(id)?.parent; up !== null && up !== undefined; up = up.parent) found.push(up)
      return found
    }
    const around = new Set(above(b))
    const common = above(a).find((state) => around.has(state))
    return common !== undefined && kindOf(common) === 'parallel'
  }

  /** Whether the state is left where it need not be; undefined: there is nothing to say. */
  reenters(raw: RawState, config: Config, { targets, inner }: Way, place: Place): boolean | undefined {
    if (targets.length === 0) return undefined
    const said =
      typeof config.reenter === 'boolean'
        ? config.reenter
        : typeof config.internal === 'boolean'
          ? !config.internal
          : null
    const external = said ?? (this.version === 4 && !inner)
    const self = targets.includes(raw.id)
    const inside = targets.every((id) => isInside(this.stateOfId(id), raw))
    if ((self || inside) && said === null && this.said === null && !inner && isNoticed(raw))
      this.losses.add(
        'version/unsure',
        `nothing tells v4 from v5 here: “${raw.key}” is not left by this, as in v5`,
        place,
      )
    if (self) return external || this.leadsToAll(raw, config)
    return external && inside ? true : undefined
  }

  /** The whole machine begins anew, and with it the state that the transition starts from. */
  private leadsToAll(raw: RawState, { target }: Config): boolean {
    return (
      raw !== this.root &&
      listOf(target).some((t) => typeof t === 'string' && resolveTarget(this.index, raw, t) === this.root)
    )
  }

  private readonly byId = new Map<string, RawState>()
  private stateOfId(id: string): RawState | undefined {
    if (this.byId.size === 0) {
      const add = (state: RawState): void => {
        this.byId.set(state.id, state)
        state.children.forEach(add)
      }
      add(this.root)
    }
    return this.byId.get(id)
  }
}

/** Whether anything tells that a state was left and entered again. */
const isNoticed = ({ config, children }: RawState): boolean =>
  children.length > 0 || ['entry', 'exit', 'onEntry', 'onExit', 'after', 'invoke'].some((key) => key in config)

const isSaid = (value: unknown): boolean => typeof value !== 'object' || value === null || Object.keys(value).length > 0
