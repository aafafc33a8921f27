'use client'

import { Dialog } from '#app/ui/dialog.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { TermList } from '#app/ui/term-list.tsx'

const KEYS: readonly [keys: string, does: string][] = [
  ['Mod+.', 'Emergency stop of the room; on the wall, of all rooms. Also while you type'],
  ['Space', 'Acknowledge the top alert'],
  ['H', 'Send the next hint'],
  ['P', 'Pause the clock, or let it go on'],
  ['1', 'Room 1; up to 9 for the others'],
  ['0', 'The wall of rooms'],
  ['/', 'Search the devices'],
  ['?', 'These keys'],
]

/** What the keyboard does on the console. */
export function KeysDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keys"
      description="They rest while something is typed."
      size="sm"
    >
      <TermList lines={KEYS.map(([keys, does]) => ({ key: keys, term: <Kbd keys={keys} />, what: does }))} />
    </Dialog>
  )
}
