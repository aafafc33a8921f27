import type { Lowering } from './nodes/define-node.ts'
import { nodeDefinition, playable } from './nodes/registry.ts'
import type { GraphNode, SceneGraph } from './parse.ts'
import { same, sameBut } from './same.ts'

/**
 * What publishing a change would mean for games that run: nothing; taken up without anybody noticing more than is meant;
 * somebody stands in what is gone and has to be told where to go on; or it cannot be taken up before the next game.
 */
export type ChangeClass = 'cosmetic' | 'safe-now' | 'needs-mapping' | 'next-game-only'

/** Where a live game stands: the ids of its active nodes, as its view has them (leaves are enough). */
export type Standing = { readonly session: string; readonly active: readonly string[] }

export type ClassReason = {
  readonly class: ChangeClass
  readonly session: string
  /** What it is about: a node of the version before. */
  readonly node: string
  readonly message: string
}

export type Classified = {
  readonly class: ChangeClass
  readonly reasons: readonly ClassReason[]
  /** Live games that stand in something that changes. */
  readonly touches: readonly string[]
}

const WEIGHT: Record<ChangeClass, number> = { cosmetic: 0, 'safe-now': 1, 'needs-mapping': 2, 'next-game-only': 3 }

/**
 * The class of a change, as `reload` would act on it (HR2, HR3). Made to be asked at every edit: what an edit did not
 * touch is compared by identity. `mapping`: removed node → where its games go on.
 */
export function changeClass(
  before: SceneGraph,
  after: SceneGraph,
  standing: readonly Standing[],
  mapping: Readonly<Record<string, string>> = {},
): Classified {
  if (sameMeaning(before, after)) return { class: 'cosmetic', reasons: [], touches: [] }
  const change = new Change(before, after, mapping)
  const reasons = standing.flatMap((where) => change.reasons(where))
  const worst = reasons.reduce<ChangeClass>((a, r) => (WEIGHT[r.class] > WEIGHT[a] ? r.class : a), 'safe-now')
  const touches = standing.filter((where) => change.touches(where)).map((where) => where.session)
  return { class: worst, reasons, touches }
}

const COSMETIC_HEAD = new Set(['id', 'name', 'description', 'nodes', 'graphs'])
const COSMETIC_NODE = new Set(['view', 'data'])
const COSMETIC_DATA = new Set(['name'])

/** Whether two documents mean the same: their meanings' hashes are equal (`meaningHash`), found without making them. */
export function sameMeaning(a: SceneGraph, b: SceneGraph): boolean {
  if (a === b) return true
  if (!sameBut(a, b, COSMETIC_HEAD)) return false
  if (a.nodes !== b.nodes) {
    const [left, right] = [a.nodes.filter(playable), b.nodes.filter(playable)]
    const equal = (node: GraphNode, i: number): boolean => {
      const other = right[i]
      return other !== undefined && sameNode(node, other)
    }
    if (left.length !== right.length || !left.every(equal)) return false
  }
  if (a.graphs === b.graphs) return true
  const keys = Object.keys(a.graphs)
  return (
    keys.length === Object.keys(b.graphs).length &&
    keys.every((key) => {
      const [x, y] = [a.graphs[key], b.graphs[key]]
      return x !== undefined && y !== undefined && sameMeaning(x, y)
    })
  )
}

const sameNode = (a: GraphNode, b: GraphNode): boolean =>
  a === b || (sameBut(a, b, COSMETIC_NODE) && sameBut(a.data, b.data, COSMETIC_DATA))

/** Types that a running game can change between without leaving the node. */
const STATEFUL = new Set(['state', 'group', 'parallel'])

class Change {
  private readonly old: ReadonlyMap<string, GraphNode>
  private readonly now: ReadonlyMap<string, GraphNode>

  constructor(
    private readonly before: SceneGraph,
    private readonly after: SceneGraph,
    private readonly mapping: Readonly<Record<string, string>>,
  ) {
    this.old = new Map(before.nodes.map((n) => [n.id, n]))
    this.now = new Map(after.nodes.filter(playable).map((n) => [n.id, n]))
  }

  reasons({ session, active }: Standing): ClassReason[] {
    const reasons: ClassReason[] = []
    const say = (kind: ChangeClass, node: string, message: string): void => {
      reasons.push({ class: kind, session, node, message })
    }
    /** Where its leaves go on: what lies around these is active too. */
    const going: string[] = []
    for (const leaf of this.leaves(active)) {
      const known = this.now.get(leaf.id)
      if (known === undefined) going.push(...this.gone(leaf, say))
      else {
        going.push(known.id)
        if (!this.stays(leaf, known)) say('needs-mapping', leaf.id, 'it is of another kind now, and begins anew')
        else if (!this.keepsParts(leaf, known))
          say(
            'needs-mapping',
            leaf.id,
            'it is built of other parts now; a game that stands in one that is gone begins it anew',
          )
      }
    }
    this.rivals(going, say)
    return reasons
  }

