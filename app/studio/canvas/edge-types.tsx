'use client'

import { BaseEdge, EdgeLabelRenderer, type EdgeProps, type EdgeTypes } from '@xyflow/react'
import { CircleAlert, Zap } from 'lucide-react'
import { type CSSProperties, type MouseEvent, memo } from 'react'
import { useEditor, useEditorState } from '../editor/editor-context.tsx'
import { useOverlay } from '../live/overlay-context.tsx'
import { FADE_MS } from '../live/overlay-store.ts'
import { Remaining } from '../live/ticking.tsx'
import { routeEdge } from './edge-path.ts'
import styles from './edges.module.css'
import type { DrawnEdge } from './project.ts'

const Path = memo(function Path({
  id,
  data,
  selected,
  sourceX,
  sourceY,
  targetX,
  targetY,
  source,
  target,
}: EdgeProps<DrawnEdge>) {
  const fired = useOverlay((o) => o.fired.get(id))
  const timer = useOverlay((o) => o.timers.get(id))
  const broken = useEditorState((s) => s.findingsOf.edges.get(id)?.some((f) => f.severity === 'error') ?? false)
  const far = useEditorState((s) => s.far)
  if (data === undefined) return null
  const ends = {
    source: { x: sourceX, y: sourceY },
    target: { x: targetX, y: targetY },
    sourceReach: data.sourceReach,
    targetReach: data.targetReach,
    lane: data.lane,
    lanes: data.lanes,
    exit: data.exit,
  }
  const { path, label, room } = routeEdge(ends, data.stays ? 'stays' : source === target ? 'loop' : 'edge')
  const looks = { 'data-selected': selected || undefined, 'data-broken': broken || undefined }
  return (
    <g className={styles.edge} {...looks}>
      <BaseEdge id={id} path={path} interactionWidth={far ? 0 : 24} />
      {!data.stays && !far && <path className={styles.head} d={`M${targetX},${targetY} l-9,-5 v10 z`} />}
      {fired !== undefined && (
        // A new key starts the fade anew when the edge fires again.
        <path
          key={fired}
          className={styles.fired}
          d={path}
          data-motion="meaning"
          style={{ '--meaning-duration': `${FADE_MS}ms` } as CSSProperties}
        />
      )}
      {!far && (
        <EdgeLabelRenderer>
          <Label
            id={id}
            data={data}
            x={label.x}
            y={label.y}
            room={room}
            selected={selected === true}
            broken={broken}
            timer={timer}
          />
        </EdgeLabelRenderer>
      )}
    </g>
  )
})

type LabelProps = {
  id: string
  data: NonNullable<DrawnEdge['data']>
  x: number
  y: number
  room: number | undefined
  selected: boolean
  broken: boolean
  timer: Parameters<typeof Remaining>[0]['timer'] | undefined
}

/** Narrower than this a trigger and its guard would both be cut to nothing: the guard says only that it is there. px */
const TIGHT = 176

/** The pill on an edge: what sets it off, then its guard. An exit that needs no words has none. */
function Label({ id, data, x, y, room, selected, broken, timer }: LabelProps) {
  const editor = useEditor()
  const { edge, trigger, guard } = data
  const silent =
    edge.trigger.type === 'done' &&
    edge.sourcePort === 'done' &&
    trigger === 'done' &&
    guard === null &&
    edge.actions.length === 0
  if (silent && !selected && !broken) return null
  const choose = (event: MouseEvent) => {
    event.stopPropagation()
    const { selection } = editor.getState()
    const more = event.shiftKey || event.metaKey || event.ctrlKey
    editor.select(more ? selection.nodes : [], more ? [...selection.edges, id] : [id])
  }
  return (
    <button
      type="button"
      className={`${styles.label} nodrag nopan`}
      style={
        {
          transform: `translate(-50%, -50%) translate(${x}px, ${y}px)`,
          ...(room === undefined ? {} : { '--room': `${room}px` }),
        } as CSSProperties
      }
      title={data.sentence}
      aria-label={`Edge ${data.sentence}`}
      data-edge={id}
      data-tight={(room !== undefined && room < TIGHT) || undefined}
      data-selected={selected || undefined}
      data-broken={broken || undefined}
      tabIndex={-1}
      onClick={choose}
    >
      {broken && <CircleAlert aria-hidden className={styles.alert} />}
      {trigger !== '' && <span className={styles.trigger}>{trigger}</span>}
      {guard !== null && (
        <span className={styles.guard}>
          {room !== undefined && room < TIGHT && trigger !== '' ? 'if …' : `if ${guard}`}
        </span>
      )}
      {edge.actions.length > 0 && (
        <span className={styles.actions}>
          <Zap aria-hidden />
          {edge.actions.length}
        </span>
      )}
      {timer !== undefined && <Remaining timer={timer} className={styles.timer} />}
    </button>
  )
}

export const edgeTypes: EdgeTypes = { path: Path }
