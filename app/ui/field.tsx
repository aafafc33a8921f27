'use client'

import { createContext, type ReactNode, useContext, useId } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'

type FieldIds = { control: string; help: string | undefined; error: string | undefined }
const FieldContext = createContext<FieldIds | null>(null)

/** Attributes that tie a control to the label, help and error of the Field around it. */
export function useFieldControl(): {
  id?: string
  'aria-describedby'?: string
  'aria-invalid'?: true
} {
  const ids = useContext(FieldContext)
  if (ids === null) return {}
  const describedBy = [ids.error, ids.help].filter((id) => id !== undefined).join(' ')
  return {
    id: ids.control,
    ...(describedBy === '' ? {} : { 'aria-describedby': describedBy }),
    ...(ids.error === undefined ? {} : { 'aria-invalid': true as const }),
  }
}

export type FieldProps = {
  label: ReactNode
  /** One sentence below the control. */
  help?: ReactNode
  /** What is wrong and what to do; replaces nothing, stands above the help. */
  error?: ReactNode
  /** Label and control on one line. */
  inline?: boolean
  /** Shown at the label's right: a unit, a link, a live value. */
  aside?: ReactNode
  children: ReactNode
  className?: string
}

/** A control with its label, help and error, tied together for everyone. */
export function Field({ label, help, error, inline = false, aside, children, className }: FieldProps) {
  const id = useId()
  const ids: FieldIds = {
    control: id,
    help: help === undefined ? undefined : `${id}-help`,
    error: error === undefined || error === null ? undefined : `${id}-error`,
  }
  return (
    <div className={classNames(styles.field, inline && styles.inline, className)}>
      <div className={styles.labelRow}>
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
        {aside !== undefined && <span className={styles.aside}>{aside}</span>}
      </div>
      <FieldContext value={ids}>{children}</FieldContext>
      {ids.error !== undefined && (
        <p id={ids.error} className={styles.error} role="alert">
          {error}
        </p>
      )}
      {ids.help !== undefined && (
        <p id={ids.help} className={styles.help}>
          {help}
        </p>
      )}
    </div>
  )
}
