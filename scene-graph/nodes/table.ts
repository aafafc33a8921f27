import type { Field, NodeDefinition } from './define-node.ts'
import { NODES } from './registry.ts'

/** The node types as a Markdown table, for `docs/nodes.md`. */
function nodeTable(): string {
  const rows = [...NODES.values()].map((definition) => {
    const link =
      definition.family === 'annotation' ? `\`${definition.type}\`` : `[\`${definition.type}\`](#${definition.type})`
    return `| ${link} | ${definition.family} | ${definition.summary} | ${exitsOf(definition) || '–'} |`
  })
  return ['| type | family | what it is for | exits |', '| --- | --- | --- | --- |', ...rows].join('\n')
}

/** What the cases of a type's scene show: case → sentence. */
type Told = Readonly<Record<string, Readonly<Record<string, string>>>>

const HEAD = `# Node types

Made from the registry (\`scene-graph/nodes/\`); how they play together is said in [scene-graph.md](scene-graph.md).
Each has a scene of its own in [examples/nodes](../examples/nodes), played by its tests as told below. Besides its own fields
every node has \`name\`, \`expected\` (how long players are expected to be in it, ms) and \`whenRemoved\` (see *Reload* there).
`

/** `docs/nodes.md`, whole. */
export function nodePage(told: Told): string {
  const sections = [...NODES.values()]
    .filter(({ family }) => family !== 'annotation')
    .map((definition) => section(definition, told[definition.type] ?? {}))
  return `${[HEAD, nodeTable(), '', ...sections].join('\n').trimEnd()}\n`
}

function section(definition: NodeDefinition, told: Told[string]): string {
  const { type, label, summary, fields, behaviour } = definition
  const fresh = new Map(Object.entries(Object(definition.fresh())))
  const rows = fields.flatMap((field) => fieldRows(field, '', without(fresh.get(field.at))))
  const exits = exitsOf(definition)
  return [
    `## ${type}`,
    '',
    `**${label}.** ${summary}`,
    '',
    `![${label}: the example](nodes/${type}.svg)`,
    '',
    ...(rows.length === 0
      ? []
      : ['| field | in the form | what it is | without it |', '| --- | --- | --- | --- |', ...rows, '']),
    `Exits: ${exits || 'none'}.`,
    '',
    ...(behaviour === null
      ? []
      : [
          `- Entered again: ${behaviour.again}`,
          `- Frozen: ${behaviour.frozen}`,
          `- Reloaded: ${behaviour.reload}`,
          '',
        ]),
    `[The example](../examples/nodes/${type}.json), played:`,
    '',
    ...Object.entries(told).map(
      ([name, sentence]) =>
        `- [${name}](../examples/nodes/${type}.${name}.jsonl) ([trace](../examples/nodes/${type}.${name}.trace.jsonl)): ${sentence}`,
    ),
    '',
  ].join('\n')
}

function exitsOf(definition: NodeDefinition): string {
  const ports = definition.ports({ data: definition.fresh(), childOutcomes: [] }).map((port) => `\`${port.id}\``)
  return [...ports, ...(MORE_EXITS[definition.type] ?? [])].join(', ')
}

/** Exits that depend on what is inside or chosen. */
const MORE_EXITS: Readonly<Record<string, readonly string[]>> = {
  group: ['one for each outcome of an end inside'],
  graph: ['one for each of its outcomes'],
  loop: ['one for each outcome in `leaveOn`'],
  random: ['as `choices` says'],
}

/** What a field is where a document says nothing of it. What is empty then says so by standing empty here. */
function without(value: unknown): string {
  if (value === undefined || value === null || value === '' || typeof value === 'function') return ''
  if (typeof value !== 'object') return `\`${JSON.stringify(value)}\``
  // A bare constant is short for this.
  if ('type' in value && value.type === 'constant' && 'value' in value) return without(value.value)
  return Object.keys(value).length === 0 ? '' : `\`${JSON.stringify(value)}\``
}

function fieldRows(field: Field, within: string, left = ''): string[] {
  const name = `${within}${field.at}`
  const own = `| \`${name}\` | ${field.label} | ${[holds(field), field.help ?? ''].filter((t) => t !== '').join('. ')} | ${left} |`
  if (field.control !== 'list') return [own]
  return [own, ...field.fields.flatMap((inner) => fieldRows(inner, `${name}[].`))]
}

/** What a field may hold, in words. */
function holds(field: Field): string {
  switch (field.control) {
    case 'text':
    case 'multiline':
      return 'Text'
    case 'outcome':
    case 'action-name':
    case 'name':
      return 'A name'
    case 'number':
      return `A number${range(field)}`
    case 'toggle':
      return 'Yes or no'
    case 'choice':
      return field.options.map(({ value, label }) => `\`${value}\`: ${label}`).join('; ')
    case 'duration':
      return 'A duration: ms, a variable or an expression'
    case 'timing':
      return 'What its duration does when frozen, reloaded and restarted, and whether the game master sees it (SG9)'
    case 'actions':
      return 'A list of actions'
    case 'action':
      return 'An action'
    case 'cue-steps':
      return 'A list of `{id?, action, wait?}`'
    case 'child':
      return 'A node inside'
    case 'node':
      return 'A node of the graph'
    case 'condition':
      return 'A condition'
    case 'signal-trigger':
      return field.match ? 'A signal trigger, with a value to match or without' : 'A signal trigger'
    case 'signal':
      return '`{role, signal}`'
    case 'operand':
      return 'A value: a constant, or where to read it'
    case 'scalar':
      return 'A constant'
    case 'scalars':
      return 'A list of constants'
    case 'names':
      return 'A list of names'
    case 'durations':
      return 'A list of ms'
    case 'graph':
      return 'The id of a graph; `version`: a number or `"latest"`'
    case 'bindings':
      return 'Role → role'
    case 'list':
      return `A list; each ${field.noun} may have an \`id\``
  }
}

function range({ min, max, unit }: { min?: number; max?: number; unit?: string }): string {
  const bounds = min === undefined ? '' : max === undefined ? ` from ${min}` : ` from ${min} to ${max}`
  return `${unit === undefined ? '' : ` (${unit})`}${bounds}`
}
