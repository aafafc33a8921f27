import type { LucideIcon } from 'lucide-react'
import { Check, CircleDashed, CirclePlay, CircleSlash, Hourglass, OctagonAlert, TriangleAlert, X } from 'lucide-react'

/**
 * The eight meanings that colour is spent on, and the shape that says the same without it.
 * In CSS: `--state-{name}` for ink, `--soft-{name}` for grounds.
 */
export const STATES = ['idle', 'waiting', 'active', 'solved', 'failed', 'attention', 'urgent', 'offline'] as const
export type State = (typeof STATES)[number]

export const STATE_ICONS: Record<State, LucideIcon> = {
  idle: CircleDashed,
  waiting: Hourglass,
  active: CirclePlay,
  solved: Check,
  failed: X,
  attention: TriangleAlert,
  urgent: OctagonAlert,
  offline: CircleSlash,
}
