'use client'

import { ViewportPortal } from '@xyflow/react'
import { memo, useMemo } from 'react'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { useEditorState, useGraph } from '../editor/editor-context.tsx'
import { indexOf } from '../model/document.ts'
import { type Point, type Rect, rectOf } from '../model/geometry.ts'
import styles from './edges.module.css'

type Line = { id: string; from: Point; to: Point }

/** Lines that are no edges: from hints to what they help with, and to the further places that an edge enters. */
export const Attachments = memo(function Attachments() {
  const graph = useGraph()
  const far = useEditorState((s) => s.far)
  const lines = useMemo(() => linesOf(graph), [graph])
  if (lines.length === 0 || far) return null
  return (
    <ViewportPortal>
      <svg className={styles.attachments} aria-hidden>
        {lines.map(({ id, from, to }) => (
          <g key={id}>
            <path d={`M${from.x},${from.y} L${to.x},${to.y}`} />
            <circle cx={to.x} cy={to.y} r={3} />
          </g>
        ))}
      </svg>
    </ViewportPortal>
  )
})

function linesOf(graph: SceneGraph): Line[] {
  const { nodes } = indexOf(graph)
  const between = (id: string, from: string, to: string): Line[] => {
    const [a, b] = [nodes.get(from), nodes.get(to)]
    if (a === undefined || b === undefined) return []
    const [one, other] = [rectOf(graph, a), rectOf(graph, b)]
    return [{ id, from: rimTowards(one, middle(other)), to: rimTowards(other, middle(one)) }]
  }
  const hints = graph.nodes.flatMap((n) =>
    n.type === 'hints' && typeof n.data.to === 'string' ? between(n.id, n.id, n.data.to) : [],
  )
  const also = graph.edges.flatMap((e) => e.alsoTargets.flatMap((to) => between(`${e.id} ${to}`, e.source, to)))
  return [...hints, ...also]
}

const middle = (r: Rect): Point => ({ x: r.x + r.width / 2, y: r.y + r.height / 2 })

/** Where the line from a rectangle's middle to a point leaves it. */
function rimTowards(rect: Rect, point: Point): Point {
  const from = middle(rect)
  const [dx, dy] = [point.x - from.x, point.y - from.y]
  const reach = Math.min(
    dx === 0 ? Number.POSITIVE_INFINITY : rect.width / 2 / Math.abs(dx),
    dy === 0 ? Number.POSITIVE_INFINITY : rect.height / 2 / Math.abs(dy),
    1,
  )
  return { x: from.x + dx * reach, y: from.y + dy * reach }
}
