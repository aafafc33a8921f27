'use client'

import { Plus, Trash2, TriangleAlert } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import type { Role } from '#scene-graph/schema/document.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { freeName, nameProblem } from '../model/names.ts'
import { usedWords, usesOf } from '../model/references.ts'
import { addRole, removeRole, renameRole, roleForDevice } from '../model/roles.ts'
import { LiveRoleValue } from '../room/live-value.tsx'
import { isUnbound, playerOf, useStudioRoom } from '../room/room-context.tsx'
import { CommandLimits } from './command-limits.tsx'
import { choiceOf, deviceGroups, nothingToPick } from './device-choices.tsx'
import { DraftInput } from './draft-input.tsx'
import styles from './inspector.module.css'
import { Picker } from './picker.tsx'
import { TYPE_NAMES } from './typed-values.ts'

/** Who plays what: the graph's roles, each with the room's device that plays it. */
export function RolesPanel() {
  const editor = useEditor()
  const graph = useGraph()
  const room = useStudioRoom()
  const names = Object.keys(graph.roles)
  const addFromDevice = (id: string) => {
    const choice = choiceOf(room, id)
    if (choice === null || !('device' in choice)) return
    const made = roleForDevice(graph, room.bindings, choice.device)
    editor.change('add role', () => made.graph)
    if (made.bindings !== room.bindings && room.mayBind) room.saveBindings(made.bindings)
  }
  return (
    <section className={styles.form} aria-label="Roles">
      <p className={styles.hint}>
        A role is a part that a device plays, so that one graph serves many rooms. Choosing a device anywhere makes its
        role by itself.
      </p>
      <Picker
        label="Add a role from a device"
        placeholder="Add a role from a device"
        groups={deviceGroups(room, { ...graph, roles: {} })}
        chosen={null}
        text={null}
        empty={nothingToPick(room)}
        onPick={addFromDevice}
      />
      {names.map((name) => {
        const role = graph.roles[name]
        return role === undefined ? null : <RoleCard key={name} name={name} role={role} />
      })}
      <Button
        size="sm"
        variant="quiet"
        icon={Plus}
        onClick={() =>
          editor.change('add role', (g) =>
            addRole(
              g,
              freeName('role', (n) => g.roles[n] !== undefined),
            ),
          )
        }
      >
        Add a role that no device plays yet
      </Button>
    </section>
  )
}

function RoleCard({ name, role }: { name: string; role: Role }) {
  const editor = useEditor()
  const graph = useGraph()
  const room = useStudioRoom()
  const device = playerOf(room, name)
  const uses = usesOf(graph, 'role', name)
  const places = uses.nodes.length + uses.edges.length
  const bind = (id: string) => {
    const choice = choiceOf(room, id)
    if (choice === null || !('device' in choice)) return
    const { controller, device: chosen } = choice.device
    room.saveBindings({ ...room.bindings, [name]: { controller_id: controller, device_id: chosen } })
  }
  return (
    <div className={styles.rowCard} data-unbound={isUnbound(room, name)} data-testid={`role-${name}`}>
      <div className={styles.listHead}>
        <span className={styles.listTitle}>
          {role.kind ?? 'any device'} · {usedWords(places)}
        </span>
        <IconButton
          icon={Trash2}
          size="sm"
          label={`Remove role ${name}`}
          onClick={() => editor.change('remove role', (g) => removeRole(g, name))}
        />
      </div>
      <DraftInput
        label="Role"
        value={name}
        problem={(text) => nameProblem(text, (n) => graph.roles[n] !== undefined)}
        onDone={(to) => {
          editor.change('rename role', (g) => renameRole(g, name, to))
          const { [name]: address, ...others } = room.bindings
          if (address !== undefined && room.mayBind) room.saveBindings({ ...others, [to]: address })
        }}
      />
      <Field label={room.slug === '' ? 'Played by (choose a room first)' : 'Played by'}>
        <Picker
          groups={deviceGroups(room, { ...graph, roles: {} })}
          chosen={device === null ? null : `device ${device.controller}/${device.device}/`}
          text={device === null ? null : device.name || device.device}
          placeholder="No device of this room"
          empty={nothingToPick(room)}
          onPick={bind}
          aside={isUnbound(room, name) ? <TriangleAlert aria-label="unbound" size={16} /> : undefined}
        />
      </Field>
      {Object.keys(role.signals).length > 0 && (
        <ul className={styles.signals} aria-label={`Signals of ${name}`}>
          {Object.entries(role.signals).map(([signal, declared]) => (
            <li key={signal} className={styles.signal}>
              <span>
                {signal} <span className={styles.hint}>{TYPE_NAMES[declared.type]}</span>
              </span>
              <LiveRoleValue role={name} signal={signal} />
            </li>
          ))}
        </ul>
      )}
      {Object.keys(role.commands).length > 0 && <CommandLimits name={name} role={role} />}
    </div>
  )
}
