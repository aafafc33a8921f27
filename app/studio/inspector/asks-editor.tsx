'use client'

import { Plus, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button, IconButton } from '#app/ui/button.tsx'
import { Select } from '#app/ui/select.tsx'
import type { Condition } from '#scene-graph/schema/condition.ts'
import type { Operand } from '#scene-graph/schema/values.ts'
import { useGraph } from '../editor/editor-context.tsx'
import { type Asking, askAs, howOf, howsFor, subjectOf, withSubject } from './asks.ts'
import { Part } from './condition-parts.tsx'
import styles from './inspector.module.css'
import { OperandInput, SourcePicker } from './operand-input.tsx'
import { item, placed, type Slot, within } from './slot.ts'
import { constant, firstValue, rangeOf, typeOfOperand } from './typed-values.ts'

type AsksProps = { slot: Slot<Condition>; value: Asking; label: string; menu: ReactNode }

/** What to look at, how, and with what it is compared: one sentence. */
export function Asks({ slot, value, label, menu }: AsksProps) {
  const graph = useGraph()
  const subject = subjectOf(value)
  const type = typeOfOperand(graph, subject)
  const looked = within<Condition, Operand>(slot, subject, (next) => withSubject(graph, value, next))
  const isRead = !['constant', 'payload', 'expression'].includes(subject.type)
  const operand = (part: Operand, put: (next: Operand) => Condition, what: string, of = type) => (
    <OperandInput
      slot={within<Condition, Operand>(slot, part, put)}
      type={of}
      label={what}
      {...(subject.type === 'health' ? { choices: ['online', 'offline'] } : {})}
      {...rangeOf(graph, subject)}
    />
  )
  const how = (
    <Select
      aria-label="Comparison"
      size="sm"
      options={howsFor(graph, value)}
      value={howOf(value)}
      onChange={(next) => slot.set(askAs(graph, value, next))}
    />
  )
  return (
    <Part
      label={label}
      menu={menu}
      head={
        isRead ? (
          <SourcePicker slot={looked} label="What to look at" />
        ) : (
          <OperandInput slot={looked} type={null} label="What to look at" />
        )
      }
    >
      {value.type === 'compare' ? (
        <div className={styles.compareRow}>
          {how}
          {operand(value.right, (right) => ({ ...value, right }), 'Value')}
        </div>
      ) : (
        <>
          {how}
          {value.type === 'between' && (
            <>
              <Line word="from">{operand(value.min, (min) => ({ ...value, min }), 'From', 'number')}</Line>
              <Line word="to">{operand(value.max, (max) => ({ ...value, max }), 'To', 'number')}</Line>
            </>
          )}
          {value.type === 'within' && (
            <>
              <Line word="to">{operand(value.of, (of) => ({ ...value, of }), 'Close to', 'number')}</Line>
              <Line word="±">
                {operand(value.tolerance, (tolerance) => ({ ...value, tolerance }), 'Tolerance', 'number')}
              </Line>
            </>
          )}
          {value.type === 'changed' && (
            <>
              <Line word="by">{operand(value.by, (by) => ({ ...value, by }), 'By', 'number')}</Line>
              <Select
                aria-label="Direction"
                size="sm"
                options={DIRECTIONS}
                value={value.direction}
                onChange={(direction) => slot.set({ ...value, direction })}
              />
            </>
          )}
          {value.type === 'in' && <OneOf slot={slot} value={value} />}
        </>
      )}
    </Part>
  )
}

const DIRECTIONS = [
  { value: 'any', label: 'up or down, since the node became active' },
  { value: 'up', label: 'up, since the node became active' },
  { value: 'down', label: 'down, since the node became active' },
] as const

const Line = ({ word, children }: { word: string; children: ReactNode }) => (
  <div className={styles.wordRow}>
    <span className={styles.word}>{word}</span>
    {children}
  </div>
)

function OneOf({ slot, value }: { slot: Slot<Condition>; value: Extract<Asking, { type: 'in' }> }) {
  const graph = useGraph()
  const type = typeOfOperand(graph, value.value)
  const list = within<Condition, readonly Operand[]>(slot, value.of, (of) => ({ ...value, of: [...of] }))
  return (
    <>
      {placed(value.of).map(({ key, index, value: one }) => (
        <span key={key} className={styles.withRemove}>
          <OperandInput
            slot={item(list, index, one)}
            type={type}
            label={`Value ${index + 1}`}
            {...(value.value.type === 'health' ? { choices: ['online', 'offline'] } : {})}
            {...rangeOf(graph, value.value)}
          />
          <IconButton
            icon={X}
            size="sm"
            label={`Remove value ${index + 1}`}
            disabled={value.of.length === 1}
            onClick={() => list.set(value.of.toSpliced(index, 1))}
          />
        </span>
      ))}
      <Button
        size="sm"
        variant="quiet"
        icon={Plus}
        className={styles.addOne}
        onClick={() => list.set([...value.of, constant(firstValue(type ?? 'number'))])}
      >
        Another value
      </Button>
    </>
  )
}
