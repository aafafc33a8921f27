import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from '#platform/local/project.ts'

export type RuntimeProcess = {
  pid: number
  /** What it has logged. */
  lines: string[]
  /** SIGKILL: no instruction more. Resolves when it is gone. */
  kill(): Promise<void>
}

/** A runtime as it runs in production: a process of its own. Resolves when it says that it is ready. */
export async function startRuntimeProcess(env: Record<string, string>): Promise<RuntimeProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(projectRoot, 'scene-runtime/main.ts')], {
    cwd: projectRoot,
    env: { ...process.env, LOG_LEVEL: 'info', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  const gone = once(child, 'exit')
  const ready = new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        if (line.includes('"message":"ready"')) resolve()
      })
    void gone.then(() => reject(new Error(`the runtime ended before it was ready:\n${lines.join('\n')}`)))
  })
  await ready
  return {
    pid: child.pid ?? 0,
    lines,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
  }
}
