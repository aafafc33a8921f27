'use client'

import { Slider } from 'radix-ui'
import { useEffect, useRef, useState } from 'react'
import { Button } from '#app/ui/button.tsx'
import { Input } from '#app/ui/input.tsx'
import { Switch } from '#app/ui/toggle.tsx'
import type { VirtualSignal } from '#demo/schema.ts'
import type { Scalar } from '#wire/json.ts'
import styles from './virtual.module.css'

/** While a valve is turned, no more often than this. ms */
const PACE = 80
/** Where a number has no limits of its own. */
const USUAL = { min: 0, max: 1_000 }

export type HandProps = { label: string; signal: VirtualSignal; disabled: boolean; onSet: (value: Scalar) => void }

/** A hand on an input: a slider for a valve, a switch for a lever, a button for a press. */
export function Hand({ label, signal, disabled, onSet }: HandProps) {
  const { type, momentary, presets } = signal
  const shortcuts = presets.length > 0 && (
    <div className={styles.presets}>
      {presets.map((preset) => (
        <Button
          key={preset.label}
          size="sm"
          disabled={disabled}
          onClick={() => onSet(preset.value)}
          aria-pressed={momentary === true ? undefined : signal.value === preset.value}
        >
          {preset.label}
        </Button>
      ))}
    </div>
  )
  if (type === 'boolean')
    return (
      <>
        {momentary === true ? (
          <Button size="sm" disabled={disabled} onClick={() => onSet(true)}>
            Press
          </Button>
        ) : (
          <Switch checked={signal.value === true} onChange={onSet} label={label} disabled={disabled} />
        )}
        {shortcuts}
      </>
    )
  if (type === 'number')
    return (
      <>
        {momentary !== true && <Dial label={label} signal={signal} disabled={disabled} onSet={onSet} />}
        {shortcuts}
      </>
    )
  return (
    <>
      <TextHand label={label} disabled={disabled} onSet={onSet} />
      {shortcuts}
    </>
  )
}

/** A number by hand: what is dragged shows at once and is told at a steady pace, the last value always. */
function Dial({ label, signal, disabled, onSet }: HandProps) {
  const { min = USUAL.min, max = USUAL.max, unit } = signal
  const heard = typeof signal.value === 'number' ? signal.value : min
  const [dragged, setDragged] = useState<number | null>(null)
  const sent = useRef({ at: 0, timer: undefined as ReturnType<typeof setTimeout> | undefined })
  useEffect(() => () => clearTimeout(sent.current.timer), [])
  const send = (value: number) => {
    clearTimeout(sent.current.timer)
    const wait = Math.max(0, sent.current.at + PACE - Date.now())
    sent.current.timer = setTimeout(() => {
      sent.current.at = Date.now()
      onSet(value)
    }, wait)
  }
  const shown = dragged ?? heard
  return (
    <div className={styles.dial}>
      <Slider.Root
        className={styles.slider}
        min={min}
        max={max}
        step={max - min > 20 ? 1 : (max - min) / 100}
        value={[shown]}
        disabled={disabled}
        onValueChange={([value]) => {
          if (value === undefined) return
          setDragged(value)
          send(value)
        }}
        onValueCommit={([value]) => {
          if (value !== undefined) send(value)
          setTimeout(() => setDragged(null), PACE * 5)
        }}
      >
        <Slider.Track className={styles.track}>
          <Slider.Range className={styles.range} />
        </Slider.Track>
        <Slider.Thumb className={styles.thumb} aria-label={label} />
      </Slider.Root>
      <output className={styles.reading}>
        {Math.round(shown * 100) / 100}
        {unit !== undefined && <span> {unit}</span>}
      </output>
    </div>
  )
}

function TextHand({ label, disabled, onSet }: Pick<HandProps, 'label' | 'disabled' | 'onSet'>) {
  const [text, setText] = useState('')
  return (
    <form
      className={styles.presets}
      onSubmit={(event) => {
        event.preventDefault()
        onSet(text)
        setText('')
      }}
    >
      <Input
        size="sm"
        aria-label={label}
        placeholder={label}
        value={text}
        disabled={disabled}
        onChange={(event) => setText(event.target.value)}
      />
      <Button size="sm" type="submit" disabled={disabled || text === ''}>
        Enter
      </Button>
    </form>
  )
}
