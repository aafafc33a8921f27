'use client'

import type { SceneGraph } from '#scene-graph/parse.ts'
import type { SignalTrigger } from '#scene-graph/schema/signal-trigger.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { LiveRoleValue } from '../room/live-value.tsx'
import { type RoomDevice, roleTitle, useStudioRoom } from '../room/room-context.tsx'
import { choiceOf, deviceGroups, nothingToPick, optionOf, signalGroups } from './device-choices.tsx'
import { Picker } from './picker.tsx'
import type { Slot } from './slot.ts'
import { signalTriggerOf } from './typed-values.ts'

/** What a device of the room or a role declares. */
export type Declares = Pick<RoomDevice, 'signals'> | SceneGraph['roles'][string] | undefined

type PickProps<Value> = {
  slot: Slot<Value>
  chosen: { role: string; signal: string } | null
  /** A value that names the signal; the role may have been made for it in the same step. */
  make: (role: string, signal: string, declares: Declares) => Value
  label?: string | undefined
  placeholder?: string
  onChosen?: (() => void) | undefined
}

/** Device → signal, with what it says right now. */
export function SignalPicker<Value>({ slot, chosen, make, label, placeholder, onChosen }: PickProps<Value>) {
  const room = useStudioRoom()
  const graph = useGraph()
  const onPick = (id: string) => {
    const choice = choiceOf(room, id)
    if (choice === null) return
    onChosen?.()
    if ('device' in choice) slot.setFor(choice.device, (role) => make(role, choice.item, choice.device))
    else slot.set(make(choice.role, choice.item, graph.roles[choice.role]))
  }
  return (
    <Picker
      groups={signalGroups(room, graph)}
      chosen={chosen === null ? null : optionOf(room, chosen.role, chosen.signal)}
      text={chosen === null ? null : `${roleTitle(room, chosen.role)} · ${chosen.signal}`}
      placeholder={placeholder ?? 'Choose a device and its signal'}
      {...(label === undefined ? {} : { label })}
      empty={nothingToPick(room)}
      onPick={onPick}
      aside={chosen === null ? undefined : <LiveRoleValue role={chosen.role} signal={chosen.signal} />}
    />
  )
}

/** A signal trigger begun by choosing its signal. */
export const makeSignalTrigger = (role: string, signal: string, declares: Declares): SignalTrigger =>
  signalTriggerOf(role, signal, declares?.signals[signal])

type DeviceProps<Value> = {
  slot: Slot<Value>
  chosen: string | null
  make: (role: string) => Value
  label?: string
  placeholder?: string
  onChosen?: () => void
}

/** A device itself, for what is about its health or its light. */
export function DevicePicker<Value>({ slot, chosen, make, label, placeholder, onChosen }: DeviceProps<Value>) {
  const room = useStudioRoom()
  const graph = useGraph()
  const onPick = (id: string) => {
    const choice = choiceOf(room, id)
    if (choice === null) return
    onChosen?.()
    if ('device' in choice) slot.setFor(choice.device, make)
    else slot.set(make(choice.role))
  }
  return (
    <Picker
      groups={deviceGroups(room, graph)}
      chosen={chosen === null ? null : optionOf(room, chosen, '')}
      text={chosen === null ? null : roleTitle(room, chosen)}
      placeholder={placeholder ?? 'Choose a device'}
      {...(label === undefined ? {} : { label })}
      empty={nothingToPick(room)}
      onPick={onPick}
    />
  )
}
