import { type DestinationStream, pino } from 'pino'
import { LOG_LEVELS, type LogLevel } from './config.ts'

/** What a log line tells beside its message. An `error` that is an `Error` is written with its stack and causes. */
export type LogContext = Record<string, unknown>

export type Log = {
  debug(message: string, context?: LogContext): void
  info(message: string, context?: LogContext): void
  warn(message: string, context?: LogContext): void
  error(message: string, context?: LogContext): void
}

/**
 * JSON lines `{timestamp, service, level, message, context}` on standard output.
 * The level is the process's `LOG_LEVEL` unless given.
 */
export function createLog(service: string, options: { level?: LogLevel; to?: DestinationStream } = {}): Log {
  const logger = pino(
    {
      level: options.level ?? levelOf(process.env.LOG_LEVEL),
      base: { service },
      messageKey: 'message',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    options.to ?? pino.destination({ dest: 1, sync: true }),
  )
  const write = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, context?: LogContext) => {
    if (!logger.isLevelEnabled(level)) return
    logger[level](context === undefined ? {} : { context: readable(context) }, message)
  }
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') }
}

/** A wrong `LOG_LEVEL` is `readConfig`'s to refuse; until then, `info`. */
const levelOf = (text: string | undefined): LogLevel => LOG_LEVELS.find((level) => level === text) ?? 'info'

const readable = (context: LogContext): LogContext =>
  Object.fromEntries(
    Object.entries(context).map(([key, value]) => [key, value instanceof Error ? describeError(value) : value]),
  )

function describeError(error: Error): LogContext {
  const code = 'code' in error ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: messageOf(error.cause) }
  return { name: error.name, message: error.message, ...code, ...cause, stack: error.stack }
}

/** The text of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
