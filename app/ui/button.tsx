import type { LucideIcon } from 'lucide-react'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'
import { Tooltip } from './tooltip.tsx'

export type ButtonVariant = 'primary' | 'plain' | 'quiet' | 'danger'
export type ButtonSize = 'sm' | 'md' | 'lg'

export type ButtonProps = ComponentProps<'button'> & {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: LucideIcon
  /** While true the button stays in place, says that it works, and takes no press. */
  busy?: boolean
  /** Render the single child (a link) with the button's looks. */
  asChild?: boolean
}

/** A press that does something. `primary` once a view at most; `danger` for what cannot be undone (see HoldButton). */
export function Button({
  variant = 'plain',
  size = 'md',
  icon: Icon,
  busy = false,
  asChild = false,
  className,
  children,
  disabled,
  type = 'button',
  ...rest
}: ButtonProps) {
  const looks = classNames(styles.button, styles[variant], styles[size], className)
  if (asChild)
    return (
      <Slot.Root className={looks} {...rest}>
        {children}
      </Slot.Root>
    )
  return (
    <button type={type} className={looks} disabled={disabled === true || busy} aria-busy={busy || undefined} {...rest}>
      {Icon !== undefined && <Icon aria-hidden className={styles.icon} />}
      {children !== undefined && <span className={styles.label}>{children}</span>}
      {busy && <span className={styles.busy} aria-hidden />}
    </button>
  )
}

export type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: LucideIcon
  /** What it does; read out, and shown as the tooltip. */
  label: string
  /** Keys that do the same, shown in the tooltip. */
  keys?: string
  variant?: ButtonVariant
  size?: ButtonSize
  /** For buttons that stay down. */
  pressed?: boolean
  tooltipSide?: 'top' | 'right' | 'bottom' | 'left'
  /** False where a tooltip is in the way: it takes the first Escape for itself. */
  tooltip?: boolean
}

/** A button of one icon, always with a name. */
export function IconButton({
  icon: Icon,
  label,
  keys,
  variant = 'quiet',
  size = 'md',
  pressed,
  tooltipSide = 'bottom',
  tooltip = true,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      type={type}
      aria-label={label}
      aria-pressed={pressed}
      className={classNames(styles.button, styles.square, styles[variant], styles[size], className)}
      {...rest}
    >
      <Icon aria-hidden className={styles.icon} />
    </button>
  )
  if (!tooltip) return button
  return (
    <Tooltip content={label} {...(keys === undefined ? {} : { keys })} side={tooltipSide}>
      {button}
    </Tooltip>
  )
}
