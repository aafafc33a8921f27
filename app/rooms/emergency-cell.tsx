'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { OctagonX } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { ParameterFields } from '#app/devices/parameter-fields.tsx'
import { type Draft, fillParameters, freshDraft } from '#app/devices/parameter-values.ts'
import type { DeviceSummary } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Popover } from '#app/ui/popover.tsx'
import { Select } from '#app/ui/select.tsx'
import { measuresOf } from '#wire/emergency-measures.ts'
import styles from './emergency-cell.module.css'
import { type Choice, choiceOf, declaredWords, measureWords, type Word } from './emergency-words.ts'

/** What an emergency stop gives to a device, and the installer's word on it. */
export function EmergencyCell({ room, device }: { room: string; device: DeviceSummary }) {
  const mayEdit = useMay('bindings.edit')
  const names = Object.keys(device.commands)
  const measures = measuresOf({ ...device, commands: new Map(Object.entries(device.commands)) }, 2)
  return (
    <div className={styles.cell}>
      {measures.length === 0 ? (
        <span className={styles.nothing}>nothing</span>
      ) : (
        <ul className={styles.measures}>
          {measures.map((measure) => (
            <li key={measure.command}>
              {measureWords(measure)} <span className={styles.level}>from level {measure.level}</span>
            </li>
          ))}
        </ul>
      )}
      {mayEdit && names.length > 0 && (
        <Popover
          align="end"
          trigger={<IconButton icon={OctagonX} size="sm" label={`What a stop gives ${device.device}`} />}
        >
          <div className={styles.form}>
            <h3 className={styles.title}>
              {device.controller} / {device.device}
            </h3>
            <p className={styles.hint}>
              What an emergency stop gives this device. As soon as one command has a word here or from its board, only
              such commands are given. It counts within half a minute, and changes nothing that the board does by
              itself.
            </p>
            <ul className={styles.words}>
              {names.map((command) => (
                <WordRow key={command} room={room} device={device} command={command} />
              ))}
            </ul>
          </div>
        </Popover>
      )}
    </div>
  )
}

function WordRow({ room, device, command }: { room: string; device: DeviceSummary; command: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const declaration = device.commands[command]
  const params = declaration?.params ?? {}
  const stored = device.limits[command]?.emergency
  const [choice, setChoice] = useState<Choice>(() => choiceOf(stored))
  const [draft, setDraft] = useState<Draft>(() => ({
    ...freshDraft(params),
    ...(stored === undefined || stored === false ? {} : stored.params),
  }))
  const [problems, setProblems] = useState<Record<string, string>>({})
  const save = useMutation(
    trpc.devices.setEmergency.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.devices.list.queryFilter({ room })),
    }),
  )
  const say = (emergency: Word | null) =>
    save.mutate({ room, controller: device.controller, device: device.device, command, emergency })
  const asks = (choice === '1' || choice === '2') && Object.keys(params).length > 0
  const choose = (next: Choice) => {
    setChoice(next)
    if (next === 'declared') say(null)
    else if (next === 'never') say(false)
    else if (Object.keys(params).length === 0) say({ level: next === '1' ? 1 : 2, params: {} })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const filled = fillParameters(params, draft)
    setProblems(filled.ok ? {} : filled.problems)
    if (filled.ok) say({ level: choice === '1' ? 1 : 2, params: filled.params })
  }
  return (
    <li className={styles.word}>
      <span className={styles.command}>{command}</span>
      <Select
        size="sm"
        aria-label={`A stop gives ${command}`}
        value={choice}
        onChange={choose}
        disabled={save.isPending}
        options={[
          { value: 'declared', label: 'as usual', hint: declaredWords(device.kind, declaration) },
          { value: 'never', label: 'never' },
          { value: '1', label: 'from level 1' },
          { value: '2', label: 'from level 2' },
        ]}
      />
      {asks && (
        <form className={styles.params} onSubmit={submit}>
          <ParameterFields
            params={params}
            draft={draft}
            problems={problems}
            onChange={(name, value) => setDraft((known) => ({ ...known, [name]: value }))}
          />
          <Button type="submit" size="sm" busy={save.isPending}>
            Save
          </Button>
        </form>
      )}
      {save.isError && (
        <p className={styles.error} role="alert">
          {errorSentence(save.error)}
        </p>
      )}
    </li>
  )
}
