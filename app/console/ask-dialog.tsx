'use client'

import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { Button } from '#app/ui/button.tsx'
import { Dialog } from '#app/ui/dialog.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Field } from '#app/ui/field.tsx'
import { HoldButton } from '#app/ui/hold-button.tsx'
import { Input } from '#app/ui/input.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { StatusIcon } from '#app/ui/status-chip.tsx'
import { TermList } from '#app/ui/term-list.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import { type Asked, askAbout, chosenFirst } from './ask.ts'
import styles from './ask-dialog.module.css'
import type { GraphNames } from './graph-names.ts'
import { previewLines } from './preview-words.ts'

export type AskDialogProps = {
  command: Asked
  view: SessionView
  names: GraphNames
  onAct: (command: SessionCommand, reason?: string) => void
  onClose: () => void
}

/** What a command would do, shown before it is done; why it is done; and the button. */
export function AskDialog({ command, view, names, onAct, onClose }: AskDialogProps) {
  const ask = askAbout(command, names, view.recorded_inputs)
  const [choice, setChoice] = useState(() => chosenFirst(ask, command))
  const [reason, setReason] = useState('')
  const action = ask.choices.find(({ value }) => value === choice)?.command ?? command
  const act = () => {
    onAct(action, reason.trim() === '' ? undefined : reason.trim())
    onClose()
  }
  return (
    <Dialog
      open
      size="md"
      title={ask.title}
      description={ask.description}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          {ask.dangerous ? (
            <HoldButton size="lg" onHold={act}>
              Hold to {ask.submit.toLowerCase()}
            </HoldButton>
          ) : (
            <Button size="lg" variant="primary" onClick={act}>
              {ask.submit}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.body}>
        {ask.choices.length > 1 && (
          <Segmented label={ask.title} options={ask.choices} value={choice} onChange={setChoice} />
        )}
        <WouldDo view={view} action={action} names={names} />
        <Field label="Why" help="Stands in the game’s journal and in the audit log, with your name.">
          <Input value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
        </Field>
      </div>
    </Dialog>
  )
}

/** Asked anew whenever the game has moved: what is shown is what would happen now. */
function WouldDo({ view, action, names }: { view: SessionView; action: SessionCommand; names: GraphNames }) {
  const trpc = useTRPC()
  const { data, error, isPending, refetch } = useQuery(
    trpc.sessions.preview.queryOptions({ session: view.session_id, action }, { staleTime: 0, gcTime: 0, retry: false }),
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step of the game asks again.
  useEffect(() => {
    void refetch()
  }, [view.seq, refetch])
  if (data !== undefined) {
    const lines = previewLines(data, names)
    return (
      <section className={styles.preview} aria-label="What it would do" aria-live="polite">
        {data.recorded && (
          <p className={styles.note}>The game is frozen: it is recorded, and done when the game goes on.</p>
        )}
        {lines.length === 0 && !data.recorded && (
          <p className={styles.note}>
            {data.nothing ? 'Nothing would come of it.' : 'Nothing is left, entered or sent.'}
          </p>
        )}
        {lines.length > 0 && (
          <TermList
            lines={lines.map(({ verb, state, what }) => ({
              key: verb,
              term: (
                <>
                  <StatusIcon state={state} label={verb} />
                  {verb}
                </>
              ),
              what: (
                <ul className={styles.what}>
                  {what.map((one, place) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: two may read alike, and a list is shown as it came.
                    <li key={place}>{one}</li>
                  ))}
                </ul>
              ),
            }))}
          />
        )}
      </section>
    )
  }
  if (isPending) return <Skeleton height={72} />
  return (
    <p className={styles.preview} role="alert">
      What it would do can’t be told: {errorSentence(error)}
    </p>
  )
}
