import { cleanup, render, screen } from '@testing-library/react'
import { afterEach, expect, it } from 'vitest'
import { CONDITIONS } from '#wire/condition.ts'
import { ConditionBanner } from './condition-banners.tsx'
import { ABOUT } from './conditions.ts'

afterEach(cleanup)

it.each([...CONDITIONS, 'api_away'] as const)(
  'RT7 %s: says what, what it means, what to do, and since when',
  (name) => {
    render(<ConditionBanner name={name} since={Date.now() - 65_000} reason="connection refused" />)
    const { title, meaning, todo } = ABOUT[name]
    expect(screen.getByText(title)).toBeTruthy()
    expect(screen.getByText(meaning)).toBeTruthy()
    expect(screen.getByText(todo)).toBeTruthy()
    const since = screen.getByText('1 min')
    expect(since.getAttribute('title')).toContain('connection refused')
  },
)
