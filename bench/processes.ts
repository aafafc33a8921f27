import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { build } from 'esbuild'
import { projectRoot } from '#platform/local/project.ts'

/** Parts of a measurement run as processes of their own, as they would in production, from bundles as in production. */
export type Part = { name: string; pid: number; stop(): Promise<void>; cpuMs(): Promise<number> }

const outDir = path.join(projectRoot, 'bench/.build')

/** Bundles an entry (a path in the project) and answers where it is. */
export async function bundle(entry: string): Promise<string> {
  const outfile = path.join(outDir, `${entry.replaceAll('/', '-').replace(/\.ts$/, '')}.mjs`)
  await mkdir(outDir, { recursive: true })
  await build({
    absWorkingDir: projectRoot,
    entryPoints: [entry],
    outfile,
    bundle: true,
    packages: 'external',
    platform: 'node',
    target: 'node20.9',
    format: 'esm',
    logLevel: 'error',
  })
  return outfile
}

/** Starts a part; resolves with the first line that `ready` accepts. */
export async function startPart(
  name: string,
  file: string,
  options: { env?: Record<string, string>; args?: string[]; execArgv?: string[]; ready: (line: string) => boolean },
): Promise<Part & { line: string; child: ChildProcess }> {
  const child = spawn(process.execPath, [...(options.execArgv ?? []), file, ...(options.args ?? [])], {
    cwd: projectRoot,
    env: { ...process.env, LOG_LEVEL: 'info', ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const gone = once(child, 'exit')
  const line = await new Promise<string>((resolve, reject) => {
    void gone.then(() => reject(new Error(`${name} ended before it was ready`)))
    if (child.stdout === null) throw new Error(`${name} has no output`)
    createInterface({ input: child.stdout }).on('line', (text) => {
      if (options.ready(text)) resolve(text)
      else if (/"level":"(warn|error)"/.test(text)) process.stderr.write(`${name}: ${text}\n`)
    })
  })
  return {
    name,
    line,
    child,
    pid: child.pid ?? 0,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM')
      await gone
    },
    cpuMs: () => cpuOf(child.pid ?? 0),
  }
}

/** CPU time that a process has used, ms; 0 where /proc does not tell. */
export async function cpuOf(pid: number): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  return ticks * 10
}
