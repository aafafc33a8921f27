import type { Finding } from '#scene-graph/findings.ts'

/** Findings by what they are about, so that each node and edge looks up its own. */
export type FindingsIndex = {
  readonly nodes: ReadonlyMap<string, readonly Finding[]>
  readonly edges: ReadonlyMap<string, readonly Finding[]>
}

export const NO_FINDINGS: FindingsIndex = { nodes: new Map(), edges: new Map() }

/** Lists that say the same as before stay the same arrays: what listens to one is not drawn again. */
export const indexFindings = (findings: readonly Finding[], before: FindingsIndex): FindingsIndex => ({
  nodes: byId(findings, (f) => f.nodes, before.nodes),
  edges: byId(findings, (f) => f.edges, before.edges),
})

function byId(
  findings: readonly Finding[],
  idsOf: (finding: Finding) => readonly string[],
  before: ReadonlyMap<string, readonly Finding[]>,
): Map<string, readonly Finding[]> {
  const lists = new Map<string, Finding[]>()
  for (const finding of findings)
    for (const id of idsOf(finding)) {
      const list = lists.get(id)
      if (list === undefined) lists.set(id, [finding])
      else list.push(finding)
    }
  return new Map(
    [...lists].map(([id, list]) => {
      const known = before.get(id)
      return [id, known !== undefined && saysTheSame(known, list) ? known : list]
    }),
  )
}

const saysTheSame = (a: readonly Finding[], b: readonly Finding[]): boolean =>
  a.length === b.length &&
  a.every((f, i) => f.code === b[i]?.code && f.severity === b[i].severity && f.message === b[i].message)
