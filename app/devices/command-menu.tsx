'use client'

import { useMutation } from '@tanstack/react-query'
import { Send, Zap } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useRoomPart } from '#app/live/use-room.ts'
import { useTRPC } from '#app/shell/trpc.ts'
import { Button, IconButton } from '#app/ui/button.tsx'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Popover } from '#app/ui/popover.tsx'
import { Segmented } from '#app/ui/segmented.tsx'
import type { State } from '#app/ui/state.ts'
import { StatusChip } from '#app/ui/status-chip.tsx'
import type { AckOutcome } from '#wire/messages/acknowledgement.ts'
import type { CommandDeclaration } from '#wire/messages/capabilities.ts'
import styles from './command-menu.module.css'
import { ParameterFields } from './parameter-fields.tsx'
import { type Draft, fillParameters, freshDraft } from './parameter-values.ts'

export type CommandTarget = {
  room: string
  controller: string
  device: string
  commands: Readonly<Record<string, CommandDeclaration>>
}

/** Test commands of a device: through the same safety gate as any other, with the answer shown. */
export function CommandMenu({ target, size = 'sm' }: { target: CommandTarget; size?: 'sm' | 'md' | 'lg' }) {
  const names = Object.keys(target.commands)
  const [open, setOpen] = useState(false)
  if (names.length === 0) return null
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      trigger={<IconButton icon={Zap} label={`Send a command to ${target.device}`} size={size} />}
    >
      <CommandForm target={target} names={names} />
    </Popover>
  )
}

function CommandForm({ target, names }: { target: CommandTarget; names: readonly string[] }) {
  const [command, setCommand] = useState(names[0] ?? '')
  return (
    <div className={styles.form}>
      <h3 className={styles.title}>
        {target.controller} / {target.device}
      </h3>
      {names.length > 1 &&
        (names.length <= 3 ? (
          <Segmented
            label="Command"
            options={names.map((name) => ({ value: name, label: name }))}
            value={command}
            onChange={setCommand}
          />
        ) : (
          <div className={styles.names} role="radiogroup" aria-label="Command">
            {names.map((name) => (
              <Button
                key={name}
                size="sm"
                variant="quiet"
                aria-pressed={name === command}
                onClick={() => setCommand(name)}
              >
                {name}
              </Button>
            ))}
          </div>
        ))}
      <ParameterForm key={command} target={target} command={command} />
    </div>
  )
}

function ParameterForm({ target, command }: { target: CommandTarget; command: string }) {
  const declaration = target.commands[command]
  const params = declaration?.params ?? {}
  const trpc = useTRPC()
  const send = useMutation(trpc.devices.command.mutationOptions())
  const [draft, setDraft] = useState<Draft>(() => freshDraft(params))
  const [problems, setProblems] = useState<Record<string, string>>({})

  const submit = (event: FormEvent) => {
    event.preventDefault()
    const filled = fillParameters(params, draft)
    setProblems(filled.ok ? {} : filled.problems)
    const { room, controller, device } = target
    if (filled.ok) send.mutate({ room, controller, device, command, params: filled.params })
  }

  return (
    <form className={styles.params} onSubmit={submit}>
      {declaration?.description !== undefined && <p className={styles.description}>{declaration.description}</p>}
      <ParameterFields
        params={params}
        draft={draft}
        problems={problems}
        onChange={(name, value) => setDraft((known) => ({ ...known, [name]: value }))}
      />
      <div className={styles.foot}>
        <Button type="submit" icon={Send} busy={send.isPending}>
          {command}
        </Button>
        {send.isError && <p className={styles.error}>{errorSentence(send.error)}</p>}
        {send.data !== undefined && !send.isPending && <Answer room={target.room} id={send.data.command_id} />}
      </div>
    </form>
  )
}

const ANSWERS: Record<AckOutcome, State> = {
  applied: 'solved',
  duplicate: 'solved',
  stale: 'attention',
  rejected: 'failed',
  interlocked: 'attention',
  stopped: 'urgent',
}

/** What came of a command: the gateway's and the device's own word. */
function Answer({ room, id }: { room: string; id: string }) {
  const answer = useRoomPart(room, (state) => state.acknowledged[id] ?? null)
  if (answer === null) return <StatusChip state="waiting">sent, no answer yet</StatusChip>
  return (
    <span className={styles.answer}>
      <StatusChip state={ANSWERS[answer.outcome]}>{answer.outcome}</StatusChip>
      {answer.reason !== undefined && <span>{answer.reason}</span>}
    </span>
  )
}
