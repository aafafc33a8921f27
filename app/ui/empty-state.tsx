'use client'

import { CircleSlash, type LucideIcon, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import styles from './empty-state.module.css'
import { errorSentence } from './error-sentence.ts'

export type EmptyStateProps = {
  icon?: LucideIcon
  title: ReactNode
  /** What this place is for. */
  children?: ReactNode
  /** The first step. */
  action?: ReactNode
}

/** A place with nothing in it yet: what it is for, and the first step. */
export function EmptyState({ icon: Icon, title, children, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      {Icon !== undefined && <Icon aria-hidden className={styles.icon} />}
      <h2 className={styles.title}>{title}</h2>
      {children !== undefined && <div className={styles.text}>{children}</div>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  )
}

export type ErrorStateProps = {
  /** What could not be done, as `The rooms could not be loaded`. */
  title: ReactNode
  /** What was thrown; its message is shown as a sentence. */
  error: unknown
  onRetry?: () => void
  /** Where else to go. */
  children?: ReactNode
}

/** Something failed: what, why, and the way to try again. */
export function ErrorState({ title, error, onRetry, children }: ErrorStateProps) {
  return (
    <div className={styles.empty} role="alert">
      <CircleSlash aria-hidden className={styles.failed} />
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{errorSentence(error)}</p>
      {(onRetry !== undefined || children !== undefined) && (
        <div className={styles.action}>
          {onRetry !== undefined && (
            <Button icon={RotateCw} onClick={onRetry}>
              Try again
            </Button>
          )}
          {children}
        </div>
      )}
    </div>
  )
}
