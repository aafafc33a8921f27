'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { isTRPCClientError } from '@trpc/client'
import { useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { useTRPC, useTRPCClient } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Field } from '#app/ui/field.tsx'
import { TextArea } from '#app/ui/input.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import { Select } from '#app/ui/select.tsx'
import type { Finding } from '#scene-graph/findings.ts'
import type { AppRouter } from '#server/api/router.ts'
import type { PublishedWhen } from '#wire/session-messages.ts'
import type { DraftSync } from '../draft/draft-sync.ts'
import { FindingList } from '../drawer/problems.tsx'
import { useEditorState } from '../editor/editor-context.tsx'
import type { GraphOnServer } from '../workbench/use-graph-on-server.ts'
import { type Mapping, MappingEditor } from './mapping-editor.tsx'
import styles from './publish.module.css'
import { type Published, PublishResult } from './publish-result.tsx'
import { Rehearsal } from './rehearsal.tsx'
import { useStranded } from './use-stranded.ts'

export type PublishDialogProps = {
  graph: GraphOnServer
  sync: DraftSync
  onClose: () => void
}

const WATCH = [
  { value: '0', label: 'not watched' },
  { value: '60', label: 'watched for 1 minute' },
  { value: '300', label: 'watched for 5 minutes' },
  { value: '900', label: 'watched for 15 minutes' },
] as const
type Watch = (typeof WATCH)[number]['value']

/** Makes the draft a version: says what that does to the games that run, and then what it did. */
export function PublishDialog({ graph, sync, onClose }: PublishDialogProps) {
  const trpc = useTRPC()
  const api = useTRPCClient()
  const client = useQueryClient()
  const findings = useEditorState((s) => s.findings)
  // Games start and end without this page: who plays it is asked anew.
  useEffect(
    () => void client.invalidateQueries(trpc.graphs.get.queryFilter({ id: graph.id })),
    [client, trpc, graph.id],
  )
  const errors = findings.filter((f) => f.severity === 'error')
  const [note, setNote] = useState('')
  const [when, setWhen] = useState<PublishedWhen>('now')
  const [watch, setWatch] = useState<Watch>('60')
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [mapping, setMapping] = useState<Mapping>({})
  const { stranded, name } = useStranded(graph)
  const draft = useStore(sync)
  // What is rehearsed is the draft as the server has it.
  useEffect(() => void sync.flush(), [sync])
  const publish = useMutation({
    mutationFn: async (): Promise<Published> => {
      await sync.flush()
      const { status, reason, revision } = sync.getState()
      if (status !== 'saved') throw new Error(reason ?? 'The draft could not be saved, so it was not published.')
      const rooms = left.size === 0 ? {} : { rooms: graph.live.map((g) => g.room).filter((room) => !left.has(room)) }
      const choices = { when, mapping, watchSeconds: Number(watch) }
      const done = await api.graphs.publish.mutate({ id: graph.id, revision, note, ...choices, ...rooms })
      const of = (sessions: readonly string[]) => graph.live.filter((game) => sessions.includes(game.session_id))
      return { ...done, ...choices, id: graph.id, games: of(done.sessions), left: of(done.left) }
    },
    onSuccess: () => {
      void client.invalidateQueries(trpc.graphs.get.queryFilter({ id: graph.id }))
      void client.invalidateQueries(trpc.graphs.list.queryFilter())
    },
  })

  if (publish.data !== undefined)
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={
          publish.data.unchanged
            ? `Version ${publish.data.number}: nothing new`
            : `Version ${publish.data.number} is published`
        }
        footer={<Button onClick={onClose}>Close</Button>}
      >
        <PublishResult published={publish.data} name={name} />
      </Dialog>
    )

  const refused = findingsOf(publish.error)
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Publish ${graph.name}`}
      description="A version never changes again. Games play versions, never the draft."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            variant="primary"
            busy={publish.isPending}
            disabled={errors.length > 0}
            onClick={() => publish.mutate()}
          >
            {when === 'now' && graph.live.length > left.size ? 'Publish into the running game' : 'Publish version'}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {errors.length > 0 ? (
          <section aria-label="Errors">
            <p className={styles.blocked}>
              {errors.length === 1 ? 'One error stands' : `${errors.length} errors stand`} in the way. A press shows
              where.
            </p>
            <FindingList findings={errors} onGo={onClose} />
          </section>
        ) : (
          <>
            <Field label="Note" help="What is new, for the list of versions.">
              <TextArea rows={2} maxLength={2_000} value={note} onChange={(event) => setNote(event.target.value)} />
            </Field>
            {graph.live.length > 0 && (
              <>
                <Segmented<PublishedWhen>
                  label="When running games take it"
                  options={[
                    { value: 'now', label: 'Running games take it now' },
                    { value: 'next_checkpoint', label: 'At their next checkpoint' },
                    { value: 'next_game', label: 'From the next game' },
                  ]}
                  value={when}
                  onChange={setWhen}
                />
                {when === 'next_game' ? (
                  <p className={styles.quiet}>Running games stay on their versions.</p>
                ) : (
                  <>
                    <Field
                      label="Afterwards"
                      help="What goes wrong meanwhile takes the games of the room back by itself."
                    >
                      <Select<Watch> options={WATCH} value={watch} onChange={setWatch} />
                    </Field>
                    <MappingEditor stranded={stranded} mapping={mapping} onMapping={setMapping} />
                    <Rehearsal
                      graph={graph}
                      revision={draft.status === 'saved' ? draft.revision : null}
                      mapping={mapping}
                      left={left}
                      onLeft={setLeft}
                      name={name}
                    />
                  </>
                )}
              </>
            )}
          </>
        )}
        {publish.isError && (
          <div role="alert" className={styles.failed}>
            <p>{errorSentence(publish.error)}</p>
            {refused.length > 0 && <FindingList findings={refused} onGo={onClose} />}
          </div>
        )}
      </div>
    </Dialog>
  )
}

const findingsOf = (error: unknown): readonly Finding[] =>
  isTRPCClientError<AppRouter>(error) ? (error.data?.findings ?? []) : []
