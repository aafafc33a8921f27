import { useDeferredValue, useEffect } from 'react'
import { validate } from '#scene-graph/validate/validate.ts'
import { useStudioRoom } from '../room/room-context.tsx'
import { useEditor, useGraph } from './editor-context.tsx'

/** Judges the document as it is edited, after the frame that shows the edit. With a room, also what its devices lack. */
export function useFindings(): void {
  const editor = useEditor()
  const graph = useDeferredValue(useGraph())
  const room = useStudioRoom()
  const { ready, devices, bindings } = room
  useEffect(() => {
    const known = devices.map((d) => ({
      controller_id: d.controller,
      device_id: d.device,
      signals: d.signals,
      commands: d.commands,
    }))
    editor.judge(ready ? validate(graph, { devices: known, bindings }) : validate(graph))
  }, [editor, graph, ready, devices, bindings])
}
