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
import { CreateDialog } from './create-dialog.tsx'
import { type Imported, readDocumentText } from './document-files.ts'
import { GraphTable } from './graph-table.tsx'
import { ImportProblems } from './import-problems.tsx'

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

/** Takes a document's file as a new graph. */
function ImportButton() {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const router = useRouter()
  const input = useRef<HTMLInputElement>(null)
  const [problems, setProblems] = useState<{ file: string; read: Extract<Imported, { ok: false }> } | null>(null)
  const create = useMutation({
    mutationFn: async (file: File) => {
      const read = readDocumentText(await file.text())
      if (!read.ok) return { file: file.name, read }
      const { kind, name } = read.graph
      return api.graphs.create.mutate({ kind, name, document: read.graph })
    },
    onSuccess: (made) => {
      if ('read' in made) return setProblems(made)
      void client.invalidateQueries(trpc.graphs.list.queryFilter())
      router.push(`/studio/${made.id}`)
    },
    onError: (error) => toast({ state: 'failed', title: 'The file was not imported', detail: errorSentence(error) }),
  })
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,application/json"
        aria-label="File to import"
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file !== undefined) create.mutate(file)
          // The same file may be chosen again once it is mended.
          event.target.value = ''
        }}
      />
      <Button icon={FileUp} busy={create.isPending} onClick={() => input.current?.click()}>
        Import
      </Button>
      {problems !== null && (
        <ImportProblems file={problems.file} problems={problems.read.problems} onClose={() => setProblems(null)} />
      )}
    </>
  )
}
