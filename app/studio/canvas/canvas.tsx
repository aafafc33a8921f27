'use client'

import '@xyflow/react/dist/base.css'
import {
  Background,
  BackgroundVariant,
  type Connection,
  ConnectionLineType,
  type EdgeChange,
  type FinalConnectionState,
  MiniMap,
  type NodeChange,
  ReactFlow,
  SelectionMode,
  useReactFlow,
} from '@xyflow/react'
import { type DragEvent, type MouseEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { toast } from '#app/ui/toast.tsx'
import type { SceneGraph } from '#scene-graph/parse.ts'
import { useEditor, useEditorState, useGraph } from '../editor/editor-context.tsx'
import { indexOf, playedBy } from '../model/document.ts'
import { setEdge } from '../model/edges.ts'
import { carriedWith, GRID, type Point } from '../model/geometry.ts'
import { moveNodes, resizeNode } from '../model/nodes.ts'
import { opening } from '../model/opening.ts'
import { AddMenu } from '../palette/add-menu.tsx'
import { DRAGGED_TYPE } from '../palette/palette.tsx'
import { Attachments } from './attachments.tsx'
import styles from './canvas.module.css'
import { addAt, DRAG, drawEdge, drop, dropTarget } from './canvas-actions.ts'
import { edgeTypes } from './edge-types.tsx'
import { nodeTypes } from './node-types.tsx'
import { createProjection, type DrawnEdge, type DrawnNode } from './project.ts'

/** Below this zoom all but names is too small to read and is left out. */
const FAR = 0.45

/** A request for the list of node types: where it opens, and from which exit an edge leads to what is chosen. */
export type Adding = { screen: Point; point: Point; from?: { node: string; port: string } }

export type CanvasProps = {
  mode: 'select' | 'hand'
  readOnly: boolean
  adding: Adding | null
  onAdding: (adding: Adding | null) => void
  /** A node that plays another graph was opened. */
  onOpen: (graph: string) => void
}

/** The drawing of the graph, and every edit that is made by pointing. */
export function Canvas({ mode, readOnly, adding, onAdding, onOpen }: CanvasProps) {
  const editor = useEditor()
  const graph = useGraph()
  const selection = useEditorState((s) => s.selection)
  const flow = useReactFlow<DrawnNode, DrawnEdge>()
  const [project] = useState(createProjection)
  const { nodes, edges } = useMemo(() => project(graph, selection), [project, graph, selection])
  useShow()

  /** What moves along with frames that are dragged. */
  const carried = useRef<readonly string[]>([])
  const onNodesChange = useCallback(
    (changes: NodeChange<DrawnNode>[]) => {
      const to = new Map<string, Point>()
      const chosen = new Set(editor.getState().selection.nodes)
      let chose = false
      for (const change of changes) {
        if (change.type === 'position' && change.position !== undefined) to.set(change.id, change.position)
        if (change.type === 'select') {
          chose = true
          if (change.selected) chosen.add(change.id)
          else chosen.delete(change.id)
        }
        if (change.type === 'dimensions' && change.resizing === true && change.dimensions !== undefined) {
          const { dimensions } = change
          editor.change('resize', (g) => resizeNode(g, change.id, dimensions), DRAG)
        }
        if (change.type === 'dimensions' && change.resizing === false) editor.seal()
      }
      carry(editor.graph(), to, carried.current)
      if (to.size > 0) editor.change(to.size === 1 ? 'move' : `move ${to.size} nodes`, (g) => moveNodes(g, to), DRAG)
      if (chose) editor.select(chosen, editor.getState().selection.edges)
    },
    [editor],
  )

  const onEdgesChange = useCallback(
    (changes: EdgeChange<DrawnEdge>[]) => {
      const chosen = new Set(editor.getState().selection.edges)
      let chose = false
      for (const change of changes) {
        if (change.type !== 'select') continue
        chose = true
        if (change.selected) chosen.add(change.id)
        else chosen.delete(change.id)
      }
      if (chose) editor.select(editor.getState().selection.nodes, chosen)
    },
    [editor],
  )

  const tryToDraw = useCallback(
    (source: string, port: string, target: string) => {
      const result = drawEdge(editor, { source, port, target })
      if (!result.drawn) toast({ state: 'attention', title: 'This edge cannot be drawn', detail: result.why })
    },
    [editor],
  )

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => tryToDraw(source, sourceHandle ?? 'done', target),
    [tryToDraw],
  )

  /** Let go over a card, it leads there; over the open canvas, a list asks what shall be there. */
  const onConnectEnd = useCallback(
    (event: globalThis.MouseEvent | TouchEvent, state: FinalConnectionState) => {
      if (state.isValid === true || state.fromHandle === null) return
      const screen = pointOf(event)
      const { nodeId: node, id } = state.fromHandle
      const port = id ?? 'done'
      const hit = document.elementFromPoint(screen.x, screen.y)
      const over = hit?.closest<HTMLElement>('.react-flow__node')?.dataset.id
      if (state.fromHandle.type === 'target') {
        if (over !== undefined && over !== node) tryToDraw(over, 'done', node)
        return
      }
      if (over !== undefined) tryToDraw(node, port, over)
      else if (hit?.closest('.react-flow') !== null)
        onAdding({ screen, point: flow.screenToFlowPosition(screen), from: { node, port } })
    },
    [flow, onAdding, tryToDraw],
  )

  const onReconnect = useCallback(
    (edge: DrawnEdge, to: Connection) => {
      const stays = edge.data?.stays === true
      editor.change('reconnect', (g) =>
        setEdge(g, edge.id, {
          source: to.source,
          sourcePort: to.sourceHandle ?? 'done',
          ...(stays ? {} : { target: to.target }),
        }),
      )
    },
    [editor],
  )

  const dragged = useRef<readonly string[]>([])
  const onDragStart = useCallback(
    (_: unknown, __: DrawnNode, all: DrawnNode[]) => {
      const ids = all.map((n) => n.id)
      carried.current = carriedWith(editor.graph(), ids).filter((id) => !ids.includes(id))
    },
    [editor],
  )
  const onDrag = useCallback(
    (_: unknown, __: DrawnNode, all: DrawnNode[]) => {
      dragged.current = [...all.map((n) => n.id), ...carried.current]
      const into = dropTarget(editor, dragged.current)
      if (into !== editor.getState().dropInto) editor.setState({ dropInto: into })
    },
    [editor],
  )
  const onDragStop = useCallback(() => {
    if (dragged.current.length > 0) drop(editor, dragged.current, dropTarget(editor, dragged.current))
    dragged.current = []
    carried.current = []
    editor.setState({ dropInto: null })
    editor.seal()
  }, [editor])

  const onDrop = (event: DragEvent) => {
    const type = event.dataTransfer.getData(DRAGGED_TYPE)
    if (type === '' || readOnly) return
    event.preventDefault()
    addAt(editor, type, flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }))
  }
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(DRAGGED_TYPE)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
  }
  const onDoubleClick = (event: MouseEvent) => {
    if (readOnly || !(event.target instanceof Element) || !event.target.classList.contains('react-flow__pane')) return
    const screen = { x: event.clientX, y: event.clientY }
    onAdding({ screen, point: flow.screenToFlowPosition(screen) })
  }
  const area = useRef<HTMLDivElement>(null)
  const closeAdding = useCallback(() => onAdding(null), [onAdding])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: drops and double clicks are pointer ways to what the palette's buttons and keys do too.
    <div
      ref={area}
      className={styles.canvas}
      data-mode={mode}
      onDrop={onDrop}
      onDragOver={onDragOver}
      onDoubleClick={onDoubleClick}
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        onReconnect={onReconnect}
        onNodeDragStart={onDragStart}
        onNodeDrag={onDrag}
        onNodeDragStop={onDragStop}
        onSelectionDragStart={(event, all) => onDragStart(event, all[0] as DrawnNode, all)}
        onSelectionDrag={(event, all) => onDrag(event, all[0] as DrawnNode, all)}
        onSelectionDragStop={onDragStop}
        onNodeDoubleClick={(_, node) => {
          const found = indexOf(editor.graph()).nodes.get(node.id)
          const played = found === undefined ? null : playedBy(found)
          if (played !== null) onOpen(played.graph)
          else if (!readOnly) editor.setState({ renaming: node.id })
        }}
        onMove={(_, { zoom }) => {
          if (zoom < FAR !== editor.getState().far) editor.setState({ far: zoom < FAR })
        }}
        onlyRenderVisibleElements
        elevateNodesOnSelect={false}
        elevateEdgesOnSelect={false}
        snapToGrid
        snapGrid={SNAP}
        minZoom={0.05}
        maxZoom={2}
        onInit={({ setViewport }) => {
          const canvas = area.current?.getBoundingClientRect()
          if (canvas !== undefined) void setViewport(opening(editor.graph(), canvas))
        }}
        connectionRadius={32}
        connectionLineType={ConnectionLineType.Bezier}
        selectionOnDrag={mode === 'select'}
        selectionMode={SelectionMode.Partial}
        selectionKeyCode={mode === 'select' ? null : 'Shift'}
        multiSelectionKeyCode={MULTI}
        panOnDrag={mode === 'select' ? MIDDLE : true}
        panOnScroll
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        nodesDraggable={!readOnly}
        nodesConnectable={!readOnly}
        edgesReconnectable={!readOnly}
        disableKeyboardA11y
        nodeDragThreshold={3}
        aria-label="Canvas"
      >
        <Background variant={BackgroundVariant.Dots} gap={GRID} size={1} color="var(--line)" />
        <Attachments />
        {nodes.length > 0 && (
          <MiniMap
            pannable
            zoomable
            ariaLabel="Mini-map"
            className={styles.minimap ?? ''}
            style={MINI}
            bgColor="var(--surface-1)"
            maskColor="color-mix(in srgb, var(--surface-0) 70%, transparent)"
            nodeColor={miniColor}
            nodeBorderRadius={4}
          />
        )}
      </ReactFlow>
      {adding !== null && (
        <AddMenu
          at={adding.screen}
          title={adding.from === undefined ? 'Add a node' : 'Add and connect'}
          among={adding.from === undefined ? 'all' : 'enterable'}
          onClose={closeAdding}
          onAdd={(type) => {
            addAt(editor, type, adding.point, adding.from)
            closeAdding()
          }}
        />
      )}
    </div>
  )
}

