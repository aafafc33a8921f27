import type { Finding } from '../findings.ts'
import type { GraphNode, SceneGraph } from '../parse.ts'
import type { Edge } from '../schema/document.ts'
import { checkContained, placementProblems } from './contained.ts'
import { judgeExits } from './exits.ts'
import { type Asked, Facts } from './facts.ts'
import { indexOfEdges, type OutlineNode, outcomesOf, outlineOf, type Types, typesOf } from './outline.ts'
import { checkReachable } from './reach.ts'
import { Report } from './report.ts'
import { checkBindings, type RoomDevices } from './room.ts'
import { checkShape } from './shape.ts'
import { checkStructure } from './structure.ts'
import { judgeDocument, judgeEdge, judgeNode } from './things.ts'
import { placed, type Verdict } from './verdict.ts'

export type Validator = {
  /** All findings of a document, errors first: what `validate` says of it. */
  update(graph: SceneGraph, room?: RoomDevices): Finding[]
}

/**
 * Validates a document again and again while it is edited. Documents are values: what an edit did not touch is the same
 * object as before, and what was found in it holds as long as what it refers to means the same. Findings that stay are
 * the same objects, too.
 */
export function createValidator(): Validator {
  const contained = new ContainedJudge()
  const alone = new Alone()
  return {
    update(graph, room) {
      const report = new Report()
      const problems = alone.check(graph, report)
      if (problems !== null) {
        checkContained(graph, problems, report, (inner) => contained.firstError(inner, graph.graphs))
        if (room !== undefined) checkBindings(graph, room, report)
      }
      return errorsFirst(report.findings)
    },
  }
}

function errorsFirst(findings: readonly Finding[]): Finding[] {
  const of = (severity: Finding['severity']): Finding[] => findings.filter((f) => f.severity === severity)
  return [...of('error'), ...of('warning'), ...of('info')]
}

/** What was found in one node or edge, where it stood, and in which revision of the names it was last seen to hold. */
type Judged = {
  verdicts: readonly Verdict[]
  asked: readonly Asked[]
  revision: number
  index: number
  findings: readonly Finding[]
}
/** The findings in all of a list, and in which revision of the names. */
type Listed<T> = { readonly things: readonly T[]; readonly revision: number; readonly findings: readonly Finding[] }
type Exits = {
  edges: readonly Edge[]
  outcomes: string
  plays: SceneGraph | null
  found: ReturnType<typeof judgeExits>
  findings: readonly Finding[]
}

/** Where an edge stands in the document. */
type Place = (edge: string) => string

/** Judges documents without what is wrong inside the graphs that they contain. */
class Alone {
  private facts: Facts | null = null
  /** Goes up whenever a name may mean something else than before. */
  private revision = 0
  private types: Types | null = null
  private nodes: Listed<GraphNode> | null = null
  private edges: Listed<Edge> | null = null
  private readonly things = new WeakMap<GraphNode | Edge, Judged>()
  private readonly exits = new WeakMap<GraphNode, Exits>()

  /** What is wrong with the places of contained graphs; null: the structure is not sound. */
  check(graph: SceneGraph, report: Report, near = false): ReturnType<typeof placementProblems> | null {
    const types = typesOf(graph.nodes, this.types)
    this.types = types
    if (!checkStructure(graph, types, report)) return null
    this.checkThings(graph, types, report.findings)
    const problems = placementProblems(graph, near)
    const outline = outlineOf(graph, new Set(problems.map(({ node }) => node)))
    const place: Place = (edge) => `edges.${indexOfEdges(graph.edges).get(edge)}`
    for (const outlined of outline.nodes.values()) {
      if (outlined.edges.length === 0) continue
      const found = this.exitsOf(outlined, place)
      if (found.length > 0) report.findings.push(...found)
    }
    checkShape(graph, outline, report)
    checkReachable(graph, outline, report)
    return problems
  }

