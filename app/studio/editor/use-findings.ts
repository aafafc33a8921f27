import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import type { RoomDevices } from '#scene-graph/validate/room.ts'
import { createValidator } from '#scene-graph/validate/validator.ts'
import { useStudioRoom } from '../room/room-context.tsx'
import { useEditor, useGraph } from './editor-context.tsx'

/**
 * Judges the document as it is edited, after the frame that shows the edit: anew only what the edit touched. With a
 * room, also what its devices lack.
 */
export function useFindings(): void {
  const editor = useEditor()
  const graph = useDeferredValue(useGraph())
  const [validator] = useState(createValidator)
  const { ready, devices, bindings } = useStudioRoom()
  const room = useMemo((): RoomDevices | undefined => {
    if (!ready) return undefined
    const known = devices.map((d) => ({
      controller_id: d.controller,
      device_id: d.device,
      signals: d.signals,
      commands: d.commands,
    }))
    return { devices: known, bindings }
  }, [ready, devices, bindings])
  useEffect(() => {
    editor.judge(validator.update(graph, room))
  }, [editor, graph, validator, room])
}
