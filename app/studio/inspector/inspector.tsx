'use client'

import { useState } from 'react'
import { Tabs } from '#app/ui/tabs.tsx'
import { useEditorState, useGraph } from '../editor/editor-context.tsx'
import { indexOf } from '../model/document.ts'
import { isUnbound, useStudioRoom } from '../room/room-context.tsx'
import { EdgeForm } from './edge-form.tsx'
import { GraphForm } from './graph-form.tsx'
import styles from './inspector.module.css'
import { NodeForm } from './node-form.tsx'
import { RolesPanel } from './roles-panel.tsx'
import { SelectionForm } from './selection-form.tsx'
import { VariablesPanel } from './variables-panel.tsx'

type Tab = 'selection' | 'roles' | 'variables'

/** What is selected, and what the graph names. A new selection brings its form back. */
export function Inspector() {
  const graph = useGraph()
  const room = useStudioRoom()
  const selection = useEditorState((s) => s.selection)
  const [tab, setTab] = useState<{ tab: Tab; at: typeof selection }>({ tab: 'selection', at: selection })
  const shown: Tab = tab.at === selection || nothing(selection) ? tab.tab : 'selection'
  const unbound = Object.keys(graph.roles).filter((role) => isUnbound(room, role)).length
  return (
    <Tabs<Tab>
      label="Inspector"
      className={styles.panel ?? ''}
      value={shown}
      onChange={(next) => setTab({ tab: next, at: selection })}
      tabs={[
        { id: 'selection', label: 'Inspector', content: <Selected /> },
        {
          id: 'roles',
          label: 'Roles',
          ...(unbound === 0 ? {} : { badge: `${unbound} unbound` }),
          content: <RolesPanel />,
        },
        { id: 'variables', label: 'Variables', content: <VariablesPanel /> },
      ]}
    />
  )
}

const nothing = (s: { nodes: ReadonlySet<string>; edges: ReadonlySet<string> }): boolean =>
  s.nodes.size === 0 && s.edges.size === 0

function Selected() {
  const graph = useGraph()
  const { nodes, edges } = useEditorState((s) => s.selection)
  const index = indexOf(graph)
  const [node] = nodes
  const [edge] = edges
  if (nodes.size + edges.size > 1) return <SelectionForm />
  const chosenNode = index.nodes.get(node ?? '')
  if (chosenNode !== undefined) return <NodeForm key={chosenNode.id} node={chosenNode} />
  const chosenEdge = index.edges.get(edge ?? '')
  if (chosenEdge !== undefined) return <EdgeForm key={chosenEdge.id} edge={chosenEdge} />
  return <GraphForm />
}