  private checkThings(graph: SceneGraph, types: Types, findings: Finding[]): void {
    const facts = new Facts(graph, types)
    if (this.facts?.equals(facts) !== true) this.revision += 1
    this.facts = facts
    const { roles, variables, invariants } = judgeDocument(graph, facts)
    findings.push(...roles, ...variables)
    this.nodes = this.listed(this.nodes, graph.nodes, 'nodes', facts, judgeNode)
    this.edges = this.listed(this.edges, graph.edges, 'edges', facts, judgeEdge)
    for (const found of [this.nodes.findings, this.edges.findings, invariants])
      for (const finding of found) findings.push(finding)
  }

  /** What is wrong with the things in a list: the same as `before` while both the list and the names are. */
  private listed<T extends GraphNode | Edge>(
    before: Listed<T> | null,
    things: readonly T[],
    list: 'nodes' | 'edges',
    facts: Facts,
    judge: (thing: T, facts: Facts) => Verdict[],
  ): Listed<T> {
    const { revision } = this
    if (before?.things === things && before.revision === revision) return before
    const findings: Finding[] = []
    things.forEach((thing, index) => {
      const judged = this.things.get(thing)
      const known = this.holds(judged) ? judged : this.judge(thing, facts, () => judge(thing, facts))
      if (known.verdicts.length > 0) findings.push(...findingsOf(known, list, thing.id, index))
    })
    return { things, revision, findings }
  }

  private holds(known: Judged | undefined): known is Judged {
    if (known === undefined) return false
    if (known.revision === this.revision) return true
    if (this.facts?.holds(known.asked) !== true) return false
    known.revision = this.revision
    return true
  }

  private judge(thing: GraphNode | Edge, facts: Facts, judge: () => Verdict[]): Judged {
    let verdicts: Verdict[] = []
    const asked = facts.recording(() => {
      verdicts = judge()
    })
    const judged: Judged = { verdicts, asked, revision: this.revision, index: -1, findings: [] }
    this.things.set(thing, judged)
    return judged
  }

  private exitsOf(outlined: OutlineNode, place: Place): readonly Finding[] {
    const { node, edges, plays } = outlined
    const known = this.exits.get(node)
    const outcomes = outlined.children.length === 0 && plays === null ? '' : outcomesOf(outlined).join(' ')
    if (known !== undefined && known.plays === plays && known.outcomes === outcomes && sameItems(known.edges, edges)) {
      if (known.found.length > 0) known.findings = this.placedExits(known, place)
      return known.findings
    }
    const found = judgeExits(outlined)
    const exits: Exits = { edges, outcomes, plays, found, findings: [] }
    exits.findings = this.placedExits(exits, place)
    this.exits.set(node, exits)
    return exits.findings
  }

  private placedExits({ found, findings }: Exits, place: Place): readonly Finding[] {
    return found.map(({ edge, verdict }, i) => {
      const fresh = placed(verdict, { nodes: [], edges: [edge] }, place(edge))
      const before = findings[i]
      return before !== undefined && before.path === fresh.path ? before : fresh
    })
  }
}

/** Judges contained graphs; what one says holds for as long as it and those that it contains are the same. */
class ContainedJudge {
  private readonly known = new WeakMap<SceneGraph, { graphs: SceneGraph['graphs']; error: string | null }>()

  firstError(contained: SceneGraph, graphs: SceneGraph['graphs']): string | null {
    const known = this.known.get(contained)
    if (known?.graphs === graphs) return known.error
    const report = new Report()
    new Alone().check({ ...contained, graphs }, report, true)
    const error = report.findings.find((f) => f.severity === 'error')?.message ?? null
    this.known.set(contained, { graphs, error })
    return error
  }
}

/** Its findings, at the place where it stands now. */
function findingsOf(judged: Judged, list: 'nodes' | 'edges', id: string, index: number): readonly Finding[] {
  if (judged.index === index) return judged.findings
  const about = list === 'nodes' ? { nodes: [id], edges: [] } : { nodes: [], edges: [id] }
  judged.findings = judged.verdicts.map((found) => placed(found, about, `${list}.${index}`))
  judged.index = index
  return judged.findings
}

const sameItems = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])
