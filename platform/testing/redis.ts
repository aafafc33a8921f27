import { freePort } from '../local/ports.ts'
import { redisUrl, startRedisServer } from '../local/redis-server.ts'

/** A Redis of this test's own, empty and forgetful: pub/sub knows no databases, so a shared one would leak. */
export async function startTestRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort()
  const server = await startRedisServer({ port })
  return { url: redisUrl({ port }), stop: server.stop }
}
