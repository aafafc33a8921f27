'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { RoomSummary } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button } from '#app/ui/button.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { NumberInput } from '#app/ui/number-input.tsx'
import { Panel } from '#app/ui/panel.tsx'
import { Select } from '#app/ui/select.tsx'
import { toast } from '#app/ui/toast.tsx'
import styles from './rooms.module.css'

const NO_SCENE = '-'

/** Name, scene and planned length of a room. */
export function SettingsTab({ about }: { about: RoomSummary }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayEdit = useMay('rooms.edit')
  const graphs = useQuery(trpc.graphs.list.queryOptions())
  const [name, setName] = useState(about.name)
  const [graph, setGraph] = useState(about.mainGraph?.id ?? NO_SCENE)
  const [minutes, setMinutes] = useState<number | null>(about.expectedMinutes)
  const [hardwareAway, setHardwareAway] = useState(about.hardwareAway)
  const update = useMutation(
    trpc.rooms.update.mutationOptions({
      onSuccess: async () => {
        toast({ state: 'solved', title: 'Saved' })
        await queryClient.invalidateQueries(trpc.rooms.pathFilter())
      },
    }),
  )
  const submit = (event: FormEvent) => {
    event.preventDefault()
    update.mutate({
      room: about.slug,
      name: name.trim(),
      mainGraphId: graph === NO_SCENE ? null : graph,
      ...(minutes === null ? {} : { expectedMinutes: minutes }),
      ...(hardwareAway === about.hardwareAway ? {} : { hardwareAway }),
    })
  }
  const scenes = (graphs.data ?? []).filter(({ kind }) => kind === 'scene')
  return (
    <Panel className={styles.below ?? ''}>
      <form className={styles.settings} onSubmit={submit}>
        <Field label="Name">
          <Input value={name} maxLength={120} disabled={!mayEdit} onChange={(event) => setName(event.target.value)} />
        </Field>
        <Field label="Scene that Start plays" help="Another one can be chosen when a game is started.">
          <Select
            value={graph}
            onChange={setGraph}
            disabled={!mayEdit}
            options={[
              { value: NO_SCENE, label: 'None' },
              ...scenes.map(({ id, name: title, latestVersion }) => ({
                value: id,
                label: title,
                hint: latestVersion === null ? 'not published' : `v${latestVersion}`,
              })),
            ]}
          />
        </Field>
        <Field label="Planned length" help="The console says how far ahead or behind a game is.">
          <NumberInput
            value={minutes}
            onChange={setMinutes}
            min={1}
            max={1_440}
            integer
            unit="min"
            disabled={!mayEdit}
          />
        </Field>
        <Field
          label="When nothing is heard of any hardware"
          help="The broker or the gateway is away. It counts for games that use devices; what to do while one device is offline is said under Devices."
        >
          <Select
            value={hardwareAway}
            onChange={setHardwareAway}
            disabled={!mayEdit}
            options={[
              { value: 'freeze', label: 'Freeze', hint: 'the game stands still until it is back' },
              { value: 'carry_on', label: 'Carry on', hint: 'timers run on' },
            ]}
          />
        </Field>
        {update.isError && <p className={styles.error}>{errorSentence(update.error)}</p>}
        {mayEdit && (
          <div>
            <Button
              type="submit"
              variant="primary"
              busy={update.isPending}
              disabled={name.trim() === '' || minutes === null}
            >
              Save
            </Button>
          </div>
        )}
      </form>
    </Panel>
  )
}
