'use client'

import type { LucideIcon } from 'lucide-react'
import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import styles from './field.module.css'
import { useFieldControl } from './field.tsx'

export type InputProps = Omit<ComponentProps<'input'>, 'size'> & {
  size?: 'sm' | 'md'
  /** An icon at the left, as a magnifier for searches. */
  icon?: LucideIcon
}

/** One line of text. Inside a Field it takes the label by itself. */
export function Input({ className, size = 'md', icon: Icon, ...rest }: InputProps) {
  const field = useFieldControl()
  const input = <input data-size={size} className={classNames(styles.input, className)} {...field} {...rest} />
  if (Icon === undefined) return input
  return (
    <span className={styles.withAffix}>
      <Icon aria-hidden />
      {input}
    </span>
  )
}

/** Several lines of text. */
export function TextArea({ className, ...rest }: ComponentProps<'textarea'>) {
  const field = useFieldControl()
  return <textarea className={classNames(styles.input, className)} {...field} {...rest} />
}
