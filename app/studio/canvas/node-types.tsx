'use client'

import { type NodeProps, NodeResizer, type NodeTypes } from '@xyflow/react'
import { type ComponentType, memo } from 'react'
import { classNames } from '#app/ui/class-names.ts'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import { useEditorState } from '../editor/editor-context.tsx'
import { useOverlay } from '../live/overlay-context.tsx'
import { nodeIcon } from './icons.ts'
import { Chips, FarPorts, Ports, StartMarker, Title, useNodeFindings } from './node-shell.tsx'
import styles from './nodes.module.css'
import type { DrawnNode } from './project.ts'

type Drawn = Pick<NodeProps<DrawnNode>, 'id' | 'data' | 'selected'>

/** React Flow hands over the place too, with every step of a drag: what is drawn does not depend on it. */
function drawnOnce(Inner: ComponentType<Drawn>): ComponentType<NodeProps<DrawnNode>> {
  const Kept = memo(Inner)
  return function Placed({ id, data, selected }: NodeProps<DrawnNode>) {
    return <Kept id={id} data={data} selected={selected} />
  }
}

/** Attributes by which the looks of a node follow its state; each has a colour and a shape of its own. */
function useLooks(id: string, selected: boolean) {
  const findings = useNodeFindings(id)
  const active = useOverlay((o) => (o.leaves.has(id) ? 'leaf' : o.entered[id] !== undefined ? 'around' : undefined))
  const worst = findings.some((f) => f.severity === 'error') ? 'error' : undefined
  const walked = useEditorState((s) => s.trace?.has(id) === true)
  return {
    'data-selected': selected || undefined,
    'data-active': active,
    'data-findings': worst,
    'data-trace': walked || undefined,
  }
}

const Card = drawnOnce(function Card({ id, data, selected }: Drawn) {
  const far = useEditorState((s) => s.far)
  const definition = nodeDefinition(data.type)
  const Icon = nodeIcon(definition.icon)
  return (
    <div
      className={classNames(styles.card, far && styles.far)}
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
      {far ? (
        <FarPorts data={data} />
      ) : (
        <>
          <p className={styles.line} title={data.line}>
            {data.line === '' && data.name !== definition.label ? (
              <span className={styles.nothing}>{definition.label}</span>
            ) : (
              data.line
            )}
          </p>
          <Chips id={id} />
          <Ports data={data} named={data.ports.length > 1} />
        </>
      )}
    </div>
  )
})

const Compact = drawnOnce(function Compact({ id, data, selected }: Drawn) {
  const far = useEditorState((s) => s.far)
  const definition = nodeDefinition(data.type)
  const Icon = nodeIcon(definition.icon)
  return (
    <div
      className={classNames(styles.compact, far && styles.far)}
      data-family={definition.family}
      data-type={definition.type}
      data-outcome={definition.type === 'end' ? data.line : undefined}
      {...useLooks(id, selected)}
    >
      {data.starts && <StartMarker />}
      <div className={styles.head}>
        <Icon aria-hidden className={styles.icon} />
        <Title id={id} data={definition.type === 'end' && data.name === '' ? { ...data, title: data.line } : data} />
      </div>
      {far ? (
        <FarPorts data={data} />
      ) : (
        <>
          <Chips id={id} />
          <Ports data={data} named={data.ports.length > 1} />
        </>
      )}
    </div>
  )
})

const Room = drawnOnce(function Room({ id, data, selected }: Drawn) {
  const far = useEditorState((s) => s.far)
  const definition = nodeDefinition(data.type)
  const Icon = nodeIcon(definition.icon)
  const dropInto = useEditorState((s) => s.dropInto === id)
  return (
    <div
      className={classNames(styles.room, far && styles.far)}
      data-type={definition.type}
      data-drop={dropInto || undefined}
      {...useLooks(id, selected)}
    >
      {data.starts && <StartMarker />}
      <header className={`${styles.roomTitle} room-title`}>
        <Icon aria-hidden className={styles.icon} />
        <Title id={id} data={data} />
        <span className={styles.kind} title={data.line}>
          {definition.type === 'parallel' ? 'all at once' : data.line}
        </span>
      </header>
      {far ? (
        <FarPorts data={data} />
      ) : (
        <>
          <Chips id={id} />
          <Ports data={data} named={data.ports.length > 1} />
        </>
      )}
      <NodeResizer
        isVisible={selected && !far}
        minWidth={240}
        minHeight={144}
        lineClassName={styles.resizeLine ?? ''}
        handleClassName={styles.resizeHandle ?? ''}
      />
    </div>
  )
})

const Note = drawnOnce(function Note({ id, data, selected }: Drawn) {
  return (
    <div className={styles.note} {...useLooks(id, selected)}>
      {data.name !== '' && <Title id={id} data={data} />}
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

/** A titled area behind what lies on it; only its title and its rim take the pointer. */
const FrameArea = drawnOnce(function FrameArea({ id, data, selected }: Drawn) {
  const far = useEditorState((s) => s.far)
  return (
    <div className={classNames(styles.frame, far && styles.far)} data-selected={selected || undefined}>
      <header className={`${styles.frameTitle} room-title`}>
        <Title id={id} data={data} />
      </header>
      <NodeResizer
        isVisible={selected && !far}
        minWidth={160}
        minHeight={96}
        lineClassName={styles.resizeLine ?? ''}
        handleClassName={styles.resizeHandle ?? ''}
      />
    </div>
  )
})

export const nodeTypes: NodeTypes = { card: Card, compact: Compact, room: Room, note: Note, frame: FrameArea }
