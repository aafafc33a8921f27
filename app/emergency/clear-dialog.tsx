'use client'

import { useState } from 'react'
import { Field } from '#app/ui/field.tsx'
import { FormDialog } from '#app/ui/form-dialog.tsx'
import { Input } from '#app/ui/input.tsx'
import type { EmergencyReport } from '#wire/emergency.ts'
import { useClearStop } from './use-emergency.ts'

/** Fewer letters are no reason. */
const LEAST = 3

export type ClearDialogProps = {
  report: EmergencyReport
  /** Of the room. */
  name: string
  onClose: () => void
}

/** Leaving the stopped state: somebody looked, and says why the room may go on. */
export function ClearDialog({ report, name, onClose }: ClearDialogProps) {
  const [reason, setReason] = useState('')
  const clear = useClearStop()
  return (
    <FormDialog
      title={`Clear the stop of ${name}?`}
      description="Go and look at the room first. Its boards will obey again; nothing moves or locks by itself, and a frozen game stays frozen until you resume it."
      submit="The room is safe: clear the stop"
      busy={clear.isPending}
      ready={reason.trim().length >= LEAST}
      error={clear.error}
      onClose={onClose}
      onSubmit={() => clear.mutate({ room: report.room_id, reason: reason.trim() }, { onSuccess: onClose })}
    >
      <Field label="What happened, and why may it go on?">
        <Input
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={500}
          autoFocus
          placeholder="It is kept in the audit log with your name"
        />
      </Field>
    </FormDialog>
  )
}
