import { classNames } from './class-names.ts'
import styles from './middle-truncate.module.css'

/** How much of the end always stays readable: ids and numbered names differ there. */
const TAIL = 8

/**
 * One line that loses its middle when it is too long; the whole is on hover. What is seen stands in two pieces, so
 * the whole is there once more for whoever listens and for whoever searches the page.
 */
export function MiddleTruncate({ text, className }: { text: string; className?: string }) {
  if (text.length <= TAIL * 2)
    return (
      <span className={classNames(styles.short, className)} title={text}>
        {text}
      </span>
    )
  return (
    <span className={classNames(styles.whole, className)} title={text}>
      <span className={styles.spoken}>{text}</span>
      <span className={styles.head} aria-hidden>
        {text.slice(0, -TAIL)}
      </span>
      <span className={styles.tail} aria-hidden>
        {text.slice(-TAIL)}
      </span>
    </span>
  )
}
