// npm run app: the built app alone, on APP_PORT and HOST as all processes read them.
import { spawn } from 'node:child_process'
import path from 'node:path'
import { root } from './bundle.mjs'

const next = path.join(root, 'node_modules/next/dist/bin/next')
const { APP_PORT = '3000', HOST = '127.0.0.1' } = process.env
const app = spawn(process.execPath, [next, 'start', '--port', APP_PORT, '--hostname', HOST], {
  cwd: root,
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.kill('SIGTERM'))
app.on('exit', (code) => process.exit(code ?? 1))
