'use client'

import { ExternalLink, Plus } from 'lucide-react'
import Link from 'next/link'
import { Button } from '#app/ui/button.tsx'
import { Field } from '#app/ui/field.tsx'
import { Select } from '#app/ui/select.tsx'
import type { GraphNode, SceneGraph } from '#scene-graph/parse.ts'
import { graphKey, type Role } from '#scene-graph/schema/document.ts'
import { useEditor, useGraph } from '../editor/editor-context.tsx'
import { useLibrary } from '../library/library-context.tsx'
import { containedIn, playedBy } from '../model/document.ts'
import { setFields } from '../model/nodes.ts'
import { addRole } from '../model/roles.ts'
import styles from './inspector.module.css'
import type { Slot } from './slot.ts'

/** Which other graph a node plays, and which version of it. */
export function GraphChoice({ node, label }: { node: GraphNode; label: string }) {
  const editor = useEditor()
  const graph = useGraph()
  const { graphs, missing } = useLibrary()
  const played = playedBy(node)
  const chosen = graphs.find((g) => g.id === played?.graph)
  const set = (fields: { graph?: string; version?: number | 'latest' }) =>
    editor.change('contained graph', (g) => setFields(g, node.id, fields))
  const newest = chosen?.latestVersion ?? 0
  const versions = Array.from({ length: newest }, (_, i) => String(newest - i))
  const why = played === null ? undefined : missing.get(graphKey(played.graph, played.version))
  return (
    <>
      <Field label={label} error={why}>
        <Select
          size="sm"
          placeholder={played === null ? 'Choose a scene or puzzle' : played.graph}
          options={graphs
            .filter((g) => g.id !== graph.id)
            .map((g) => ({
              value: g.id,
              label: g.name,
              hint: g.latestVersion === null ? 'not published' : `v${g.latestVersion}`,
              group: g.kind === 'puzzle' ? 'Puzzles' : 'Scenes',
            }))}
          value={chosen === undefined ? null : chosen.id}
          onChange={(id) => set({ graph: id, version: 'latest' })}
        />
      </Field>
      {played !== null && (
        <Field
          label="Version"
          aside={
            <Link href={`/studio/${played.graph}?from=${encodeURIComponent(graph.id)}`} className={styles.goThere}>
              Open <ExternalLink aria-hidden size={12} />
            </Link>
          }
        >
          <Select
            size="sm"
            options={[
              { value: 'latest', label: 'the newest when this is published' },
              ...versions.map((v) => ({ value: v, label: `version ${v}` })),
              ...(played.version === 'latest' || versions.includes(String(played.version))
                ? []
                : [{ value: String(played.version), label: `version ${played.version}` }]),
            ]}
            value={String(played.version)}
            onChange={(v) => set({ version: v === 'latest' ? v : Number(v) })}
          />
        </Field>
      )}
    </>
  )
}

/** What a role of ours lacks for a part in the contained graph, by name. */
function lacking(theirs: Role, ours: Role | undefined): string[] {
  const signals = Object.entries(theirs.signals)
    .filter(([name, { type }]) => ours?.signals[name]?.type !== type)
    .map(([name, { type }]) => `${name} (${type})`)
  const commands = Object.keys(theirs.commands).filter((name) => ours?.commands[name] === undefined)
  return [...signals, ...commands]
}

/** Which of our roles play the roles of the contained graph. */
export function BindingsTable({ node, slot }: { node: GraphNode; slot: Slot<Readonly<Record<string, string>>> }) {
  const editor = useEditor()
  const graph = useGraph()
  const contained = containedIn(graph, node)
  const { value: bindings } = slot
  if (contained === null)
    return Object.keys(bindings).length === 0 ? null : (
      <p className={styles.hint}>
        {Object.entries(bindings)
          .map(([theirs, ours]) => `${theirs} → ${ours}`)
          .join(', ')}
      </p>
    )
  const roles = Object.entries(contained.roles)
  if (roles.length === 0) return <p className={styles.hint}>It has no roles.</p>
  const oursOf = (name: string): string => bindings[name] ?? name
  const unbound = roles.filter(([name]) => graph.roles[oursOf(name)] === undefined)
  const bind = (name: string, ours: string) => {
    const { [name]: _, ...others } = bindings
    slot.set(ours === name ? others : { ...others, [name]: ours })
  }
  const makeAll = () =>
    editor.change('roles for a contained graph', (g) =>
      unbound.reduce<SceneGraph>((all, [name, role]) => addRole(all, oursOf(name), role), g),
    )
  return (
    <fieldset className={styles.list} aria-label="Roles of the contained graph">
      {roles.map(([name, role]) => {
        const ours = oursOf(name)
        const known = graph.roles[ours] !== undefined
        const lacks = known ? lacking(role, graph.roles[ours]) : []
        return (
          <div key={name} className={styles.binding}>
            <Field
              label={name}
              error={
                lacks.length === 0
                  ? known
                    ? undefined
                    : 'plays with no role of ours'
                  : `“${ours}” lacks ${lacks.join(', ')}`
              }
            >
              <Select
                size="sm"
                placeholder="Choose one of our roles"
                options={Object.keys(graph.roles).map((r) => ({
                  value: r,
                  label: r,
                  hint: lacking(role, graph.roles[r]).length === 0 ? 'fits' : '',
                }))}
                value={known ? ours : null}
                onChange={(next) => bind(name, next)}
              />
            </Field>
          </div>
        )
      })}
      {unbound.length > 0 && (
        <Button size="sm" icon={Plus} onClick={makeAll}>
          {unbound.length === 1 ? `Make the role ${unbound[0]?.[0] ?? ''}` : `Make ${unbound.length} roles like theirs`}
        </Button>
      )}
    </fieldset>
  )
}
