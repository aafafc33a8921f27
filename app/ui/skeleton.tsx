import type { CSSProperties } from 'react'
import { classNames } from './class-names.ts'
import styles from './skeleton.module.css'

/** Where something will be, in its size. */
export function Skeleton({
  width,
  height,
  className,
}: {
  width?: string | number
  height?: string | number
  className?: string
}) {
  const style: CSSProperties = {
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  }
  return <span aria-hidden className={classNames(styles.skeleton, className)} style={style} />
}
