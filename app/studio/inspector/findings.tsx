'use client'

import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { Finding } from '#scene-graph/findings.ts'
import { applyFix } from '#scene-graph/fix.ts'
import { useEditor, useEditorState } from '../editor/editor-context.tsx'
import { findingWords, fixWords } from '../model/finding-words.ts'
import styles from './inspector.module.css'

const ICONS = { error: CircleAlert, warning: TriangleAlert, info: Info }

/** What is wrong with what is shown, in words. */
export function Findings({ nodes = [], edges = [] }: { nodes?: readonly string[]; edges?: readonly string[] }) {
  const findings = useEditorState((s) => s.findings)
  const own = findings.filter((f) => f.nodes.some((n) => nodes.includes(n)) || f.edges.some((e) => edges.includes(e)))
  if (own.length === 0) return null
  return (
    <ul className={styles.findings} aria-label="Problems here">
      {own.map((finding) => (
        <FindingLine key={`${finding.code} ${finding.path} ${finding.message}`} finding={finding} />
      ))}
    </ul>
  )
}

function FindingLine({ finding }: { finding: Finding }) {
  const editor = useEditor()
  const graph = editor.graph()
  const { fix } = finding
  const Icon = ICONS[finding.severity]
  return (
    <li className={styles.finding} data-severity={finding.severity}>
      <Icon aria-label={finding.severity} />
      <span>
        {findingWords(graph, finding)}
        {fix !== undefined && (
          <>
            {' '}
            <button
              type="button"
              className={styles.link}
              onClick={() => editor.change(fixWords(graph, finding), (g) => applyFix(g, fix))}
            >
              {fixWords(graph, finding)}
            </button>
          </>
        )}
      </span>
    </li>
  )
}
