import { act, cleanup, fireEvent, render, screen } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { HoldButton } from './hold-button.tsx'

const HOLD = 900
const wait = (ms: number) => act(() => vi.advanceTimersByTime(ms))

function button(props: { disabled?: boolean; busy?: boolean } = {}) {
  const done = vi.fn()
  const { rerender } = render(
    <HoldButton onHold={done} holdMs={HOLD} {...props}>
      End the game
    </HoldButton>,
  )
  const again = (more: { disabled?: boolean }) =>
    rerender(
      <HoldButton onHold={done} holdMs={HOLD} {...more}>
        End the game
      </HoldButton>,
    )
  return { done, element: screen.getByRole('button'), again }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  cleanup()
  vi.useRealTimers()
})

describe('by pointer', () => {
  it('acts once when held to the end', () => {
    const { done, element } = button()
    fireEvent.pointerDown(element, { button: 0 })
    wait(HOLD - 1)
    expect(done).not.toHaveBeenCalled()
    wait(1)
    expect(done).toHaveBeenCalledTimes(1)
    wait(HOLD * 3)
    expect(done).toHaveBeenCalledTimes(1)
  })

  it('does nothing when let go too early, and says what was missing', () => {
    const { done, element } = button()
    fireEvent.pointerDown(element, { button: 0 })
    wait(HOLD / 2)
    fireEvent.pointerUp(element)
    expect(element.textContent).toContain('Keep it pressed')
    wait(HOLD * 3)
    expect(done).not.toHaveBeenCalled()
    expect(element.textContent).toContain('End the game')
  })

  it('does nothing when the finger leaves it', () => {
    const { done, element } = button()
    fireEvent.pointerDown(element, { button: 0 })
    fireEvent.pointerLeave(element)
    wait(HOLD * 2)
    expect(done).not.toHaveBeenCalled()
  })

  it('takes no click and no other button for a hold', () => {
    const { done, element } = button()
    fireEvent.click(element)
    fireEvent.pointerDown(element, { button: 2 })
    wait(HOLD * 2)
    expect(done).not.toHaveBeenCalled()
  })
})

describe('by keyboard', () => {
  it.each([' ', 'Enter'])('is held by %j', (key) => {
    const { done, element } = button()
    fireEvent.keyDown(element, { key })
    fireEvent.keyDown(element, { key, repeat: true })
    wait(HOLD)
    expect(done).toHaveBeenCalledTimes(1)
    // The key is still down: its repeats must not begin anew.
    fireEvent.keyDown(element, { key, repeat: true })
    wait(HOLD * 2)
    expect(done).toHaveBeenCalledTimes(1)
  })

  it('stops when the key is let go, at Escape and when the focus leaves', () => {
    const { done, element } = button()
    for (const stop of [
      () => fireEvent.keyUp(element, { key: 'Enter' }),
      () => fireEvent.keyDown(element, { key: 'Escape' }),
      () => fireEvent.blur(element),
    ]) {
      fireEvent.keyDown(element, { key: 'Enter' })
      wait(HOLD - 1)
      stop()
      wait(HOLD)
    }
    expect(done).not.toHaveBeenCalled()
  })
})

describe('while it may not', () => {
  it('stops when it is switched off in the middle', () => {
    const { done, element, again } = button()
    fireEvent.pointerDown(element, { button: 0 })
    wait(HOLD / 2)
    again({ disabled: true })
    wait(HOLD)
    expect(done).not.toHaveBeenCalled()
  })

  it('does not begin while it is busy', () => {
    const { done, element } = button({ busy: true })
    fireEvent.pointerDown(element, { button: 0 })
    wait(HOLD)
    expect(done).not.toHaveBeenCalled()
  })
})

it('tells how it is used', () => {
  const { element } = button()
  expect(document.getElementById(element.getAttribute('aria-describedby') ?? '')?.textContent).toBe('Hold to confirm')
})
