import { existsSync, readFileSync } from 'node:fs'

/** Whether a process runs: it exists, and is not one that has ended and that nobody asked about yet (state `Z`). */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false // there is no such process
  }
  const stat = `/proc/${pid}/stat`
  if (!existsSync('/proc/self/stat')) return true
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'))
}
