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
  disabled?: boolean
}

/** Something that is on or off, at once. */
export function Switch({ checked, onChange, label, disabled = false, ...rest }: SwitchProps) {
  const id = useId()
  return (
    <span className={styles.row}>
      <RadixSwitch.Root
        id={id}
        className={styles.switch}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        aria-label={rest['aria-label']}
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
}
