import { type ChildProcess, spawn } from 'node:child_process'

/**
 * Ends a process that we started when we end ourselves, however that happens: a tiny shell waits at a pipe that
 * closes with us, then sends the signal. For a process that, left alone, would go on without us.
 */
export function tieToUs(child: ChildProcess, signal: 'INT' | 'TERM'): void {
  if (child.pid === undefined) return // never came to be
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -s ${signal} ${child.pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  const untie = () => watcher.kill('SIGKILL')
  watcher.on('error', (error) => process.emitWarning(`${child.spawnfile} would outlive this process: ${error.message}`))
  watcher.stdin.on('error', untie)
  child.once('exit', untie) // its id may soon be another's
  watcher.unref()
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref()
}
