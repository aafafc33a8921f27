'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Cable, WandSparkles } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { DeviceSummary } from '#app/shell/api-types.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button } from '#app/ui/button.tsx'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Field } from '#app/ui/field.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { Panel } from '#app/ui/panel.tsx'
import { Select } from '#app/ui/select.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import table from '#app/ui/table.module.css'
import { toast } from '#app/ui/toast.tsx'
import { parseDocument } from '#scene-graph/parse.ts'
import type { Role } from '#scene-graph/schema/document.ts'
import { usedRoles } from '#scene-graph/used-roles.ts'
import type { Bindings } from '#wire/session-messages.ts'
import { byFit, fitOf, keyOf, suggest } from './role-fit.ts'
import styles from './rooms.module.css'

const NONE = '-'

/** Which device of this room plays which role of a graph. */
export function BindingsTab({ room, devices }: { room: string; devices: readonly DeviceSummary[] }) {
  const trpc = useTRPC()
  const about = useQuery(trpc.rooms.get.queryOptions({ room }))
  const graphs = useQuery(trpc.graphs.list.queryOptions())
  const [picked, setPicked] = useState<string | null>(null)
  const graph = picked ?? about.data?.mainGraph?.id ?? graphs.data?.[0]?.id ?? null
  if (graphs.isError && graphs.data === undefined)
    return (
      <ErrorState title="The graphs could not be loaded" error={graphs.error} onRetry={() => void graphs.refetch()} />
    )
  if (graphs.data === undefined) return <Skeleton height={240} className={styles.below ?? ''} />
  if (graphs.data.length === 0)
    return (
      <EmptyState icon={Cable} title="Nothing to bind yet">
        A graph names roles, as “study door”. Here each role gets the device of this room that plays it. Draw a graph in
        the studio first.
      </EmptyState>
    )
  return (
    <div className={styles.below}>
      <div className={styles.filter}>
        <Field label="Graph">
          <Select
            value={graph}
            onChange={setPicked}
            options={graphs.data.map(({ id, name, kind }) => ({ value: id, label: name, hint: kind }))}
          />
        </Field>
      </div>
      {graph !== null && <GraphBindings key={graph} room={room} graph={graph} devices={devices} />}
    </div>
  )
}

