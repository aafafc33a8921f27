import type { Compiled } from '#scene-graph/compile/compile.ts'
import { hashOf } from '#scene-graph/hash.ts'
import type { Core } from './core.ts'

export type Version = { ok: true; compiled: Compiled } | { ok: false; reason: string }

export type Versions = {
  /** The compiled version, if it is here already. */
  peek(hash: string): Version | undefined
  /** Fetches and compiles it. What is wrong with the document is an answer; only a Redis that is away rejects. */
  load(hash: string): Promise<Version>
}

/** Compiled versions kept; a version in use is also held by its sessions. */
const KEPT = 64

/**
 * Published versions, compiled once and shared by all sessions of the process. `read` gives the document that was
 * published under a hash, as text, or null. A large one takes a while: `breath` is taken between its parts (HR9).
 */
export function createVersions(
  read: (hash: string) => Promise<string | null>,
  core: Pick<Core, 'parse' | 'compile' | 'warm'>,
  breath: () => Promise<void> = () => Promise.resolve(),
): Versions {
  const compiled = new Map<string, Version>()
  const loading = new Map<string, Promise<Version>>()

  async function fetchVersion(hash: string): Promise<Version> {
    const text = await read(hash)
    if (text === null) return { ok: false, reason: `version ${hash.slice(0, 12)} is not in Redis: publish it again` }
    const version = await compileText(core, text, hash, breath)
    // What is wrong now may be mended by publishing again, so only what works is kept.
    if (version.ok) {
      compiled.set(hash, version)
      const oldest = compiled.keys().next()
      if (compiled.size > KEPT && oldest.done !== true) compiled.delete(oldest.value)
    }
    return version
  }

  return {
    peek: (hash) => compiled.get(hash),
    load(hash) {
      const known = compiled.get(hash)
      if (known !== undefined) return Promise.resolve(known)
      const under = loading.get(hash)
      if (under !== undefined) return under
      const fresh = fetchVersion(hash).finally(() => loading.delete(hash))
      loading.set(hash, fresh)
      return fresh
    },
  }
}

async function compileText(
  core: Pick<Core, 'parse' | 'compile' | 'warm'>,
  text: string,
  hash: string,
  breath: () => Promise<void>,
): Promise<Version> {
  try {
    const document: unknown = JSON.parse(text)
    await breath()
    const graph = core.parse(document)
    await breath()
    const compiled = core.compile(graph)
    await breath()
    // Published by an older program: what this one reads into it (a migration, a new field's default) is not its content.
    const isOlder = compiled.hash !== hash && hashOf(document) === hash
    if (compiled.hash !== hash && !isOlder)
      return { ok: false, reason: `the document stored as version ${hash.slice(0, 12)} has another content hash` }
    const own = isOlder ? { ...compiled, hash } : compiled
    await breath()
    core.warm(own)
    return { ok: true, compiled: own }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { ok: false, reason: `version ${hash.slice(0, 12)} can not be compiled: ${reason}` }
  }
}
