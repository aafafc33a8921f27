import { spawn } from 'node:child_process'

/**
 * Ends a process when this one ends, however that happens: a tiny shell waits at a pipe that closes with us, then
 * sends the signal. Returns a function that unties. For programs that, unlike our own processes, don't notice that
 * their parent is gone.
 */
export function tieToUs(pid: number, signal: 'INT' | 'TERM'): () => void {
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -s ${signal} ${pid}`], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  watcher.on('error', () => process.emitWarning(`process ${pid} would outlive this one: there is no /bin/sh`))
  watcher.unref()
  watcher.stdin.on('error', () => watcher.kill('SIGKILL'))
  if ('unref' in watcher.stdin && typeof watcher.stdin.unref === 'function') watcher.stdin.unref()
  return () => watcher.kill('SIGKILL')
}