/** Adds to the places of a drag those of what lies on a dragged frame: as far as the first frame moved. */
function carry(graph: SceneGraph, to: Map<string, Point>, carried: readonly string[]): void {
  if (carried.length === 0) return
  const { nodes } = indexOf(graph)
  const [id, place] = [...to].find(([moved]) => nodes.get(moved)?.type === 'frame') ?? []
  const from = nodes.get(id ?? '')?.view.position
  if (place === undefined || from === undefined) return
  for (const other of carried) {
    const here = nodes.get(other)?.view.position
    if (here !== undefined && !to.has(other))
      to.set(other, { x: here.x + place.x - from.x, y: here.y + place.y - from.y })
  }
}

const SNAP: [number, number] = [GRID, GRID]
const MULTI = ['Shift', 'Meta', 'Control']
const MIDDLE = [1]
const MINI = { width: 144, height: 96 }

const miniColor = (node: DrawnNode): string =>
  node.type === 'room' || node.type === 'frame' ? 'color-mix(in srgb, var(--ink-3) 24%, transparent)' : 'var(--ink-3)'

const pointOf = (event: globalThis.MouseEvent | TouchEvent): Point => {
  const at = 'changedTouches' in event ? event.changedTouches[0] : event
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 }
}

/** Brings into view what was asked for, unless it is there already and large enough to read. */
function useShow(): void {
  const flow = useReactFlow()
  const show = useEditorState((s) => s.show)
  useEffect(() => {
    if (show === null || show.nodes.length === 0) return
    void flow.fitView({ nodes: show.nodes.map((id) => ({ id })), padding: 0.4, maxZoom: 1, duration: 200 })
  }, [show, flow])
}
