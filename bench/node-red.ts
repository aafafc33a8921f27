import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import { projectRoot } from '#platform/local/project.ts'
import { messageOf } from '#platform/log.ts'
import { cpuOf, type Part } from './processes.ts'

/** 5 wants Node 22. */
const VERSION = '4.1.8'
const folder = path.join(projectRoot, `.cache/node-red-${VERSION}`)

/** As long as the topics of the room. */
export const RED_OUT = 'red/echo-room/out/board/lamp/level'
export const redTopicOf = (n: number): string => `red/echo-room/in/board/counter-${n}/count`
const RED_IN = 'red/echo-room/in/board/+/count'

/** The same as the scenes: for each counter two states, and a command with the report's number at each change. */
const FUNCTION = `
const states = context.get('states') || {};
states[msg.topic] = states[msg.topic] === 'b' ? 'a' : 'b';
context.set('states', states);
return { payload: { v: 1, params: { n: msg.payload.value } } };`

const flow = (port: number) => [
  {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port,
    clientid: 'node-red',
    protocolVersion: '4',
    cleansession: true,
    keepalive: 60,
  },
  { id: 'tab', type: 'tab', label: 'bench' },
  {
    id: 'in',
    type: 'mqtt in',
    z: 'tab',
    topic: RED_IN,
    qos: '1',
    datatype: 'json',
    broker: 'broker',
    wires: [['logic']],
  },
  { id: 'logic', type: 'function', z: 'tab', func: FUNCTION, outputs: 1, wires: [['out']] },
  { id: 'out', type: 'mqtt out', z: 'tab', topic: RED_OUT, qos: '1', retain: 'false', broker: 'broker', wires: [] },
]

/** Fetches it into the cache, once; it is no dependency of ours. Throws an error that says what to do instead. */
async function install(): Promise<string> {
  const program = path.join(folder, 'node_modules/node-red/red.js')
  if (existsSync(program)) return program
  process.stderr.write(`fetching Node-RED ${VERSION} into ${path.relative(projectRoot, folder)}\n`)
  await mkdir(folder, { recursive: true })
  try {
    const packages = [
      'install',
      `--prefix=${folder}`,
      `node-red@${VERSION}`,
      '--no-audit',
      '--no-fund',
      '--omit=optional',
    ]
    await promisify(execFile)('npm', packages, { cwd: folder, timeout: 300_000 })
  } catch (error) {
    throw new Error(
      `Node-RED ${VERSION} could not be installed with npm; without a way to a registry leave it out with --without-node-red. ` +
        messageOf(error).slice(0, 400),
    )
  }
  return program
}

/** Starts it with the flow, nothing else of it switched on. */
export async function startNodeRed(brokerUrl: string): Promise<Part> {
  const program = await install()
  const userDir = path.join(folder, 'user')
  await mkdir(userDir, { recursive: true })
  await writeFile(path.join(userDir, 'flows.json'), JSON.stringify(flow(Number(new URL(brokerUrl).port))))
  const settings = {
    httpAdminRoot: false,
    httpNodeRoot: false,
    uiPort: 0,
    flowFile: 'flows.json',
    credentialSecret: false,
  }
  const file = path.join(userDir, 'settings.js')
  await writeFile(
    file,
    `module.exports = ${JSON.stringify({ ...settings, logging: { console: { level: 'info' } } })}\n`,
  )
  const child = spawn(process.execPath, [program, '--userDir', userDir, '--settings', file], {
    cwd: userDir,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  await new Promise<void>((resolve, reject) => {
    void gone.then(() => reject(new Error('Node-RED ended before it was ready')))
    // It says so when it is connected, in its own words.
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/Connected to broker/.test(line)) resolve()
    })
  })
  const pid = child.pid ?? 0
  return {
    name: 'node-red',
    pid,
    async stop() {
      child.kill('SIGTERM')
      await gone
    },
    cpuMs: () => cpuOf(pid),
  }
}
