import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { STATES } from './state.ts'

/** Contrast by WCAG 2.2 (1.4.3, 1.4.6, 1.4.11), from the colours as they stand in tokens.css. */
const css = readFileSync(path.join(import.meta.dirname, 'tokens.css'), 'utf8')

type Theme = 'light' | 'dark'
function colour(name: string, theme: Theme): string {
  const pair = new RegExp(`--${name}: light-dark\\((#[0-9a-f]{6}), (#[0-9a-f]{6})\\)`).exec(css)
  const found = pair?.[theme === 'light' ? 1 : 2]
  if (found === undefined) throw new Error(`tokens.css has no pair of colours --${name}`)
  return found
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

describe.each(['dark', 'light'] as const)('%s', (theme) => {
  const on = (ink: string, ground: string) => contrast(colour(ink, theme), colour(ground, theme))

  it.each(['surface-0', 'surface-1', 'surface-2'])('text on %s: ink and its second AAA, the third AA', (surface) => {
    expect(on('ink', surface)).toBeGreaterThanOrEqual(7)
    expect(on('ink-2', surface)).toBeGreaterThanOrEqual(7)
    expect(on('ink-3', surface)).toBeGreaterThanOrEqual(4.5)
  })

  it.each(STATES)('%s: AAA where the console puts it, AA on its own ground', (state) => {
    expect(on(`state-${state}`, 'surface-0')).toBeGreaterThanOrEqual(7)
    expect(on(`state-${state}`, 'surface-1')).toBeGreaterThanOrEqual(7)
    expect(on(`state-${state}`, 'surface-2')).toBeGreaterThanOrEqual(4.5)
    expect(on(`state-${state}`, `soft-${state}`)).toBeGreaterThanOrEqual(4.5)
    expect(on('ink', `soft-${state}`)).toBeGreaterThanOrEqual(7)
  })

  it('edges of controls and the focus ring are found: 3:1', () => {
    for (const surface of ['surface-0', 'surface-1', 'surface-2']) {
      expect(on('line-strong', surface)).toBeGreaterThanOrEqual(3)
      expect(on('focus', surface)).toBeGreaterThanOrEqual(3)
    }
    expect(on('ink-inverse', 'ink')).toBeGreaterThanOrEqual(7)
  })
})
