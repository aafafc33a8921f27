'use client'

import { useMutation, useQuery } from '@tanstack/react-query'
import { Check, Play, TriangleAlert, X } from 'lucide-react'
import Link from 'next/link'
import { type FormEvent, useMemo, useState } from 'react'
import { useWhyNotSave } from '#app/conditions/use-conditions.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Select } from '#app/ui/select.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { parseDocument } from '#scene-graph/parse.ts'
import { usedRoles } from '#scene-graph/used-roles.ts'
import { type Check as CheckLine, canStart, readiness } from './readiness.ts'
import styles from './start-dialog.module.css'

export type StartDialogProps = { room: string; onClose: () => void; onStarted: (session: string) => void }

/** Which scene, which team, and whether the room is ready for it. */
export function StartDialog({ room, onClose, onStarted }: StartDialogProps) {
  const trpc = useTRPC()
  const [team, setTeam] = useState('')
  const [picked, setPicked] = useState<string | null>(null)
  const about = useQuery(trpc.rooms.get.queryOptions({ room }))
  const graphs = useQuery(trpc.graphs.list.queryOptions())
  const chosen = picked ?? about.data?.mainGraph?.id ?? null
  const { checks, error } = useReadiness(room, chosen)
  const start = useMutation(
    trpc.sessions.start.mutationOptions({
      onSuccess: ({ session_id }) => {
        onStarted(session_id)
        onClose()
      },
    }),
  )
  const scenes = (graphs.data ?? []).filter((graph) => graph.kind === 'scene' || graph.id === chosen)
  const whyNot = useWhyNotSave()
  const ready = checks !== null && canStart(checks) && whyNot === undefined

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready) return
    start.mutate({
      room,
      ...(picked === null ? {} : { graph: picked }),
      ...(team.trim() === '' ? {} : { team: team.trim() }),
    })
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      title={`Start a game in ${about.data?.name ?? room}`}
      size="sm"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            form="start-game"
            variant="primary"
            icon={Play}
            busy={start.isPending}
            disabled={!ready}
            title={whyNot}
          >
            Start the game
          </Button>
        </>
      }
    >
      <form id="start-game" className={styles.form} onSubmit={submit}>
        <Field label="Team">
          <Input
            value={team}
            onChange={(event) => setTeam(event.target.value)}
            maxLength={120}
            autoFocus
            placeholder="May be left empty"
          />
        </Field>
        <Field label="Scene">
          <Select
            value={chosen}
            onChange={setPicked}
            placeholder={graphs.isPending ? 'Loading…' : 'Choose a scene'}
            options={scenes.map((graph) => ({
              value: graph.id,
              label: graph.name,
              hint: graph.latestVersion === null ? 'not published' : `v${graph.latestVersion}`,
            }))}
          />
        </Field>
        {error !== null ? (
          <p className={styles.error}>{errorSentence(error)}</p>
        ) : checks === null ? (
          <Skeleton height={72} />
        ) : (
          <ul className={styles.checks} aria-label="Is the room ready?">
            {checks.map((check) => (
              <CheckRow key={check.id} check={check} room={room} />
            ))}
          </ul>
        )}
        {start.isError && (
          <p className={styles.error} role="alert">
            {errorSentence(start.error)}
          </p>
        )}
      </form>
    </Dialog>
  )
}

const ICONS = { ready: Check, warning: TriangleAlert, missing: X } as const

function CheckRow({ check, room }: { check: CheckLine; room: string }) {
  const Icon = ICONS[check.standing]
  return (
    <li className={styles.check} data-standing={check.standing}>
      <Icon aria-label={check.standing} />
      <div>
        <p>{check.text}</p>
        {check.help !== undefined && (
          <p className={styles.help}>
            {check.help} {check.id === 'roles' && <Link href={`/rooms/${room}?tab=bindings`}>Go there</Link>}
          </p>
        )}
      </div>
    </li>
  )
}

/** What is known of the graph, its roles, their devices and the boards, as a list of checks; null while it loads. */
function useReadiness(room: string, graph: string | null): { checks: CheckLine[] | null; error: unknown } {
  const trpc = useTRPC()
  const graphs = useQuery(trpc.graphs.list.queryOptions())
  const controllers = useQuery(trpc.controllers.list.queryOptions({ room }, { staleTime: 2_000 }))
  const summary = graphs.data?.find(({ id }) => id === graph)
  const number = summary?.latestVersion ?? null
  const bindings = useQuery(
    trpc.bindings.get.queryOptions({ room, graph: graph ?? '' }, { enabled: graph !== null, staleTime: 0 }),
  )
  const version = useQuery(
    trpc.graphs.version.queryOptions(
      { id: graph ?? '', number: number ?? 1 },
      { enabled: graph !== null && number !== null, staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const roles = useMemo(() => {
    const parsed = version.data === undefined ? null : parseDocument(version.data.document)
    if (parsed === null || !parsed.ok) return null
    const used = new Set(usedRoles(parsed.graph))
    return Object.fromEntries(Object.entries(parsed.graph.roles).filter(([role]) => used.has(role)))
  }, [version.data])
  const error = graphs.error ?? controllers.error ?? bindings.error ?? version.error
  if (graphs.data === undefined || controllers.data === undefined) return { checks: null, error }
  const waits = graph !== null && number !== null && (roles === null || bindings.data === undefined)
  if (waits) return { checks: null, error }
  return {
    error,
    checks: readiness({
      graph: summary === undefined ? null : { name: summary.name, version: number },
      roles: roles ?? {},
      bindings: bindings.data ?? {},
      controllers: Object.fromEntries(controllers.data.map(({ controller, status }) => [controller, status])),
    }),
  }
}
