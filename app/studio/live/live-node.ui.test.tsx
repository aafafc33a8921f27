import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { AskDialogProps } from '#app/console/ask-dialog.tsx'
import { NO_NAMES } from '#app/console/graph-names.ts'
import { viewOf } from '#app/live/testing.ts'
import type { SessionCommand } from '#wire/session-messages.ts'
import type { SessionView } from '#wire/session-view.ts'
import { LiveNode } from './live-node.tsx'
import { OverlayProvider } from './overlay-context.tsx'
import { createOverlay } from './overlay-store.ts'

let may: boolean
let done: SessionCommand[]
vi.mock('#app/shell/use-me.ts', () => ({ useMay: () => may }))
vi.mock('#app/console/use-graph-names.ts', () => ({ useGraphNames: () => NO_NAMES }))
vi.mock('#app/console/use-act.ts', () => ({
  useAct: () => ({ act: (c: SessionCommand) => done.push(c), pending: null }),
}))
vi.mock('#app/console/ask-dialog.tsx', () => ({
  AskDialog: ({ command, onAct, onClose }: AskDialogProps) => (
    <button
      type="button"
      onClick={() => {
        onAct(command)
        onClose()
      }}
    >
      do it
    </button>
  ),
}))

beforeEach(() => {
  may = true
  done = []
})
afterEach(cleanup)

const offers: SessionView['offers'] = [{ node: 'safe', ways: ['override', 'reset'] }]
function show(node: string, change: Partial<SessionView> = {}) {
  const overlay = createOverlay()
  overlay.show(viewOf({ status: 'running', entered_at: { safe: 1, hall: 1 }, offers, ...change }))
  render(
    <OverlayProvider value={overlay}>
      <LiveNode id={node} />
    </OverlayProvider>,
  )
}

it('offers the ways past a node where the game stands, and asks before it takes one', () => {
  show('safe')
  fireEvent.click(screen.getByRole('button', { name: 'Override safe' }))
  expect(done).toEqual([])
  fireEvent.click(screen.getByRole('button', { name: 'do it' }))
  expect(done).toEqual([{ command: 'override', node: 'safe' }])
  expect(screen.queryByRole('button', { name: 'do it' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Reset safe' })).toBeTruthy()
})

it('says where the game is also of what nothing can be done to, and nothing of where it is not', () => {
  show('hall')
  expect(screen.getByText('The game is here')).toBeTruthy()
  expect(screen.queryByRole('button')).toBeNull()
  cleanup()
  show('elsewhere')
  expect(screen.queryByRole('region')).toBeNull()
})

it('takes nothing of a frozen game, and offers nothing to those who may not act', () => {
  show('safe', { status: 'frozen' })
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Override safe' }).disabled).toBe(true)
  cleanup()
  may = false
  show('safe')
  expect(screen.queryByRole('button')).toBeNull()
})
