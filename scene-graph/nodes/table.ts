import { NODES } from './registry.ts'

/** The node types as a Markdown table, for `docs/nodes.md`. */
export function nodeTable(): string {
  const rows = [...NODES.values()].map((definition) => {
    const data = definition.fresh()
    const ports = definition.ports({ data, childOutcomes: ['solved'] }).map((port) => `\`${port.id}\``)
    const fields = definition.fields.map((field) => `\`${field.at}\``)
    return `| \`${definition.type}\` | ${definition.family} | ${definition.summary} | ${ports.join(', ') || '–'} | ${fields.join(', ') || '–'} |`
  })
  return ['| type | family | what it is for | exits | data |', '| --- | --- | --- | --- | --- |', ...rows].join('\n')
}
