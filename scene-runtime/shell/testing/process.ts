import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { projectRoot } from '#platform/local/project.ts'

export type RuntimeProcess = {
  pid: number
  /** What it has logged. */
  lines: string[]
  /** SIGKILL: no instruction more. Resolves when it is gone. */
  kill(): Promise<void>
  signal(name: NodeJS.Signals): void
}

let bundles = 0

/** Bundles a process's entry as production does; answers the file. */
export async function bundleRuntime(entry = 'scene-runtime/main.ts'): Promise<string> {
  bundles += 1
  const outfile = path.join(projectRoot, `.cache/test-process-${process.pid}-${bundles}.mjs`)
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}

/** A process as it runs in production, a runtime as a rule. Resolves when it says that it is ready. */
export async function startRuntimeProcess(file: string, env: Record<string, string>): Promise<RuntimeProcess> {
  const child = spawn(process.execPath, [file], {
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
    void gone.then(() => reject(new Error(`the process ended before it was ready:\n${lines.join('\n')}`)))
  })
  await ready
  return {
    pid: child.pid ?? 0,
    lines,
    async kill() {
      child.kill('SIGKILL')
      await gone
    },
    signal: (name) => void child.kill(name),
  }
}
