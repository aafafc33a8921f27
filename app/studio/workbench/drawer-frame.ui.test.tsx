import { cleanup, fireEvent, render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, it, vi } from 'vitest'
import { TooltipProvider } from '#app/ui/tooltip.tsx'
import { EditorProvider } from '../editor/editor-context.tsx'
import { createEditor } from '../editor/editor-store.ts'
import { emptyDocument } from '../model/document.ts'
import { DrawerFrame } from './drawer-frame.tsx'

vi.mock('../drawer/versions.tsx', () => ({ Versions: () => <p>All versions</p> }))
vi.mock('../analysis/use-analysis.ts', () => ({ useAnalysis: () => ({ report: null, running: false }) }))
vi.mock('../drawer/analysis.tsx', () => ({ AnalysisPanel: () => <p>The analysis</p> }))
afterEach(cleanup)

function Frame() {
  const [open, setOpen] = useState(false)
  return (
    <DrawerFrame open={open} onOpen={setOpen} graph={{ versions: [] } as never} readOnly={false}>
      <p>{open ? 'open' : 'closed'}</p>
    </DrawerFrame>
  )
}
const show = () =>
  render(
    <TooltipProvider>
      <EditorProvider value={createEditor(emptyDocument('g', 'scene', 'G'))}>
        <Frame />
      </EditorProvider>
    </TooltipProvider>,
  )
function press(name: RegExp) {
  const tab = screen.getByRole('tab', { name })
  fireEvent.mouseDown(tab, { button: 0 })
  fireEvent.mouseUp(tab, { button: 0 })
  fireEvent.click(tab)
}

it('another tab shows what it has in the open drawer; the same tab again closes it', () => {
  show()
  press(/^Analysis/)
  expect(screen.getByText('open')).toBeTruthy()
  press(/^Versions/)
  expect(screen.getByText('open')).toBeTruthy()
  expect(screen.getByText('All versions')).toBeTruthy()
  press(/^Versions/)
  expect(screen.getByText('closed')).toBeTruthy()
  press(/^Versions/)
  expect(screen.getByText('open')).toBeTruthy()
})
