import type { SceneGraph } from '#scene-graph/parse.ts'
import { useEditor } from '../editor/editor-context.tsx'
import type { Editor } from '../editor/editor-store.ts'
import { roleForDevice } from '../model/roles.ts'
import { type RoomDevice, type StudioRoom, useStudioRoom } from '../room/room-context.tsx'

/** A place in the document that a control shows and changes. */
export type Slot<Value> = {
  value: Value
  set: (next: Value) => void
  /** Sets a value that names a device's role; the role is made, and bound in the room, if there is none. */
  setFor: (device: RoomDevice, make: (role: string) => Value) => void
}

/** A part of a slot's value as a slot of its own. */
export const within = <Whole, Part>(slot: Slot<Whole>, value: Part, put: (part: Part) => Whole): Slot<Part> => ({
  value,
  set: (next) => slot.set(put(next)),
  setFor: (device, make) => slot.setFor(device, (role) => put(make(role))),
})

/** One item of a list as a slot. */
export const item = <Item>(slot: Slot<readonly Item[]>, index: number, value: Item): Slot<Item> =>
  within(slot, value, (next) => slot.value.with(index, next))

/** Items of a list that have no id of their own: their place in the list is what they are known by. */
export const placed = <Item>(list: readonly Item[]): { key: string; index: number; value: Item }[] =>
  list.map((value, index) => ({ key: String(index), index, value }))

export type Place<Value> = {
  /** In words, for undo. */
  label: string
  /** Typing in the same place is one step of undo. */
  key: string
  value: Value
  write: (graph: SceneGraph, value: Value) => SceneGraph
}

export function slotOf<Value>(
  editor: Editor,
  room: StudioRoom,
  { label, key, value, write }: Place<Value>,
): Slot<Value> {
  return {
    value,
    set: (next) => editor.change(label, (graph) => write(graph, next), { key }),
    setFor: (device, make) => {
      const made = roleForDevice(editor.graph(), room.bindings, device)
      editor.change(label, () => write(made.graph, make(made.role)))
      if (made.bindings !== room.bindings && room.mayBind) room.saveBindings(made.bindings)
    },
  }
}

export function useSlot<Value>(place: Place<Value>): Slot<Value> {
  return slotOf(useEditor(), useStudioRoom(), place)
}
