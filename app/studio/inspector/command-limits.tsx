'use client'

import { Switch } from '#app/ui/toggle.tsx'
import type { Role } from '#scene-graph/schema/document.ts'
import type { Duration } from '#scene-graph/schema/values.ts'
import { useEditor } from '../editor/editor-context.tsx'
import { setEnergises } from '../model/roles.ts'
import { OptionalDuration } from './duration-input.tsx'
import styles from './inspector.module.css'

/** A role's commands, and of each for how long it may leave the device energised: what analysis watches over. */
export function CommandLimits({ name, role }: { name: string; role: Role }) {
  return (
    <ul className={styles.commandLimits} aria-label={`Commands of ${name}`}>
      {Object.keys(role.commands).map((command) => (
        <CommandLimit key={command} name={name} role={role} command={command} />
      ))}
    </ul>
  )
}

function CommandLimit({ name, role, command }: { name: string; role: Role; command: string }) {
  const editor = useEditor()
  const energises = role.commands[command]?.energises
  const others = Object.keys(role.commands).filter((other) => other !== command)
  const set = (next: NonNullable<typeof energises> | null) =>
    editor.change('limit of a command', (g) => setEnergises(g, name, command, next))
  const until = energises?.until ?? []
  const slot = {
    value: energises?.atMost ?? null,
    set: (atMost: Duration | null) => {
      if (atMost === null) set(null)
      else if (typeof atMost === 'number') set({ until, atMost: Math.max(1, Math.round(atMost)) })
    },
    setFor: () => undefined,
  }
  return (
    <li className={styles.commandLimit}>
      <span className={styles.commandName}>{command}</span>
      <span className={styles.commandTime}>
        <span className={styles.hint}>{energises === undefined ? 'no limit' : 'leaves it on for at most'}</span>
        <OptionalDuration slot={slot} label={`how long ${command} may leave ${name} on`} fixed />
      </span>
      {energises !== undefined && (
        <fieldset className={styles.commandUntil} aria-label={`What turns ${name} off again after ${command}`}>
          <legend className={styles.hint}>
            {others.length === 0 ? 'Nothing turns it off again.' : 'Off again by'}
          </legend>
          {others.map((other) => (
            <Switch
              key={other}
              label={other}
              checked={until.includes(other)}
              onChange={(on) =>
                set({ ...energises, until: on ? [...until, other] : until.filter((one) => one !== other) })
              }
            />
          ))}
        </fieldset>
      )}
    </li>
  )
}
