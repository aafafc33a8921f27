'use client'

import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { classNames } from '#app/ui/class-names.ts'
import { useFieldControl } from '#app/ui/field.tsx'
import { compileExpression } from '#scene-graph/expressions/expression.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { type Completion, completionsAt } from './expression-completions.ts'
import styles from './expression-input.module.css'
import { expressionScope, type ValueType } from './typed-values.ts'

export type ExpressionInputProps = {
  value: string
  onChange: (cel: string) => void
  /** What the place needs; null: any. */
  wanted: ValueType | null
  label: string
}

/** An expression as text: what is wrong is underlined where it stands, and names are offered while they are typed. */
export function ExpressionInput({ value, onChange, wanted, label }: ExpressionInputProps) {
  const graph = useGraph()
  const field = useFieldControl()
  const list = useId()
  const area = useRef<HTMLTextAreaElement>(null)
  // An empty text is no expression: it stays here until there is one.
  const [empty, setEmpty] = useState(false)
  const [caret, setCaret] = useState<number | null>(null)
  const [marked, setMarked] = useState(0)
  const text = empty ? '' : value
  const scope = useMemo(() => expressionScope(graph), [graph])
  const problem = useMemo(() => {
    if (text === '') return { message: 'an expression is needed', offset: 0, length: 0 }
    const compiled = compileExpression(text, scope, wanted ?? undefined)
    return compiled.ok ? null : compiled.problem
  }, [text, scope, wanted])
  const offered = caret === null ? null : completionsAt(text, caret, scope)
  const current = offered?.options[Math.min(marked, offered.options.length - 1)]

  const type = (next: string, at: number) => {
    setCaret(at)
    setMarked(0)
    setEmpty(next === '')
    if (next !== '') onChange(next)
  }
  const take = ({ insert }: Completion) => {
    if (offered === null || caret === null) return
    const at = offered.from + insert.length
    type(text.slice(0, offered.from) + insert + text.slice(caret), at)
    setCaret(null)
    // After React has put the new text.
    requestAnimationFrame(() => area.current?.setSelectionRange(at, at))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (offered === null || current === undefined) return
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by !== 0) {
      event.preventDefault()
      setMarked((marked + by + offered.options.length) % offered.options.length)
    } else if (event.key === 'Enter' || event.key === 'Tab') {
      event.preventDefault()
      take(current)
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      setCaret(null)
    }
  }

  const end = problem === null ? 0 : problem.offset + Math.max(1, problem.length)
  return (
    <div className={styles.expression}>
      <div className={styles.text} data-wrong={problem !== null || undefined}>
        <div className={styles.under} aria-hidden>
          {problem === null ? (
            text
          ) : (
            <>
              {text.slice(0, problem.offset)}
              <mark>{text.slice(problem.offset, end).padEnd(1, ' ')}</mark>
              {text.slice(end)}
            </>
          )}{' '}
        </div>
        <textarea
          ref={area}
          {...field}
          aria-label={label}
          aria-invalid={problem !== null || undefined}
          aria-autocomplete="list"
          aria-controls={offered === null ? undefined : list}
          aria-activedescendant={current === undefined ? undefined : `${list}-${current.label}`}
          className={styles.area}
          rows={1}
          spellCheck={false}
          autoCapitalize="off"
          maxLength={2_000}
          value={text}
          onChange={(event) => type(event.target.value.replaceAll('\n', ' '), event.target.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={() => {
            setCaret(null)
            setEmpty(false)
          }}
        />
      </div>
      {offered !== null && offered.options.length > 0 && (
        <div id={list} role="listbox" aria-label="Names" className={styles.list}>
          {offered.options.map((option) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the text area's, which names this option as its active one.
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            <div
              key={option.label}
              id={`${list}-${option.label}`}
              role="option"
              aria-selected={option === current}
              className={classNames(styles.option, option === current && styles.marked)}
              // The text area keeps the focus.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(option)}
            >
              <span>{option.label}</span>
              <span className={styles.hint}>{option.hint}</span>
            </div>
          ))}
        </div>
      )}
      {problem !== null && (
        <p className={styles.problem} role="status">
          {text === '' ? '' : `Character ${problem.offset + 1}: `}
          {problem.message}
        </p>
      )}
    </div>
  )
}
