'use client'

import { Handle, Position } from '@xyflow/react'
import { CircleAlert, ListChecks, TriangleAlert } from 'lucide-react'
import { type KeyboardEvent, memo, useEffect, useRef } from 'react'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import type { Finding } from '#scene-graph/findings.ts'
import { useEditor, useEditorState } from '../editor/editor-context.tsx'
import { useOverlay } from '../live/overlay-context.tsx'
import { Elapsed, Remaining } from '../live/ticking.tsx'
import { findingWords } from '../model/finding-words.ts'
import { renameNode } from '../model/nodes.ts'
import styles from './nodes.module.css'
import { ENTRY, type NodeData } from './project.ts'

/** Handles of a node: where edges enter and leave. `data-handleid` is the port's id. */
export const Ports = memo(function Ports({ data, named }: { data: NodeData; named: boolean }) {
  return (
    <>
      {data.entry !== null && (
        <Handle
          type="target"
          id={ENTRY}
          position={Position.Left}
          className={styles.handle}
          style={{ top: data.entry }}
          aria-label={`Into ${data.title}`}
        />
      )}
      {data.ports.map((port) => (
        <Handle
          key={port.id}
          type="source"
          id={port.id}
          position={Position.Right}
          className={styles.handle}
          style={{ top: port.y }}
          aria-label={`${port.label} of ${data.title}`}
          title={`${port.label}: drag to where it leads`}
        >
          {named && <span className={styles.portLabel}>{port.label}</span>}
        </Handle>
      ))}
    </>
  )
})

/** The places of the handles alone, for a drawing so small that nobody can hit them: without listeners, so it is light. */
export const FarPorts = memo(function FarPorts({ data }: { data: NodeData }) {
  return (
    <>
      {data.entry !== null && (
        <span
          className={`${styles.farHandle} target`}
          data-handleid={ENTRY}
          data-handlepos="left"
          style={{ left: 0, top: data.entry }}
        />
      )}
      {data.ports.map((port) => (
        <span
          key={port.id}
          className={`${styles.farHandle} source`}
          data-handleid={port.id}
          data-handlepos="right"
          style={{ left: '100%', top: port.y }}
        />
      ))}
    </>
  )
})

/** Where the scope around it starts. */
export const StartMarker = () => (
  <svg className={styles.start} viewBox="0 0 28 12" aria-hidden>
    <circle cx="6" cy="6" r="4.5" />
    <path d="M10 6h12M18 2l5 4-5 4" />
  </svg>
)

const NONE: readonly Finding[] = []

/** Findings about one node. */
export const useNodeFindings = (id: string): readonly Finding[] =>
  useEditorState((s) => s.findingsOf.nodes.get(id) ?? NONE)

/** What hangs on a node's lower edge: findings, time left, time since it was entered. */
export function Chips({ id }: { id: string }) {
  const editor = useEditor()
  const findings = useNodeFindings(id)
  const since = useOverlay((o) => (o.leaves.has(id) ? o.entered[id] : undefined))
  const timer = useOverlay((o) => o.timers.get(id))
  const progress = useOverlay((o) => o.progress.get(id))
  const errors = findings.filter((f) => f.severity === 'error').length
  const warnings = findings.length - errors
  const said = findings.map((finding) => findingWords(editor.graph(), finding)).join('\n')
  if (findings.length === 0 && since === undefined && timer === undefined && progress === undefined) return null
  return (
    <span className={styles.chips}>
      {errors > 0 && (
        <span className={styles.chip} data-state="failed" title={said}>
          <CircleAlert aria-hidden /> {errors}
          <span className={styles.hidden}>{errors === 1 ? 'error' : 'errors'}</span>
        </span>
      )}
      {errors === 0 && warnings > 0 && (
        <span className={styles.chip} data-state="attention" title={said}>
          <TriangleAlert aria-hidden /> {warnings}
          <span className={styles.hidden}>{warnings === 1 ? 'warning' : 'warnings'}</span>
        </span>
      )}
      {progress !== undefined && (
        <span
          className={styles.chip}
          data-state="active"
          title={progress.inputs.map((i) => `${i.right ? '✓' : '·'} ${i.label}`).join('\n')}
        >
          <ListChecks aria-label="right now" /> {progress.done}/{progress.total}
        </span>
      )}
      {timer !== undefined && <Remaining timer={timer} className={styles.chip} />}
      {since !== undefined && <Elapsed since={since} className={styles.chip} />}
    </span>
  )
}

/** A node's name, typed in place while it is being renamed. */
export function Title({ id, data }: { id: string; data: NodeData }) {
  const editor = useEditor()
  const renaming = useEditorState((s) => s.renaming === id)
  const far = useEditorState((s) => s.far)
  if (!renaming)
    return (
      <span className={styles.title} data-fresh={data.name === ''}>
        {far ? data.title : <MiddleTruncate text={data.title} />}
      </span>
    )
  const done = () => {
    editor.seal()
    editor.setState({ renaming: null })
  }
  return (
    <NameInput
      value={data.name}
      onChange={(name) => editor.change('rename', (g) => renameNode(g, id, name), { key: `name ${id}`, held: true })}
      onDone={done}
    />
  )
}

function NameInput({ value, onChange, onDone }: { value: string; onChange: (v: string) => void; onDone: () => void }) {
  const ref = useRef<HTMLInputElement>(null)
  useEffect(() => {
    ref.current?.focus()
    ref.current?.select()
  }, [])
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.currentTarget.closest<HTMLElement>('.react-flow__node')?.focus()
    onDone()
  }
  return (
    <input
      ref={ref}
      className={`${styles.nameInput} nodrag nopan`}
      aria-label="Name"
      value={value}
      maxLength={120}
      onChange={(event) => onChange(event.target.value)}
      onBlur={onDone}
      onKeyDown={onKeyDown}
    />
  )
}
