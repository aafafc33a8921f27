'use client'

import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import { describeTrigger } from '#scene-graph/describe.ts'
import type { Finding } from '#scene-graph/findings.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { useEditor, useEditorState, useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import styles from './drawer.module.css'

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info }

/** What is wrong with the graph; a press goes there. */
export function Problems() {
  const findings = useEditorState((s) => s.findings)
  if (findings.length === 0)
    return (
      <p className={styles.nothing}>
        <CircleCheck aria-hidden /> Nothing is wrong with this graph.
      </p>
    )
  return <FindingList findings={findings} />
}

/** Findings with where they are; a press goes there. */
export function FindingList({ findings, onGo }: { findings: readonly Finding[]; onGo?: () => void }) {
  const editor = useEditor()
  const graph = useGraph()
  return (
    <ul className={styles.rows} aria-label="Problems">
      {findings.map((finding) => {
        const Icon = ICONS[finding.severity]
        const where = placeOf(graph, finding)
        return (
          <li key={`${finding.code} ${finding.path} ${finding.message}`}>
            <button
              type="button"
              className={styles.row}
              data-severity={finding.severity}
              onClick={() => {
                editor.goTo(finding.nodes, finding.edges)
                onGo?.()
              }}
            >
              <Icon aria-label={finding.severity} className={styles.severity} />
              <span className={styles.message}>{finding.message}</span>
              <span className={styles.where} title={where}>
                {where}
              </span>
              <code className={styles.code}>{finding.code}</code>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

function placeOf(graph: SceneGraph, finding: Finding): string {
  const { nodes, edges } = indexOf(graph)
  const names = finding.nodes.flatMap((id) => {
    const node = nodes.get(id)
    return node === undefined ? [] : [titleOf(node)]
  })
  const paths = finding.edges.flatMap((id) => {
    const edge = edges.get(id)
    if (edge === undefined) return []
    const source = nodes.get(edge.source)
    return [`${source === undefined ? '' : titleOf(source)} → ${describeTrigger(edge.trigger, edge.sourcePort)}`]
  })
  return [...names, ...paths].join(', ') || (finding.path ?? '')
}
