import { appendFileSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { LOG_LEVELS, type LogLevel } from '#platform/config.ts'
import type { Log, LogContext } from '#platform/log.ts'

export type Level = Exclude<LogLevel, 'silent'>

/** A log line as every process of ours writes it. */
const logLine = z.object({
  timestamp: z.string(),
  service: z.string(),
  level: z.enum(['debug', 'info', 'warn', 'error']),
  message: z.string(),
  context: z.record(z.string(), z.unknown()).optional(),
})
export type LogLine = z.infer<typeof logLine>

/** What a program printed, as a log line: ours are read, others' text is wrapped and its level told from its words. */
export function readLine(text: string, service: string, now: number): LogLine {
  if (text.startsWith('{')) {
    try {
      const parsed = logLine.safeParse(JSON.parse(text))
      if (parsed.success) return parsed.data
    } catch {
      // text that only looks like JSON: wrapped below
    }
  }
  return { timestamp: new Date(now).toISOString(), service, level: levelOf(text), message: text }
}

/** PostgreSQL, Redis and Next say how bad it is in words of their own. Redis marks with `#` what is only important, too. */
function levelOf(text: string): Level {
  if (/\b(FATAL|PANIC)\b|\bERROR:|^\s*⨯|^(?:Uncaught )?\w*Error:/.test(text)) return 'error'
  if (/\bWARNING:|^\s*⚠/.test(text)) return 'warn'
  const redis = /^\d+:[A-Z] .* # (.*)/.exec(text)?.[1]
  return redis !== undefined && /fail|error|corrupt|can't|out of memory/i.test(redis) && !/overcommit/.test(redis)
    ? 'warn'
    : 'info'
}

/** As people read it: time, level, service, message, and what belongs to it. */
export function formatLine(line: LogLine): string {
  const context =
    line.context === undefined || Object.keys(line.context).length === 0 ? '' : ` ${JSON.stringify(line.context)}`
  return `${line.timestamp.slice(11, 19)} ${line.level.toUpperCase().padEnd(5)} ${line.service}: ${line.message}${context}`
}

export const atLeast = (level: Level, threshold: LogLevel): boolean =>
  LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(threshold)

const MAX_BYTES = 20 * 1024 * 1024

/**
 * Files `{name}.log` in a folder, JSON lines, each moved to `{name}.log.1` when it is full (20 MB); what is bad
 * enough goes to the console too.
 */
export function createLogFiles(folder: string, options: { console: LogLevel; print: (text: string) => void }) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const sizes = new Map<string, number>()
  const write = (name: string, line: LogLine): void => {
    const file = path.join(folder, `${name}.log`)
    const text = `${JSON.stringify(line)}\n`
    let size = sizes.get(name) ?? statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (size > MAX_BYTES) {
      rmSync(`${file}.1`, { force: true })
      renameSync(file, `${file}.1`)
      size = 0
    }
    appendFileSync(file, text, { mode: 0o600 })
    sizes.set(name, size + Buffer.byteLength(text))
    if (atLeast(line.level, options.console)) options.print(formatLine(line))
  }
  return {
    folder,
    /** What the program `name` printed. */
    take: (name: string) => (text: string) => {
      if (text.trim() !== '') write(name, readLine(text, name, Date.now()))
    },
    /** A log of the supervisor's own. */
    log: (service: string): Log => {
      const say = (level: Level) => (message: string, context?: LogContext) =>
        write(service, {
          timestamp: new Date().toISOString(),
          service,
          level,
          message,
          ...(context === undefined ? {} : { context }),
        })
      return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
    },
  }
}
export type LogFiles = ReturnType<typeof createLogFiles>
