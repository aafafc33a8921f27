import type { Migration } from './migration.ts'

export const wholeLanguage: Migration = {
  from: 1,
  to: 2,
  name: 'whole-language',
  why: [
    'Version 2 has the flow and puzzle nodes, contained graphs, expressions, and more conditions, values and actions.',
    'All of it is new types and new fields whose defaults are what version 1 did: an edge has no further targets, a node',
    'no expected time, a document contains no graphs. What a version 1 document says explicitly means the same, so that',
    'nothing is rewritten. It is a version of its own so that a program of version 1 refuses what it cannot play.',
  ].join(' '),
  up: (document) => document,
}
