import { startRedisServer } from '../local/redis-server.ts'

/** A Redis of this test's own, empty and forgetful: pub/sub knows no databases, so a shared one would leak. */
export async function startTestRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = await startRedisServer()
  return { url: server.url, stop: server.stop }
}
