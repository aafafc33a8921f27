import type { RoomAddress } from './names.ts'
import { roomKey } from './names.ts'

/** Redis channels and keys. Rooms are named `{tenant}:{room}`: two tenants may both have a `lobby`. */

/** Every domain event, for whoever listens (pub/sub). A message is a `PublishedEvent`. */
export const DOMAIN_EVENTS = 'sentient:domain_events'
/** Device commands to the gateway (pub/sub); the same commands stand in `COMMAND_STREAM` for a gateway that was away. */
export const DEVICE_COMMANDS = 'sentient:commands:device'
export const COMMAND_STREAM = 'sentient:stream:commands'
/**
 * Scenes that games ask to begin or to end, for the API (stream, field `event`: the `scene_requested` event as it stands in the
 * room's stream). The API reads it as consumer group `SCENE_STARTERS`.
 */
export const SCENE_REQUESTS = 'sentient:stream:scene_requests'
export const SCENE_STARTERS = 'api'
/** What realtime gateways hand to every client of a tenant, and to a room's subscribers. */
export const REALTIME_BROADCAST = 'sentient:realtime:broadcast'
export const realtimeRoom = (room: RoomAddress): string => `sentient:realtime:room:${roomKey(room)}`
/** A room's domain events in order, bounded; what the runtime reads. Entries have one field, `event`. */
export const ROOM_STREAM_PREFIX = 'sentient:stream:room:'
export const roomStream = (room: RoomAddress): string => `${ROOM_STREAM_PREFIX}${roomKey(room)}`
/**
 * Pub/sub: the entries of a room's stream that games may react to (`ROOM_INPUTS`), as `{entry id} {event JSON}`, told by
 * the script that appends them; `{entry id}`, when nothing up to there is still to be told; and `ROOM_INPUTS_GAP`. For
 * whoever plays the room, after reading the stream up to its end.
 */
export const ROOM_INPUTS_PREFIX = 'sentient:inputs:'
export const roomInputs = (room: RoomAddress): string => `${ROOM_INPUTS_PREFIX}${roomKey(room)}`
/** Somebody appended to the room's stream without telling: it must be read again. */
export const ROOM_INPUTS_GAP = 'gap'
/** Hash `{tenant}:{room}` → id of the last entry of its stream that was appended by a script that tells. */
export const ROOM_STREAM_TAILS = 'sentient:stream:tails'
/** Set of `{tenant}:{room}`: every room that has a stream. */
export const ROOMS = 'sentient:rooms'
/** Hash `{controller}/{device}/{signal}` → JSON `{value, at}`: the last known value of every signal of a room. */
export const roomSignals = (room: RoomAddress): string => `sentient:signals:${roomKey(room)}`
/** Hash `{controller}` → JSON presence, as the gateway last judged it. */
export const roomPresence = (room: RoomAddress): string => `sentient:presence:${roomKey(room)}`
/** A room's policy for hardware that is away (`RoomPolicy` JSON); missing: the defaults. */
export const roomPolicyKey = (room: RoomAddress): string => `sentient:policy:${roomKey(room)}`
/** Hash condition → `Condition` JSON: what is away now, as the services that can still write saw it. */
export const HOUSE_CONDITIONS = 'sentient:conditions'
/** When a gateway last said that it lives: epoch ms, by the clock of Redis. */
export const GATEWAY_ALIVE = 'sentient:gateway:alive'
/** Why journals are not being copied to PostgreSQL (`Condition` JSON); missing while they are. */
export const JOURNAL_TROUBLE = 'sentient:journals:trouble'
/** Missing in a Redis that was emptied: then games are brought back from PostgreSQL. */
export const LIVE_STORE_MARK = 'sentient:mark'
/** A session's journal (stream, field `record`), its latest snapshot (string) and its latest view (string). */
export const sessionJournal = (session: string): string => `sentient:journal:${session}`
export const sessionSnapshot = (session: string): string => `sentient:snapshot:${session}`
export const sessionView = (session: string): string => `sentient:view:${session}`
/** Hash session id → id of the last journal entry that is in PostgreSQL, of journals that are not there whole. */
export const JOURNALS = 'sentient:journals'
/** Hash session id → `SessionStart` JSON of the sessions that are live in a room. */
export const roomSessions = (room: RoomAddress): string => `sentient:sessions:${roomKey(room)}`
/** Hash graph id → JSON of a publication that the room's games of that graph take at their next checkpoint. */
export const roomPending = (room: RoomAddress): string => `sentient:pending:${roomKey(room)}`
/** Where the runtime stands in the room's stream. Moves in the same script as the journal. */
export const roomCursor = (room: RoomAddress): string => `sentient:cursor:${roomKey(room)}`
/** Who runs the room: `{fencing token}` while held. */
export const roomLease = (room: RoomAddress): string => `sentient:lease:room:${roomKey(room)}`
export const roomFence = (room: RoomAddress): string => `sentient:fence:room:${roomKey(room)}`
/** Epoch ms at which the room's runtime last said that it lives: from then on nobody played (timers that pause). */
export const roomAlive = (room: RoomAddress): string => `sentient:alive:room:${roomKey(room)}`
/** Which process copies journals to PostgreSQL. */
export const JOURNAL_WRITER_LEASE = 'sentient:lease:journal-writer'
/** Runtime processes that live: sorted set, process id → epoch ms (of Redis) until which it counts. */
export const RUNTIMES = 'sentient:runtimes'
/** Pub/sub: a room is free, or there is a new one; whoever runs rooms looks at once. */
export const ROOMS_NUDGE = 'sentient:runtimes:nudge'
/** Pub/sub: hash of a version that may be published soon, and lies in Redis; runtimes make it ready. */
export const VERSIONS_NUDGE = 'sentient:versions:nudge'
/** A published graph version, by the hash of its content. */
export const graphVersion = (hash: string): string => `sentient:version:${hash}`
/** What the gateway refused at the door, newest last, bounded (stream, field `refusal`). */
export const REFUSALS = 'sentient:stream:refusals'
/** Hash `{tenant}:{room}` → a room's controllers and devices (`RegistryRoom` JSON): what the gateway last knew. */
export const REGISTRY = 'sentient:registry'
/** Sorted set of `{command id} {address}` by the epoch ms at which the gateway was done with it: what is never sent again. */
export const COMMANDS_DONE = 'sentient:commands:done'
/** Hash `{tenant}:{room}` → the room's last emergency stop (`EmergencyRecord` JSON), cleared or not. */
export const EMERGENCIES = 'sentient:emergencies'
/**
 * Emergency stops and their ends (stream, field `event`) until they are in the audit log: the API reads it as consumer
 * group `AUDITORS` and takes out what PostgreSQL has.
 */
export const EMERGENCY_LOG = 'sentient:stream:emergencies'
export const AUDITORS = 'api'
