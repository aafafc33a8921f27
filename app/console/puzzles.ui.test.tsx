import { cleanup, fireEvent, render, screen, within } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { viewOf } from '#app/live/testing.ts'
import { TooltipProvider } from '#app/ui/tooltip.tsx'
import type { SessionCommand } from '#wire/session-messages.ts'
import { NO_NAMES } from './graph-names.ts'
import { Puzzles } from './puzzles.tsx'

afterEach(cleanup)

const view = viewOf({
  progress: [
    {
      node: 'dials',
      done: 1,
      total: 2,
      inputs: [
        { id: 'a', label: 'left dial', right: true },
        { id: 'b', label: 'right dial', right: false },
      ],
    },
  ],
  offers: [{ node: 'dials', ways: ['override', 'reset'] }],
  operator: [{ action: 'hint', label: 'Next hint', node: 'dials', dangerous: false }],
})

it('shows how far a puzzle is and which inputs are right, in shape and word; the hint stands with it', () => {
  const asked: SessionCommand[] = []
  render(
    <TooltipProvider>
      <Puzzles
        view={view}
        names={NO_NAMES}
        mayAct
        pending={null}
        onAct={(command) => asked.push(command)}
        onAsk={(command) => asked.push(command)}
      />
    </TooltipProvider>,
  )
  const card = within(screen.getByRole('region', { name: 'dials' }))
  expect(card.getByTestId('progress-dials').textContent).toBe('1 of 2')
  expect(card.getAllByRole('img').map((i) => i.getAttribute('aria-label'))).toEqual(['right', 'not yet'])
  fireEvent.click(card.getByRole('button', { name: 'Next hint' }))
  expect(asked).toEqual([{ command: 'operator', action: 'hint', node: 'dials' }])
  fireEvent.click(card.getByRole('button', { name: 'Override dials' }))
  expect(asked.at(-1)).toEqual({ command: 'override', node: 'dials' })
  expect(card.queryByRole('button', { name: 'Bypass dials' })).toBeNull()
})
