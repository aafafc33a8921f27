'use client'

import { Ellipsis, FastForward, ListRestart, type LucideIcon, Wand } from 'lucide-react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Menu, type MenuEntry } from '#app/ui/menu.tsx'
import type { Offer } from '#wire/session-view.ts'
import type { Asked } from './ask.ts'
import type { GraphNames } from './graph-names.ts'

const LOOKS: Record<Offer['ways'][number], { label: string; icon: LucideIcon }> = {
  override: { label: 'Override…', icon: Wand },
  bypass: { label: 'Bypass…', icon: FastForward },
  reset: { label: 'Reset…', icon: ListRestart },
}

/** The entries of a menu for one thing. */
export const interventionEntries = (
  { node, ways }: Offer,
  { disabled, onAsk }: { disabled: boolean; onAsk: (command: Asked) => void },
): MenuEntry[] => ways.map((way) => ({ ...LOOKS[way], disabled, onSelect: () => onAsk({ command: way, node }) }))

type Props = { names: GraphNames; disabled: boolean; onAsk: (command: Asked) => void }

/** What can be done to one thing whatever the scene says, all in sight. */
export function InterventionButtons({
  offer,
  names,
  disabled,
  onAsk,
  size = 'md',
}: Props & { offer: Offer; size?: 'sm' | 'md' }) {
  const { node, ways } = offer
  return ways.map((way) => (
    <Button
      key={way}
      size={size}
      variant="quiet"
      icon={LOOKS[way].icon}
      disabled={disabled}
      aria-label={`${LOOKS[way].label.slice(0, -1)} ${names.node(node)}`}
      onClick={() => onAsk({ command: way, node })}
    >
      {LOOKS[way].label}
    </Button>
  ))
}

/** The same behind one button, for several things each under its name. */
export function InterventionMenu({
  offers,
  names,
  disabled,
  onAsk,
  label,
  words,
}: Props & { offers: readonly Offer[]; label: string; words?: string }) {
  if (offers.length === 0) return null
  const entries = offers.flatMap((offer): MenuEntry[] => [
    ...(offers.length > 1 ? [{ type: 'label' as const, label: names.node(offer.node) }] : []),
    ...interventionEntries(offer, { disabled, onAsk }),
  ])
  const button =
    words === undefined ? (
      <IconButton icon={Ellipsis} label={label} size="lg" />
    ) : (
      <Button variant="quiet" icon={Ellipsis} aria-label={label}>
        {words}
      </Button>
    )
  return <Menu entries={entries} trigger={button} />
}