function GraphBindings({ room, graph, devices }: { room: string; graph: string; devices: readonly DeviceSummary[] }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const mayEdit = useMay('bindings.edit')
  const detail = useQuery(trpc.graphs.get.queryOptions({ id: graph }))
  const stored = useQuery(trpc.bindings.get.queryOptions({ room, graph }))
  const [changed, setChanged] = useState<Bindings | null>(null)
  const save = useMutation(
    trpc.bindings.set.mutationOptions({
      onSuccess: async (bindings) => {
        queryClient.setQueryData(trpc.bindings.get.queryKey({ room, graph }), bindings)
        setChanged(null)
        toast({ state: 'solved', title: 'Bindings saved', detail: 'They count from the next game on.' })
        await queryClient.invalidateQueries(trpc.bindings.get.queryFilter({ room, graph }))
      },
    }),
  )
  const parsed = useMemo(
    () => (detail.data === undefined ? null : parseDocument(detail.data.draft.document)),
    [detail.data],
  )
  const error = detail.error ?? stored.error
  if (error !== null)
    return (
      <ErrorState
        title="The bindings could not be loaded"
        error={error}
        onRetry={() => {
          void detail.refetch()
          void stored.refetch()
        }}
      />
    )
  if (parsed === null || stored.data === undefined) return <Skeleton height={240} />
  if (!parsed.ok)
    return <ErrorState title="This graph cannot be read" error={parsed.findings[0]?.message ?? 'It does not parse'} />
  const roles = Object.entries(parsed.graph.roles)
  const used = new Set(usedRoles(parsed.graph))
  const bindings = changed ?? stored.data
  const open = roles.filter(([role]) => used.has(role) && bindings[role] === undefined)
  const bind = (role: string, key: string) => {
    const device = devices.find((one) => keyOf(one) === key)
    const { [role]: _, ...rest } = bindings
    setChanged(
      device === undefined ? rest : { ...rest, [role]: { controller_id: device.controller, device_id: device.device } },
    )
  }

  return (
    <Panel
      title={`${roles.length} ${roles.length === 1 ? 'role' : 'roles'}`}
      badge={
        open.length === 0 ? (
          <StatusChip state="solved" bare>
            all bound
          </StatusChip>
        ) : (
          <StatusChip state="attention" bare>
            {open.length} without a device
          </StatusChip>
        )
      }
      actions={
        mayEdit && (
          <>
            {open.length > 0 && (
              <Button
                size="sm"
                icon={WandSparkles}
                onClick={() => setChanged(suggest(roles, bindings, devices))}
                title="Binds roles that exactly one device fits by name or kind"
              >
                Suggest
              </Button>
            )}
            <Button
              size="sm"
              variant="primary"
              disabled={changed === null}
              busy={save.isPending}
              onClick={() => save.mutate({ room, graph, bindings })}
            >
              Save
            </Button>
          </>
        )
      }
      flush
    >
      {save.isError && <p className={styles.error}>{errorSentence(save.error)}</p>}
      {roles.length === 0 ? (
        <p className={table.none}>This graph names no roles: it needs no devices.</p>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th>Role</th>
              <th>Needs</th>
              <th>Device</th>
              <th>Fits</th>
            </tr>
          </thead>
          <tbody>
            {roles.map(([name, role]) => (
              <RoleRow
                key={name}
                name={name}
                role={role}
                used={used.has(name)}
                bound={bindings[name]}
                devices={devices}
                mayEdit={mayEdit}
                onBind={(key) => bind(name, key)}
              />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

type RowProps = {
  name: string
  role: Role
  used: boolean
  bound: Bindings[string] | undefined
  devices: readonly DeviceSummary[]
  mayEdit: boolean
  onBind: (device: string) => void
}

function RoleRow({ name, role, used, bound, devices, mayEdit, onBind }: RowProps) {
  const key = bound === undefined ? NONE : `${bound.controller_id}/${bound.device_id}`
  const device = devices.find((one) => keyOf(one) === key)
  const needs = [...Object.keys(role.signals), ...Object.keys(role.commands)]
  const options = byFit(role, devices).map(({ device: one, fit }) => ({
    value: keyOf(one),
    label: keyOf(one),
    hint: one.kind,
    group: fit.missing.length > 0 ? 'Others' : fit.sameKind ? 'Fits' : 'Fits, of another kind',
  }))
  return (
    <tr>
      <td className={styles.deviceCell}>
        <p className={styles.deviceName}>
          <MiddleTruncate text={name} />
        </p>
        <p className={styles.address}>{role.kind ?? 'any kind'}</p>
      </td>
      <td className={styles.needs}>{needs.length === 0 ? '–' : needs.join(', ')}</td>
      <td className={styles.picker}>
        <Select
          size="sm"
          aria-label={`Device for ${name}`}
          value={key}
          onChange={onBind}
          disabled={!mayEdit}
          options={[
            { value: NONE, label: 'No device' },
            ...(bound !== undefined && device === undefined ? [{ value: key, label: `${key} (gone)` }] : []),
            ...options,
          ]}
        />
      </td>
      <td>
        <FitChip role={role} used={used} bound={bound !== undefined} device={device} />
      </td>
    </tr>
  )
}

function FitChip(props: { role: Role; used: boolean; bound: boolean; device: DeviceSummary | undefined }) {
  const { role, used, bound, device } = props
  if (!bound)
    return (
      <StatusChip state={used ? 'attention' : 'idle'} bare>
        {used ? 'No device' : 'Not used'}
      </StatusChip>
    )
  if (device === undefined)
    return (
      <StatusChip state="failed" bare>
        Not in this room
      </StatusChip>
    )
  const fit = fitOf(role, device)
  if (fit.missing.length > 0)
    return (
      <StatusChip state="failed" bare>
        Lacks {fit.missing.join(', ')}
      </StatusChip>
    )
  return (
    <StatusChip state={fit.sameKind ? 'solved' : 'attention'} bare>
      {fit.sameKind ? 'Fits' : `Is a ${device.kind}`}
    </StatusChip>
  )
}
