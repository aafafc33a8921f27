'use client'

import { CircleAlert, CircleCheck, Info, TriangleAlert, Wrench } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#app/ui/button.tsx'
import type { Finding } from '#scene-graph/findings.ts'
import { applyFix } from '#scene-graph/fix.ts'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { useEditor, useEditorState, useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import { findingWords, fixWords } from '../model/finding-words.ts'
import { markedText } from '../model/marked-text.ts'
import { whenTaken } from '../model/spoken.ts'
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

type FindingListProps<F extends Finding> = {
  findings: readonly F[]
  onGo?: () => void
  /** More to do with a finding than to go there. */
  aside?: (finding: F) => ReactNode
}

/** Findings with where they are; a press goes there, and what would mend one is offered. */
export function FindingList<F extends Finding>({ findings, onGo, aside }: FindingListProps<F>) {
  const graph = useGraph()
  return (
    <ul className={styles.rows} aria-label="Problems">
      {keyed(findings).map(({ key, finding }) => (
        <FindingRow
          key={key}
          graph={graph}
          finding={finding}
          aside={aside?.(finding)}
          {...(onGo === undefined ? {} : { onGo })}
        />
      ))}
    </ul>
  )
}

/** Two findings may say the same of different places: which of them it is keeps them apart. */
function keyed<F extends Finding>(findings: readonly F[]): { key: string; finding: F }[] {
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const said = `${finding.code} ${finding.path} ${finding.message}`
    const nth = seen.get(said) ?? 0
    seen.set(said, nth + 1)
    return { key: `${said} ${nth}`, finding }
  })
}

type RowProps = { graph: SceneGraph; finding: Finding; aside: ReactNode; onGo?: () => void }

function FindingRow({ graph, finding, aside, onGo }: RowProps) {
  const editor = useEditor()
  const readOnly = useEditorState((s) => s.readOnly)
  const Icon = ICONS[finding.severity]
  const where = placeOf(graph, finding)
  const { fix } = finding
  const marked = markedText(graph, finding)
  return (
    <li className={styles.rowLine} data-severity={finding.severity}>
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
        <span className={styles.message}>
          {findingWords(graph, finding)}
          {marked !== null && (
            <code className={styles.marked}>
              {marked.before}
              <mark>{marked.at}</mark>
              {marked.after}
            </code>
          )}
        </span>
        <span className={styles.where} title={where}>
          {where}
        </span>
        <code className={styles.code}>{finding.code}</code>
      </button>
      {fix !== undefined && !readOnly && (
        <Button
          size="sm"
          icon={Wrench}
          onClick={() => editor.change(fixWords(graph, finding), (g) => applyFix(g, fix))}
        >
          {fixWords(graph, finding)}
        </Button>
      )}
      {aside}
    </li>
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
    return [`${source === undefined ? '' : titleOf(source)} → ${whenTaken(graph, edge).words}`]
  })
  return [...names, ...paths].join(', ') || partOf(graph, finding.path ?? '')
}

/** What of the document is meant by a path that leads to no node and no edge, by its name. */
function partOf(graph: SceneGraph, path: string): string {
  const [part, key = ''] = path.split('.')
  if (part === 'invariants') return graph.invariants[Number(key)]?.name ?? ''
  return part === 'roles' || part === 'variables' ? key : ''
}
