'use client'

import { ArrowRight, Command as CommandIcon, type LucideIcon } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react'
import { classNames } from '#app/ui/class-names.ts'
import { Dialog } from '#app/ui/dialog.tsx'
import { Kbd } from '#app/ui/kbd.tsx'
import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import { nodeIcon } from '../canvas/icons.ts'
import type { Command } from '../editor/commands.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { indexOf, titleOf } from '../model/document.ts'
import { whenTaken } from '../model/spoken.ts'
import styles from './search-dialog.module.css'

type Hit = { id: string; icon: LucideIcon; label: string; hint: string; keys?: string; run: () => void }

const MOST = 60

/** ⌘K: nodes and edges by what stands on them, and everything that can be done. */
export function SearchDialog({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const editor = useEditor()
  const graph = useGraph()
  const [typed, setTyped] = useState('')
  const [marked, setMarked] = useState(0)
  const list = useId()
  const listRef = useRef<HTMLDivElement>(null)

  const all = useMemo((): Hit[] => {
    const { nodes } = indexOf(graph)
    const state = editor.getState()
    const places = graph.nodes.map((node): Hit => {
      const definition = nodeDefinition(node.type)
      return {
        id: node.id,
        icon: nodeIcon(definition.icon),
        label: titleOf(node),
        hint: [definition.label, definition.describe(node.data)].filter((t) => t !== '').join(' · '),
        run: () => editor.goTo([node.id]),
      }
    })
    const paths = graph.edges.map((edge): Hit => {
      const [source, target] = [nodes.get(edge.source), nodes.get(edge.target ?? '')]
      return {
        id: edge.id,
        icon: ArrowRight,
        label: whenTaken(graph, edge).words,
        hint: `${source === undefined ? '' : titleOf(source)} → ${target === undefined ? 'stays' : titleOf(target)}`,
        run: () => editor.goTo([], [edge.id]),
      }
    })
    const deeds = commands
      .filter((c) => c.enabled?.(state) ?? true)
      .map((c): Hit => {
        const [keys] = c.keys ?? []
        return {
          id: `do ${c.id}`,
          icon: CommandIcon,
          label: c.label,
          hint: '',
          run: c.run,
          ...(keys === undefined ? {} : { keys }),
        }
      })
    return [...deeds, ...places, ...paths]
  }, [graph, commands, editor])

  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')
  const found = all.filter((hit) => {
    const text = `${hit.label} ${hit.hint} ${hit.id}`.toLowerCase()
    return words.every((w) => text.includes(w))
  })
  const hits = found.toSorted((a, b) => rank(a, typed) - rank(b, typed)).slice(0, MOST)
  const current = Math.min(marked, hits.length - 1)

  useEffect(() => {
    listRef.current?.children[current]?.scrollIntoView({ block: 'nearest' })
  }, [current])

  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (by !== 0) {
      event.preventDefault()
      setMarked((current + by + hits.length) % Math.max(1, hits.length))
    }
    if (event.key === 'Enter') choose(hits[current])
  }
  const choose = (hit: Hit | undefined) => {
    if (hit === undefined) return
    onClose()
    hit.run()
  }

  return (
    <Dialog open bare onOpenChange={onClose} title="Search and commands">
      <input
        ref={takeFocus}
        className={styles.input}
        role="combobox"
        aria-label="Search nodes, edges and commands"
        aria-expanded
        aria-controls={list}
        aria-activedescendant={hits[current] === undefined ? undefined : `${list}-${current}`}
        placeholder="Search nodes, edges and commands"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setMarked(0)
        }}
        onKeyDown={onKeyDown}
      />
      <div ref={listRef} id={list} role="listbox" aria-label="Found" className={styles.list}>
        {hits.map((hit, index) => {
          const Icon = hit.icon
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the combobox's, which names this option as its active one.
            // biome-ignore lint/a11y/useFocusableInteractive: as above.
            <div
              key={hit.id}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === current}
              className={classNames(styles.hit, index === current && styles.marked)}
              onPointerMove={() => setMarked(index)}
              onClick={() => choose(hit)}
            >
              <Icon aria-hidden />
              <span className={styles.label}>{hit.label}</span>
              <span className={styles.hint}>{hit.keys === undefined ? hit.hint : <Kbd keys={hit.keys} />}</span>
            </div>
          )
        })}
        {hits.length === 0 && <p className={styles.none}>Nothing is called “{typed}”.</p>}
      </div>
    </Dialog>
  )
}

/** What begins with the text first; while nothing is typed, in the order given: commands, nodes, edges. */
function rank(hit: Hit, typed: string): number {
  if (typed === '') return 0
  const label = hit.label.toLowerCase()
  const text = typed.toLowerCase()
  return label.startsWith(text) ? 0 : label.includes(text) ? 1 : 2
}

/** The dialogue's content comes a moment after the dialogue: the field takes the focus as it comes. */
const takeFocus = (input: HTMLInputElement | null): void => input?.focus()