  touches({ active }: Standing): boolean {
    const ids = new Set(this.leaves(active).flatMap((leaf) => this.around(leaf, this.old).map((n) => n.id)))
    for (const id of ids) {
      const [a, b] = [this.old.get(id), this.now.get(id)]
      if (a === undefined || b === undefined || !sameNode(a, b)) return true
    }
    const from = (graph: SceneGraph) => graph.edges.filter((e) => ids.has(e.source))
    if (this.before.edges !== this.after.edges && !same(from(this.before), from(this.after))) return true
    // A contained graph's insides are what the node that contains it is.
    return !sameGraphs(this.before, this.after) && [...ids].some((id) => this.old.get(id)?.type === 'graph')
  }

  /** Active nodes that have no active ones inside; parts of nodes and contained nodes count as the node they lie in. */
  private leaves(active: readonly string[]): GraphNode[] {
    const ids = new Set(active.map((id) => (this.old.has(id) ? id : id.slice(0, Math.max(0, id.indexOf('/'))))))
    const parents = new Set([...ids].flatMap((id) => this.old.get(id)?.parentId ?? []))
    return [...ids].flatMap((id) => (parents.has(id) ? [] : (this.old.get(id) ?? [])))
  }

  private around(node: GraphNode, nodes: ReadonlyMap<string, GraphNode>): GraphNode[] {
    const path: GraphNode[] = []
    for (let at: GraphNode | undefined = node; at !== undefined; at = nodes.get(at.parentId ?? '')) {
      if (path.includes(at)) break
      path.push(at)
    }
    return path
  }

  /** As HR2 has it: where the mapping says, else to the nearest container that is left. */
  private gone(leaf: GraphNode, say: (kind: ChangeClass, node: string, message: string) => void): string[] {
    for (const at of this.around(leaf, this.old)) {
      const target = this.mapping[at.id]
      if (target !== undefined) {
        if (this.now.has(target)) return [target]
        say('needs-mapping', at.id, `it is mapped to "${target}", which is no node of the new version`)
        return []
      }
      if (at !== leaf && this.now.has(at.id)) {
        say('needs-mapping', leaf.id, `it is gone: the game would begin “${at.data.name || at.id}” anew`)
        return [at.id]
      }
      if (at.data.whenRemoved === 'block') {
        say(this.movable(), at.id, 'it is gone, and a game that stands in it may not be moved without a mapping')
        return []
      }
    }
    say(this.movable(), leaf.id, 'it is gone, and no group around it is left')
    return []
  }

  /** A mapping needs a node to lead to. */
  private movable(): ChangeClass {
    return this.now.size > 0 ? 'needs-mapping' : 'next-game-only'
  }

  private stays(before: GraphNode, after: GraphNode): boolean {
    const pairs = this.around(before, this.old).flatMap((node) => {
      const other = this.now.get(node.id)
      return other === undefined ? [] : [[node.type, other.type] as const]
    })
    const compatible = ([a, b]: readonly [string, string]): boolean => a === b || (STATEFUL.has(a) && STATEFUL.has(b))
    return before.id === after.id && pairs.every(compatible)
  }

  /** A node may be made of states of its own (steps, rounds, positions): those a game may stand in are still there. */
  private keepsParts(before: GraphNode, after: GraphNode): boolean {
    if (sameNode(before, after)) return before.type !== 'graph' || sameGraphs(this.before, this.after)
    const [a, b] = [lowered(before), lowered(after)]
    if (a.kind === 'contained') return false
    const parts = new Set(partsOf(b))
    return partsOf(a).every((id) => parts.has(id))
  }

  /** Two that were active side by side and of which the new version lets only one be. */
  private rivals(going: readonly string[], say: (kind: ChangeClass, node: string, message: string) => void): void {
    const chosen = new Map<string | null, Set<string>>()
    for (const id of going) {
      const node = this.now.get(id)
      if (node === undefined) continue
      for (const at of this.around(node, this.now)) {
        const inside = chosen.get(at.parentId) ?? new Set()
        inside.add(at.id)
        chosen.set(at.parentId, inside)
      }
    }
    for (const [parent, inside] of chosen) {
      if (inside.size < 2 || (parent !== null && this.now.get(parent)?.type === 'parallel')) continue
      const names = [...inside].map((id) => `"${id}"`).join(' and ')
      say('next-game-only', [...inside][0] ?? '', `${names} are both active, and only one of them can be now`)
    }
  }
}

const sameGraphs = (a: SceneGraph, b: SceneGraph): boolean => a.graphs === b.graphs || same(a.graphs, b.graphs)

const lowered = (node: GraphNode): Lowering => nodeDefinition(node.type).lower(node.data, node.id)

const partsOf = (lowering: Lowering): string[] => {
  if (lowering.kind === 'steps') return lowering.steps.map((s) => s.id)
  return lowering.kind === 'built' ? lowering.states.map((s) => s.id) : []
}
