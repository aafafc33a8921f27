'use client'

import { useMutation } from '@tanstack/react-query'
import { Diff, History, RotateCcw } from 'lucide-react'
import { useState } from 'react'
import { useTRPCClient } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { RelativeTime } from '#app/ui/relative-time.tsx'
import { Badge } from '#app/ui/status-chip.tsx'
import { toast } from '#app/ui/toast.tsx'
import { useEditor } from '../editor/editor-context.tsx'
import type { GraphOnServer } from '../workbench/use-graph-on-server.ts'
import { Comparison } from './comparison.tsx'
import styles from './drawer.module.css'

/** What was published, newest first; any of it can be compared with the draft, and become it again. */
export function Versions({ graph, readOnly }: { graph: GraphOnServer; readOnly: boolean }) {
  const editor = useEditor()
  const api = useTRPCClient()
  const [compared, setCompared] = useState<number | null>(null)
  const restore = useMutation({
    mutationFn: (number: number) => api.graphs.version.query({ id: graph.id, number }),
    onSuccess: ({ number, document }) => {
      editor.change(`restore version ${number}`, () => document)
      toast({
        state: 'solved',
        title: `Version ${number} is the draft again`,
        detail: 'Nothing is published by that. Undo brings back what you had.',
      })
    },
    onError: (error) => toast({ state: 'failed', title: 'The version was not loaded', detail: errorSentence(error) }),
  })
  if (graph.versions.length === 0)
    return (
      <p className={styles.nothing}>
        <History aria-hidden /> Nothing is published yet. Games play published versions only.
      </p>
    )
  return (
    <ul aria-label="Versions">
      {graph.versions.map((v) => (
        <li key={v.number} className={styles.version}>
          <span className={styles.number}>v{v.number}</span>
          <span className={styles.note} title={v.note}>
            {v.note === '' ? <span className={styles.when}>no note</span> : v.note}{' '}
            {v.number === graph.latestVersion && <Badge>next game</Badge>}
          </span>
          <span className={styles.when}>
            {v.publishedBy ?? 'somebody'}, <RelativeTime at={v.publishedAt} />
          </span>
          <Button
            size="sm"
            variant="quiet"
            icon={Diff}
            aria-expanded={compared === v.number}
            aria-label={`Compare version ${v.number} with the draft`}
            onClick={() => setCompared(compared === v.number ? null : v.number)}
          >
            Compare
          </Button>
          <Button
            size="sm"
            variant="quiet"
            icon={RotateCcw}
            disabled={readOnly}
            busy={restore.isPending && restore.variables === v.number}
            aria-label={`Restore version ${v.number} into the draft`}
            onClick={() => restore.mutate(v.number)}
          >
            Restore
          </Button>
          {compared === v.number && <Comparison graph={graph.id} number={v.number} />}
        </li>
      ))}
    </ul>
  )
}
