import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { STATE_ICONS, type State } from './state.ts'
import styles from './status-chip.module.css'

export type StatusChipProps = {
  state: State
  children: ReactNode
  /** Instead of the state's own shape. */
  icon?: LucideIcon
  size?: 'sm' | 'md' | 'lg'
  /** Without a ground, for dense lists. */
  bare?: boolean
  className?: string
}

/** A state in colour, shape and words. */
export function StatusChip({ state, children, icon, size = 'md', bare = false, className }: StatusChipProps) {
  const Icon = icon ?? STATE_ICONS[state]
  return (
    <span className={classNames(styles.chip, styles[state], styles[size], bare && styles.bare, className)}>
      <Icon aria-hidden className={styles.icon} />
      <span className={styles.text}>{children}</span>
    </span>
  )
}

/** A state as a shape alone, for rows that have no room for words; the words are read out and shown on hover. */
export function StatusIcon({ state, label, className }: { state: State; label: string; className?: string }) {
  const Icon = STATE_ICONS[state]
  return (
    <span className={classNames(styles.iconOnly, styles[state], className)} role="img" aria-label={label} title={label}>
      <Icon aria-hidden className={styles.icon} />
    </span>
  )
}

/** A number or a word that is no state: neutral. */
export function Badge({ children, className }: { children: ReactNode; className?: string }) {
  return <span className={classNames(styles.badge, className)}>{children}</span>
}
