'use client'

import { nodeDefinition } from '#scene-graph/nodes/registry.ts'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { useEditor, useEditorState, useGraph } from '../editor/editor-context.tsx'
import { childrenOf, indexOf, initialOf, outgoingOf, titleOf } from '../model/document.ts'
import { whenTaken } from '../model/spoken.ts'
import styles from './drawer.module.css'

/** The graph as a list: nodes inside nodes, and where each leads. For screen readers, and for finding one's way. */
export function Outline() {
  const graph = useGraph()
  if (graph.nodes.length === 0) return <p className={styles.nothing}>The graph is empty.</p>
  return (
    <nav aria-label="Outline of the graph" className={styles.outline}>
      <Level graph={graph} parent={null} />
    </nav>
  )
}

function Level({ graph, parent }: { graph: SceneGraph; parent: string | null }) {
  const start = initialOf(graph, parent)
  return (
    <ul className={styles.level}>
      {childrenOf(graph, parent).map((node) => (
        <Entry key={node.id} graph={graph} node={node} starts={node.id === start} />
      ))}
    </ul>
  )
}

function Entry({ graph, node, starts }: { graph: SceneGraph; node: GraphNode; starts: boolean }) {
  const editor = useEditor()
  const selected = useEditorState((s) => s.selection.nodes.has(node.id))
  const definition = nodeDefinition(node.type)
  const { nodes } = indexOf(graph)
  return (
    <li>
      <button
        type="button"
        className={styles.entry}
        aria-current={selected || undefined}
        onClick={() => editor.goTo([node.id])}
      >
        {titleOf(node)}
        <span className={styles.kind}>
          {definition.label}
          {starts ? ', start' : ''}
        </span>
      </button>
      {outgoingOf(graph, node.id).length > 0 && (
        <ul className={styles.edges} aria-label={`From ${titleOf(node)}`}>
          {outgoingOf(graph, node.id).map((edge) => {
            const target = edge.target === null ? undefined : nodes.get(edge.target)
            return (
              <li key={edge.id}>
                <button type="button" className={styles.edgeEntry} onClick={() => editor.goTo([], [edge.id])}>
                  {whenTaken(graph, edge).words} → {target === undefined ? 'stays' : titleOf(target)}
                </button>
              </li>
            )
          })}
        </ul>
      )}
      {definition.container && <Level graph={graph} parent={node.id} />}
    </li>
  )
}
