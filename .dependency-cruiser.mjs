// Who may import whom (docs: architecture). `npm run check` fails when this reads next to nothing.
const tests = '\\.test\\.tsx?$|/testing(/|\\.ts$)'

/** Files in `from` import of our own rooms only those in `to` (regular expressions on paths). */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: tests },
  to: {
    path: '^(app|server|scene-runtime|scene-graph|wire|platform|generated|demo|bin|bench|e2e|examples|deploy)/',
    pathNot: to,
  },
})

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    only('wire-is-alone', '^wire/', '^wire/', 'The wire contract imports nothing of ours.'),
    only('scene-graph-is-pure', '^scene-graph/', '^scene-graph/', 'What a scene is knows nothing but values.'),
    only(
      'core-is-pure',
      '^scene-runtime/core/',
      '^(scene-runtime/core|scene-graph|wire)/',
      'The core plays scenes as pure functions.',
    ),
    only(
      'analysis-is-pure',
      '^scene-runtime/analyse/',
      '^(scene-runtime/(analyse|core)|scene-graph|wire)/',
      'Analysis steps scenes by the core: it and a game cannot disagree.',
    ),
    {
      name: 'pure-needs-no-node',
      comment: 'Pure code runs in a browser, in the runtime and on the command line.',
      severity: 'error',
      from: { path: '^(wire|scene-graph|scene-runtime/(core|analyse))/', pathNot: tests },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-needs-no-framework',
      comment:
        'Values in, values out: of packages, pure code takes schemas, the statechart algorithm, the parser of expressions and hashes.',
      severity: 'error',
      from: { path: '^(wire|scene-graph|scene-runtime/(core|analyse))/', pathNot: tests },
      to: { path: 'node_modules', pathNot: 'node_modules/(zod|xstate|@marcbachmann/cel-js|saxes|@noble/hashes)/' },
    },
    only(
      'platform-knows-the-wire',
      '^platform/',
      '^(platform|wire|generated)/',
      'Platform is what processes stand on.',
    ),
    only(
      'shell-meets-others-on-the-wire',
      '^scene-runtime/(shell|main)',
      '^(scene-runtime|scene-graph|wire|platform|generated)/',
      'The runtime talks to the other services through Redis.',
    ),
    ...['api', 'mqtt-gateway', 'realtime-gateway', 'embedded'].map((service) =>
      only(
        `${service}-meets-others-on-the-wire`,
        `^server/${service}/`,
        `^(server/${service}|scene-runtime/core|scene-graph|wire|platform|generated|examples)/`,
        'Services never import each other.',
      ),
    ),
    only(
      'demo-is-a-controller',
      '^demo/',
      '^(demo|wire|platform|examples)/',
      'A virtual controller knows what a real one knows.',
    ),
    only(
      'command-line-is-pure',
      '^bin/',
      '^(bin|scene-runtime/(core|analyse)|scene-graph|wire)/',
      'The command line works without a server.',
    ),
    {
      name: 'app-knows-pure-code',
      comment: 'The app takes in pure code, and of the API the type of its router only.',
      severity: 'error',
      from: { path: '^app/', pathNot: tests },
      to: {
        path: '^(server|scene-runtime/shell|platform|generated|demo|bin|bench|e2e|deploy)/',
        pathNot: '^demo/schema\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'app-knows-one-type-of-the-server',
      comment: 'The app takes in pure code, and of the API the type of its router only.',
      severity: 'error',
      from: { path: '^app/', pathNot: tests },
      to: { path: '^(server|scene-runtime/shell|platform|generated)/', pathNot: '^server/api/router\\.ts$' },
    },
    {
      name: 'tests-stay-in-tests',
      comment: 'What runs in production imports no test help.',
      severity: 'error',
      from: { path: '^(app|server|scene-runtime|scene-graph|wire|platform|demo|bin)/', pathNot: tests },
      to: { path: '/testing(/|\\.ts$)|\\.test\\.tsx?$|node_modules/(vitest|@testing-library|fast-check|happy-dom)/' },
    },
    {
      name: 'no-development-packages',
      comment: 'What runs in production is there after `npm ci --omit=dev`.',
      severity: 'error',
      from: { path: '^(app|server|scene-runtime|scene-graph|wire|platform|demo|bin)/', pathNot: tests },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-cycles',
      comment: 'A cycle has no beginning to understand it from.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'What is imported is there.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|\\.next|\\.cache|generated/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.d.ts', '.json', '.css'],
    },
  },
}
