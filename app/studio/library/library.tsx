'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { FileUp, Plus, Puzzle, Search, Workflow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import { useTRPC, useTRPCClient } from '#app/shell/trpc.ts'
import { useMay } from '#app/shell/use-me.ts'
import { Button } from '#app/ui/button.tsx'
import { EmptyState, ErrorState } from '#app/ui/empty-state.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Input } from '#app/ui/input.tsx'
import { Page, PageHeader } from '#app/ui/panel.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { toast } from '#app/ui/toast.tsx'
import type { SceneGraph } from '#scene-graph/parse.ts'
import type { Imported } from '../exchange/formats.ts'
import { ImportProblems, Losses } from '../exchange/import-report.tsx'
import { isUnplaced } from '../model/tidy.ts'
import { CreateDialog } from './create-dialog.tsx'
import { GraphTable } from './graph-table.tsx'

type Kind = 'scene' | 'puzzle'

/** All graphs of the tenant. */
export function Library() {
  const trpc = useTRPC()
  const graphs = useQuery(trpc.graphs.list.queryOptions())
  const mayEdit = useMay('graphs.edit')
  const [creating, setCreating] = useState<Kind | null>(null)
  const [typed, setTyped] = useState('')
  const shown = (graphs.data ?? []).filter((g) => g.name.toLowerCase().includes(typed.trim().toLowerCase()))
  return (
    <Page>
      <PageHeader
        title="Studio"
        description="Scenes and puzzles, drawn as statecharts. A room plays the version that was published last."
        actions={
          mayEdit && (
            <>
              <ImportButton />
              <Button icon={Puzzle} onClick={() => setCreating('puzzle')}>
                New puzzle
              </Button>
              <Button variant="primary" icon={Plus} onClick={() => setCreating('scene')}>
                New scene
              </Button>
            </>
          )
        }
      />
      {graphs.isError && graphs.data === undefined && (
        <ErrorState title="The graphs could not be loaded" error={graphs.error} onRetry={() => void graphs.refetch()} />
      )}
      {graphs.isPending && <Skeleton height={240} />}
      {graphs.data !== undefined && graphs.data.length === 0 && (
        <EmptyState
          icon={Workflow}
          title="Nothing is drawn yet"
          action={
            mayEdit && (
              <Button variant="primary" icon={Plus} onClick={() => setCreating('scene')}>
                Draw the first scene
              </Button>
            )
          }
        >
          A scene is what a room plays from start to end. A puzzle is a part that scenes can share.
        </EmptyState>
      )}
      {graphs.data !== undefined && graphs.data.length > 0 && (
        <>
          {graphs.data.length > 6 && (
            <p style={{ maxWidth: 320, marginBottom: 'var(--space-3)' }}>
              <Input
                icon={Search}
                aria-label="Find a graph"
                placeholder="Find a graph"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            </p>
          )}
          <GraphTable graphs={shown} mayEdit={mayEdit} />
          {shown.length === 0 && <p>No graph is called “{typed}”.</p>}
        </>
      )}
      {creating !== null && <CreateDialog kind={creating} onClose={() => setCreating(null)} />}
    </Page>
  )
}

/** Takes a file as a new graph: a document, or a machine of another tool's. */
function ImportButton() {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const [read, setRead] = useState<{ file: string; read: Imported } | null>(null)
  const failed = (error: unknown) =>
    toast({ state: 'failed', title: 'The file was not imported', detail: errorSentence(error) })
  const create = useMutation({
    mutationFn: async (graph: SceneGraph) => {
      // A machine that was drawn nowhere gets a layout of our own.
      const document = isUnplaced(graph) ? await (await import('../editor/laid-out.ts')).laidOut(graph) : graph
      return api.graphs.create.mutate({ kind: document.kind, name: document.name, document })
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries(trpc.graphs.list.queryFilter())
      router.push(`/studio/${id}`)
    },
    onError: failed,
  })
  const open = useMutation({
    mutationFn: async (file: File) => {
      const { readFile } = await import('../exchange/read-file.ts')
      return { file: file.name, read: readFile(await file.text(), file.name.replace(/\.[^.]*$/, '')) }
    },
    onSuccess: (opened) => {
      if (opened.read.ok && opened.read.lost.length === 0) create.mutate(opened.read.graph)
      else setRead(opened)
    },
    onError: failed,
  })
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.scxml,.xml,application/json,application/scxml+xml"
        aria-label="File to import"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file !== undefined) open.mutate(file)
          // The same file may be chosen again once it is mended.
          event.target.value = ''
        }}
      />
      <Button icon={FileUp} busy={open.isPending || create.isPending} onClick={() => input.current?.click()}>
        Import
      </Button>
      {read !== null && <ImportReport {...read} create={create} onClose={() => setRead(null)} />}
    </>
  )
}

type ReportProps = {
  file: string
  read: Imported
  create: { isPending: boolean; mutate: (graph: SceneGraph) => void }
  onClose: () => void
}

const ImportReport = ({ file, read, create, onClose }: ReportProps) =>
  read.ok ? (
    <Losses
      file={file}
      lost={read.lost}
      busy={create.isPending}
      onTake={() => create.mutate(read.graph)}
      onClose={onClose}
    />
  ) : (
    <ImportProblems file={file} problems={read.problems} onClose={onClose} />
  )
