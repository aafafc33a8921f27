import type { ReactNode } from 'react'
import styles from './term-list.module.css'

export type TermLine = { key: string; term: ReactNode; what: ReactNode }

/** Terms and what stands for each, in two columns: the first as wide as its widest. */
export function TermList({ lines }: { lines: readonly TermLine[] }) {
  return (
    <dl className={styles.list}>
      {lines.map(({ key, term, what }) => (
        <div key={key} className={styles.line}>
          <dt>{term}</dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  )
}
