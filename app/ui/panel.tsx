import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './panel.module.css'

export type PanelProps = {
  title?: ReactNode
  /** After the title: a count, a chip. */
  badge?: ReactNode
  /** At the right of the title row. */
  actions?: ReactNode
  /** Without inner space, for lists that reach the edge. */
  flush?: boolean
  children: ReactNode
  className?: string
}

/** A part of a page, on the second surface. */
export function Panel({ title, badge, actions, flush = false, children, className }: PanelProps) {
  return (
    <section className={classNames(styles.panel, className)}>
      {title !== undefined && (
        <header className={styles.header}>
          <h2 className={styles.title}>{title}</h2>
          {badge}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      <div className={classNames(styles.body, flush && styles.flush)}>{children}</div>
    </section>
  )
}

/** The top of a page: its name, a sentence, what can be done. */
export function PageHeader({
  title,
  description,
  actions,
}: {
  title: ReactNode
  description?: ReactNode
  actions?: ReactNode
}) {
  return (
    <header className={styles.page}>
      <div className={styles.pageText}>
        <h1 className={styles.pageTitle}>{title}</h1>
        {description !== undefined && <p className={styles.pageDescription}>{description}</p>}
      </div>
      {actions !== undefined && <div className={styles.pageActions}>{actions}</div>}
    </header>
  )
}

/** A page that scrolls, with the usual space around. */
export function Page({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={classNames(styles.pageBody, className)}>{children}</div>
}
