'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { inferRouterOutputs } from '@trpc/server'
import { Archive, EllipsisVertical, PenLine, Puzzle, Workflow } from 'lucide-react'
import Link from 'next/link'
import { type FormEvent, useId, useState } from 'react'
import { useTRPC, useTRPCClient } from '#app/shell/trpc.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Field } from '#app/ui/field.tsx'
import { Input } from '#app/ui/input.tsx'
import { Menu } from '#app/ui/menu.tsx'
import { MiddleTruncate } from '#app/ui/middle-truncate.tsx'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { StatusChip } from '#app/ui/status-chip.tsx'
import { toast } from '#app/ui/toast.tsx'
import type { AppRouter } from '#server/api/router.ts'
import { exportEntries } from '../exchange/export-menu.tsx'
import styles from './library.module.css'

export type GraphRow = inferRouterOutputs<AppRouter>['graphs']['list'][number]

export function GraphTable({ graphs, mayEdit }: { graphs: readonly GraphRow[]; mayEdit: boolean }) {
  return (
    <div className={styles.frame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Published</th>
            <th scope="col">Games</th>
            <th scope="col">Changed</th>
            <th scope="col">
              <span className={styles.hidden}>Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {graphs.map((graph) => (
            <Row key={graph.id} graph={graph} mayEdit={mayEdit} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Row({ graph, mayEdit }: { graph: GraphRow; mayEdit: boolean }) {
  const Icon = graph.kind === 'scene' ? Workflow : Puzzle
  return (
    <tr>
      <td>
        <Link href={`/studio/${graph.id}`} className={styles.name}>
          <Icon aria-label={graph.kind} />
          <span className={styles.nameText}>
            <MiddleTruncate text={graph.name} />
            {graph.description !== '' && <span className={styles.description}>{graph.description}</span>}
          </span>
        </Link>
      </td>
      <td className={styles.quiet}>{graph.latestVersion === null ? 'not yet' : `version ${graph.latestVersion}`}</td>
      <td>
        {graph.live > 0 ? (
          <StatusChip state="active" size="sm">
            {graph.live === 1 ? '1 running' : `${graph.live} running`}
          </StatusChip>
        ) : (
          <span className={styles.quiet}>none</span>
        )}
      </td>
      <td className={styles.quiet}>
        <RelativeTime at={graph.updatedAt} />
      </td>
      <td className={styles.last}>
        <RowMenu graph={graph} mayEdit={mayEdit} />
      </td>
    </tr>
  )
}

function RowMenu({ graph, mayEdit }: { graph: GraphRow; mayEdit: boolean }) {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const [asked, setAsked] = useState<'rename' | 'archive' | null>(null)
  const refresh = () => void client.invalidateQueries(trpc.graphs.list.queryFilter())
  const archive = useMutation({
    mutationFn: () => api.graphs.archive.mutate({ id: graph.id }),
    onSuccess: () => {
      setAsked(null)
      refresh()
      toast({ state: 'solved', title: `“${graph.name}” is archived`, detail: 'Its versions and games are kept.' })
    },
  })
  return (
    <>
      <Menu
        trigger={<IconButton icon={EllipsisVertical} label={`More for ${graph.name}`} />}
        entries={[
          ...(mayEdit
            ? [
                { label: 'Rename', icon: PenLine, onSelect: () => setAsked('rename') },
                { label: 'Archive', icon: Archive, danger: true, onSelect: () => setAsked('archive') },
                { type: 'separator' as const },
              ]
            : []),
          ...exportEntries(async () => (await api.graphs.get.query({ id: graph.id })).draft.document),
        ]}
      />
      {asked === 'rename' && <RenameDialog graph={graph} onClose={() => setAsked(null)} />}
      {asked === 'archive' && (
        <Dialog
          open
          size="sm"
          onOpenChange={() => setAsked(null)}
          title={`Archive “${graph.name}”?`}
          description="It leaves this list. Its versions, games and journals are kept."
          footer={
            <>
              <Button onClick={() => setAsked(null)}>Cancel</Button>
              <Button variant="danger" busy={archive.isPending} onClick={() => archive.mutate()}>
                Archive
              </Button>
            </>
          }
        >
          {archive.isError && <p role="alert">{errorSentence(archive.error)}</p>}
        </Dialog>
      )}
    </>
  )
}

function RenameDialog({ graph, onClose }: { graph: GraphRow; onClose: () => void }) {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const form = useId()
  const [name, setName] = useState(graph.name)
  const rename = useMutation({
    // The name stands in the document: it is changed there, over the revision that is read.
    mutationFn: async () => {
      const { draft } = await api.graphs.get.query({ id: graph.id })
      const document = { ...draft.document, name: name.trim() }
      return api.graphs.saveDraft.mutate({ id: graph.id, baseRevision: draft.revision, document })
    },
    onSuccess: () => {
      onClose()
      void client.invalidateQueries(trpc.graphs.list.queryFilter())
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() !== '') rename.mutate()
  }
  return (
    <Dialog
      open
      size="sm"
      onOpenChange={onClose}
      title="Rename"
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit" form={form} busy={rename.isPending} disabled={name.trim() === ''}>
            Rename
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label="Name" error={rename.isError ? errorSentence(rename.error) : undefined}>
          <Input autoFocus maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </Field>
      </form>
    </Dialog>
  )
}
