'use client'

import { useQuery } from '@tanstack/react-query'
import { CircleMinus, CirclePlus, PencilLine } from 'lucide-react'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { useTRPC } from '#app/shell/trpc.ts'
import { errorSentence } from '#app/ui/error-sentence.ts'
import { Skeleton } from '#app/ui/skeleton.tsx'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { type Difference, differences } from '../model/difference-words.ts'
import styles from './drawer.module.css'

const SIGNS = {
  added: { icon: CirclePlus, label: 'new', state: 'solved' },
  removed: { icon: CircleMinus, label: 'gone', state: 'failed' },
  changed: { icon: PencilLine, label: 'changed', state: 'attention' },
} as const

/** What the draft has otherwise than a version: in words here, marked on the canvas as long as this is open. */
export function Comparison({ graph, number }: { graph: string; number: number }) {
  const trpc = useTRPC()
  const editor = useEditor()
  const draft = useDeferredValue(useGraph())
  const version = useQuery(
    trpc.graphs.version.queryOptions({ id: graph, number }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const told = useMemo(
    () => (version.data === undefined ? null : differences(version.data.document, draft)),
    [version.data, draft],
  )
  useEffect(() => {
    const marked = new Set(told?.filter((d) => !d.cosmetic).flatMap((d) => [...d.nodes, ...d.edges]))
    editor.setState({ trace: marked })
    return () => editor.setState({ trace: null })
  }, [editor, told])
  if (told === null)
    return version.isError ? (
      <p className={styles.apart} role="alert">
        The version was not loaded: {errorSentence(version.error)}
      </p>
    ) : (
      <Skeleton height={32} />
    )
  if (told.length === 0) return <p className={styles.apart}>The draft is as version {number}.</p>
  return (
    <ul className={styles.differences} aria-label={`What the draft has otherwise than version ${number}`}>
      {told.map((difference) => (
        <Line key={difference.key} difference={difference} onGo={editor.goTo} />
      ))}
    </ul>
  )
}

type LineProps = { difference: Difference; onGo: (nodes: readonly string[], edges: readonly string[]) => void }

function Line({ difference, onGo }: LineProps) {
  const { kind, what, name, parts, nodes, edges, cosmetic } = difference
  const { icon: Icon, label, state } = SIGNS[kind]
  const said = [what, ...parts].join(' · ')
  return (
    <li>
      <button
        type="button"
        className={styles.difference}
        disabled={nodes.length + edges.length === 0}
        onClick={() => onGo(nodes, edges)}
      >
        <Icon aria-label={label} data-state={state} />
        <span className={styles.message}>{name}</span>
        <span className={styles.where} title={said}>
          {said}
        </span>
        {cosmetic && <span className={styles.when}>nothing for a game</span>}
      </button>
    </li>
  )
}
