'use client'

import { type FormEvent, type ReactNode, useId } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { errorSentence } from './error-sentence.ts'
import styles from './form-dialog.module.css'

export type FormDialogProps = {
  title: ReactNode
  description?: ReactNode
  /** What the button says. */
  submit: string
  onSubmit: () => void
  onClose: () => void
  busy: boolean
  /** False while something is missing: the button waits. */
  ready?: boolean
  /** What the server said, or null. */
  error: unknown
  children: ReactNode
}

/** A few fields and one button. */
export function FormDialog(props: FormDialogProps) {
  const { title, description, submit, onSubmit, onClose, busy, ready = true, error, children } = props
  const id = useId()
  return (
    <Dialog
      open
      size="sm"
      title={title}
      {...(description === undefined ? {} : { description })}
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={id} variant="primary" busy={busy} disabled={!ready}>
            {submit}
          </Button>
        </>
      }
    >
      <form
        id={id}
        className={styles.form}
        onSubmit={(event: FormEvent) => {
          event.preventDefault()
          if (ready && !busy) onSubmit()
        }}
      >
        {children}
        {error !== null && error !== undefined && (
          <p className={styles.error} role="alert">
            {errorSentence(error)}
          </p>
        )}
      </form>
    </Dialog>
  )
}
