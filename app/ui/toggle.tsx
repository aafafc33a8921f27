'use client'

import { Switch as RadixSwitch } from 'radix-ui'
import { type ReactNode, useId } from 'react'
import styles from './toggle.module.css'

export type SwitchProps = {
  checked: boolean
  onChange: (checked: boolean) => void
  /** Beside the switch. Without it give `aria-label`. */
  label?: ReactNode
  'aria-label'?: string
  /** One sentence below it. */
  help?: string | undefined
  disabled?: boolean
}

/** Something that is on or off, at once. */
export function Switch({ checked, onChange, label, help, disabled = false, ...rest }: SwitchProps) {
  const id = useId()
  const row = (
    <span className={styles.row}>
      <RadixSwitch.Root
        id={id}
        className={styles.switch}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-label={rest['aria-label']}
        aria-describedby={help === undefined ? undefined : `${id}-help`}
      >
        <RadixSwitch.Thumb className={styles.thumb} />
      </RadixSwitch.Root>
      {label !== undefined && (
        <label className={styles.label} htmlFor={id}>
          {label}
        </label>
      )}
    </span>
  )
  if (help === undefined) return row
  return (
    <div>
      {row}
      <p id={`${id}-help`} className={styles.help}>
        {help}
      </p>
    </div>
  )
}
