'use client'

import { type NodeProps, NodeResizer, type NodeTypes } from '@xyflow/react'
import { memo } from 'react'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import { useEditorState } from '../editor/editor-context.tsx'
import { useOverlay } from '../live/overlay-context.tsx'
import { nodeIcon } from './icons.ts'
import { Chips, Ports, StartMarker, Title, useNodeFindings } from './node-shell.tsx'
import styles from './nodes.module.css'
import type { DrawnNode } from './project.ts'

/** Attributes by which the looks of a node follow its state; each has a colour and a shape of its own. */
function useLooks(id: string, selected: boolean) {
  const findings = useNodeFindings(id)
  const active = useOverlay((o) => (o.leaves.has(id) ? 'leaf' : o.entered[id] !== undefined ? 'around' : undefined))
  const worst = findings.some((f) => f.severity === 'error') ? 'error' : undefined
  return { 'data-selected': selected || undefined, 'data-active': active, 'data-findings': worst }
}

const Card = memo(function Card({ id, data, selected }: NodeProps<DrawnNode>) {
  const definition = nodeDefinition(data.node.type)
  const Icon = nodeIcon(definition.icon)
  return (
    <div
      className={styles.card}
      data-family={definition.family}
      data-type={definition.type}
      data-ports={data.ports.length > 1 ? 'named' : undefined}
      {...useLooks(id, selected)}
    >
      {data.starts && <StartMarker />}
      <div className={styles.head}>
        <Icon aria-hidden className={styles.icon} />
        <Title id={id} data={data} />
      </div>
      <p className={styles.line} title={data.line}>
        {data.line === '' ? <span className={styles.nothing}>{definition.label}</span> : data.line}
      </p>
      <Chips id={id} />
      <Ports data={data} named={data.ports.length > 1} />
    </div>
  )
})

const Compact = memo(function Compact({ id, data, selected }: NodeProps<DrawnNode>) {
  const definition = nodeDefinition(data.node.type)
  const Icon = nodeIcon(definition.icon)
  return (
    <div
      className={styles.compact}
      data-family={definition.family}
      data-type={definition.type}
      data-outcome={definition.type === 'end' ? data.line : undefined}
      {...useLooks(id, selected)}
    >
      {data.starts && <StartMarker />}
      <div className={styles.head}>
        <Icon aria-hidden className={styles.icon} />
        <Title
          id={id}
          data={definition.type === 'end' && data.node.data.name === '' ? { ...data, title: data.line } : data}
        />
      </div>
      <Chips id={id} />
      <Ports data={data} named={data.ports.length > 1} />
    </div>
  )
})

const Room = memo(function Room({ id, data, selected }: NodeProps<DrawnNode>) {
  const definition = nodeDefinition(data.node.type)
  const Icon = nodeIcon(definition.icon)
  const dropInto = useEditorState((s) => s.dropInto === id)
  return (
    <div
      className={styles.room}
      data-type={definition.type}
      data-drop={dropInto || undefined}
      {...useLooks(id, selected)}
    >
      {data.starts && <StartMarker />}
      <header className={`${styles.roomTitle} room-title`}>
        <Icon aria-hidden className={styles.icon} />
        <Title id={id} data={data} />
        <span className={styles.kind}>{definition.type === 'parallel' ? 'all at once' : ''}</span>
      </header>
      <Chips id={id} />
      <Ports data={data} named={data.ports.length > 1} />
      <NodeResizer
        isVisible={selected}
        minWidth={240}
        minHeight={144}
        lineClassName={styles.resizeLine ?? ''}
        handleClassName={styles.resizeHandle ?? ''}
      />
    </div>
  )
})

const Note = memo(function Note({ id, data, selected }: NodeProps<DrawnNode>) {
  return (
    <div className={styles.note} {...useLooks(id, selected)}>
      {data.node.data.name !== '' && <Title id={id} data={data} />}
      <p className={styles.noteText}>{data.line === '' ? 'An empty note. Write in the inspector.' : data.line}</p>
      <NodeResizer
        isVisible={selected}
        minWidth={144}
        minHeight={64}
        lineClassName={styles.resizeLine ?? ''}
        handleClassName={styles.resizeHandle ?? ''}
      />
    </div>
  )
})

export const nodeTypes: NodeTypes = { card: Card, compact: Compact, room: Room, note: Note }
