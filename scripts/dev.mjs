// npm run dev: the studio with `next dev`; a process is built and started again when its sources change.
import { spawn } from 'node:child_process'
import { outfileOf, watchProcesses } from './bundle.mjs'
import { generateClient } from './generate.mjs'

/** @type {import('node:child_process').ChildProcess | undefined} */
let supervisor

generateClient()
await watchProcesses((name) => {
  if (name === 'embedded') console.log('the supervisor changed: stop and start `npm run dev` to use it')
  else supervisor?.send({ restart: name })
})
supervisor = spawn(process.execPath, [outfileOf('embedded'), '--dev'], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  detached: true, // Ctrl-C is ours to hand on, once
})
supervisor.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => supervisor?.kill('SIGTERM'))
