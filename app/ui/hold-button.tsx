'use client'

import type { LucideIcon } from 'lucide-react'
import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react'
import buttonStyles from './button.module.css'
import type { ButtonSize } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './hold-button.module.css'

export type HoldButtonProps = {
  /** Done once, when the button was held to the end. */
  onHold: () => void
  children: ReactNode
  icon?: LucideIcon
  /** How long it must be held, ms. */
  holdMs?: number
  size?: ButtonSize
  /** `danger` for what ends or destroys; `plain` for what is only weighty. */
  variant?: 'danger' | 'plain'
  busy?: boolean
  disabled?: boolean
  className?: string
}

/**
 * A dangerous action: held, not clicked. Pointer, Space and Enter hold it; letting go, leaving it, losing focus or
 * Escape stops it. A press that was too short says what is missing.
 */
export function HoldButton(props: HoldButtonProps) {
  const {
    onHold,
    children,
    icon: Icon,
    holdMs = 900,
    size = 'md',
    variant = 'danger',
    busy,
    disabled,
    className,
  } = props
  const [phase, setPhase] = useState<'idle' | 'holding' | 'too-short'>('idle')
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const hintId = useId()
  const off = disabled === true || busy === true

  const begin = useCallback(() => {
    if (off || timer.current !== undefined) return
    setPhase('holding')
    timer.current = setTimeout(() => {
      timer.current = undefined
      setPhase('idle')
      onHold()
    }, holdMs)
  }, [off, holdMs, onHold])

  const stop = useCallback((tooShort: boolean) => {
    if (timer.current === undefined) return
    clearTimeout(timer.current)
    timer.current = undefined
    setPhase(tooShort ? 'too-short' : 'idle')
  }, [])

  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (off) stop(false)
  }, [off, stop])
  useEffect(() => {
    if (phase !== 'too-short') return
    const id = setTimeout(() => setPhase('idle'), 2_000)
    return () => clearTimeout(id)
  }, [phase])

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return stop(false)
    if (event.key !== ' ' && event.key !== 'Enter') return
    event.preventDefault()
    event.stopPropagation()
    if (!event.repeat) begin()
  }
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key === ' ' || event.key === 'Enter') stop(true)
  }

  return (
    <button
      type="button"
      className={classNames(buttonStyles.button, buttonStyles[variant], buttonStyles[size], styles.hold, className)}
      style={{ '--hold-ms': `${holdMs}ms`, '--meaning-duration': `${holdMs}ms` } as CSSProperties}
      data-phase={phase}
      disabled={off}
      aria-busy={busy === true || undefined}
      aria-describedby={hintId}
      onPointerDown={(event) => {
        if (event.button === 0) begin()
      }}
      onPointerUp={() => stop(true)}
      onPointerLeave={() => stop(false)}
      onPointerCancel={() => stop(false)}
      onContextMenu={(event) => event.preventDefault()}
      onBlur={() => stop(false)}
      onKeyDown={onKeyDown}
      onKeyUp={onKeyUp}
    >
      <span className={styles.progress} data-motion="meaning" aria-hidden />
      {Icon !== undefined && <Icon aria-hidden className={buttonStyles.icon} />}
      <span className={classNames(buttonStyles.label, styles.label)}>
        {phase === 'too-short' ? 'Keep it pressed' : children}
      </span>
      {busy === true && <span className={buttonStyles.busy} aria-hidden />}
      <span id={hintId} className={styles.hidden}>
        Hold to confirm
      </span>
    </button>
  )
}
