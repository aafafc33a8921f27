import { type Plan, planGraph } from '../compile/plan.ts'
import type { Finding } from '../findings.ts'
import type { SceneGraph } from '../parse.ts'
import { checkContained } from './contained.ts'
import { checkFlow } from './flow.ts'
import { checkNames } from './names.ts'
import { Report } from './report.ts'
import { checkBindings, type RoomDevices } from './room.ts'
import { checkStructure } from './structure.ts'

/**
 * Everything that is wrong with a parsed document, errors first. With a room, also what its devices cannot do.
 * A graph with errors does not compile; warnings are for the designer to judge.
 */
export function validate(graph: SceneGraph, room?: RoomDevices): Finding[] {
  const report = new Report()
  const plan = checkAlone(graph, report)
  if (plan !== null) {
    checkContained(graph, plan, report, firstError)
    if (room !== undefined) checkBindings(graph, room, report)
  }
  const weight = { error: 0, warning: 1, info: 2 }
  return report.findings.sort((a, b) => weight[a.severity] - weight[b.severity])
}

/** Without what is wrong inside the graphs that it contains. null: its structure is not sound. */
function checkAlone(graph: SceneGraph, report: Report): Plan | null {
  if (!checkStructure(graph, report)) return null
  const plan = planGraph(graph)
  checkNames(graph, report)
  checkFlow(graph, plan, report)
  return plan
}

function firstError(graph: SceneGraph): string | null {
  const report = new Report()
  checkAlone(graph, report)
  return report.findings.find((f) => f.severity === 'error')?.message ?? null
}
