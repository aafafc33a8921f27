'use client'

import { type ReactFlowInstance, useReactFlow } from '@xyflow/react'
import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { Editor } from '../editor/editor-store.ts'
import { indexOf } from '../model/document.ts'
import { type Point, rectOf } from '../model/geometry.ts'

/** Where the pointer is over the canvas, on the screen; null while it is elsewhere. */
export function usePointer(): RefObject<Point | null> {
  const pointer = useRef<Point | null>(null)
  useEffect(() => {
    const onMove = (event: PointerEvent) => {
      const over = event.target instanceof Element && event.target.closest('.react-flow') !== null
      pointer.current = over ? { x: event.clientX, y: event.clientY } : null
    }
    window.addEventListener('pointermove', onMove, { passive: true })
    return () => window.removeEventListener('pointermove', onMove)
  }, [])
  return pointer
}

/** The point of the canvas that is in the middle of what is seen. */
export function useMiddle(): () => Point {
  const flow = useReactFlow()
  return useCallback(() => flow.screenToFlowPosition(screenMiddle()), [flow])
}

export function screenMiddle(): Point {
  const rect = document.querySelector('.react-flow')?.getBoundingClientRect()
  return rect === undefined ? { x: 0, y: 0 } : { x: rect.x + rect.width / 2, y: rect.y + rect.height / 2 }
}

/** A point to the right of a node, on the canvas: where the next one goes. */
export function besides(editor: Editor, id: string): Point {
  const graph = editor.graph()
  const node = indexOf(graph).nodes.get(id)
  if (node === undefined) return { x: 0, y: 0 }
  const rect = rectOf(graph, node)
  return { x: rect.x + rect.width + 96 + 120, y: rect.y + rect.height / 2 }
}

/** The whole drawing, however small it gets. */
export const showEverything = (flow: ReactFlowInstance): void =>
  void flow.fitView({ padding: 0.08, maxZoom: 1, duration: 200 })

/** Brings what is selected into view when some of it is outside; moves nothing otherwise. */
export function showIfHidden(flow: ReactFlowInstance, editor: Editor): void {
  const graph = editor.graph()
  const frame = document.querySelector('.react-flow')?.getBoundingClientRect()
  const { nodes } = indexOf(graph)
  const hidden = [...editor.getState().selection.nodes].filter((id) => {
    const node = nodes.get(id)
    if (node === undefined || frame === undefined) return false
    const rect = rectOf(graph, node)
    const from = flow.flowToScreenPosition(rect)
    const to = flow.flowToScreenPosition({ x: rect.x + rect.width, y: rect.y + rect.height })
    return from.x < frame.left || from.y < frame.top || to.x > frame.right || to.y > frame.bottom
  })
  const [first] = hidden
  const node = nodes.get(first ?? '')
  if (node === undefined) return
  const rect = rectOf(graph, node)
  void flow.setCenter(rect.x + rect.width / 2, rect.y + rect.height / 2, { zoom: flow.getZoom(), duration: 150 })
}
