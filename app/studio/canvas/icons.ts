import {
  Circle,
  Columns2,
  Flag,
  Hand,
  Hourglass,
  ListOrdered,
  type LucideIcon,
  Shapes,
  Split,
  SquareDashed,
  StickyNote,
} from 'lucide-react'

/** The icons that node definitions name, brought in one by one so that the others stay out of the page. */
const ICONS: Record<string, LucideIcon> = {
  circle: Circle,
  'columns-2': Columns2,
  flag: Flag,
  hand: Hand,
  hourglass: Hourglass,
  'list-ordered': ListOrdered,
  split: Split,
  'square-dashed': SquareDashed,
  'sticky-note': StickyNote,
}

/** The icon of a node type, by the name in its definition. A test sees to it that none is missing. */
export const nodeIcon = (name: string): LucideIcon => ICONS[name] ?? Shapes
export const hasIcon = (name: string): boolean => ICONS[name] !== undefined
