import { Boxes, type LucideIcon, MonitorPlay, ScrollText, ToyBrick, Users, Workflow } from 'lucide-react'
import type { Right } from '#app/shell/api-types.ts'

export type Place = {
  href: string
  label: string
  icon: LucideIcon
  /** Who sees it in the rail. The pages themselves say so too when somebody comes by a link. */
  right: Right
}

/** The rail, top to bottom. */
export const PLACES: readonly Place[] = [
  { href: '/console', label: 'Console', icon: MonitorPlay, right: 'rooms.see' },
  { href: '/studio', label: 'Studio', icon: Workflow, right: 'graphs.see' },
  { href: '/rooms', label: 'Rooms', icon: Boxes, right: 'devices.see' },
  { href: '/virtual', label: 'Virtual', icon: ToyBrick, right: 'devices.command' },
  { href: '/people', label: 'People', icon: Users, right: 'people.see' },
  { href: '/audit', label: 'Audit', icon: ScrollText, right: 'audit.see' },
]
