import { classNames } from './class-names.ts'
import styles from './middle-truncate.module.css'

/** How much of the end always stays readable: ids and numbered names differ there. */
const TAIL = 8

/** One line that loses its middle when it is too long; the whole is on hover and is what is read out and copied. */
export function MiddleTruncate({ text, className }: { text: string; className?: string }) {
  const cut = text.length > TAIL * 2 ? text.length - TAIL : text.length
  return (
    <span className={classNames(styles.whole, className)} title={text}>
      <span className={styles.head}>{text.slice(0, cut)}</span>
      {cut < text.length && <span className={styles.tail}>{text.slice(cut)}</span>}
    </span>
  )
}
