import { z } from 'zod'
import { json } from './json.ts'
import { segment } from './names.ts'

export const DOMAIN_EVENT_TYPES = [
  'device_state_changed',
  'device_online',
  'device_offline',
  'device_error',
  'device_command',
  'device_command_acknowledged',
  'device_registered',
  'controller_registered',
  'controller_online',
  'controller_offline',
  'controller_heartbeat',
  'controller_error',
  'puzzle_started',
  'puzzle_progress',
  'puzzle_solved',
  'puzzle_failed',
  'puzzle_reset',
  'puzzle_skipped',
  'scene_started',
  'scene_advanced',
  'scene_completed',
  'scene_published',
  'scene_reloaded',
  'scene_reload_blocked',
  'scene_rolled_back',
  'scene_pending',
  'scene_requested',
  'session_created',
  'session_started',
  'session_paused',
  'session_resumed',
  'session_frozen',
  'session_completed',
  'session_abandoned',
  'session_faulted',
  'session_logged',
  'checkpoint_passed',
  'room_event',
  'room_policy_changed',
  'condition_began',
  'condition_ended',
  'media_cued',
  'light_cued',
  'display_changed',
  'hint_requested',
  'hint_sent',
  'gm_action',
  'gm_notice',
  'emergency_stop_triggered',
  'emergency_stop_reported',
  'emergency_stop_cleared',
  'safety_alert',
  'security_alert',
] as const

export const domainEventType = z.enum(DOMAIN_EVENT_TYPES)
export type DomainEventType = z.infer<typeof domainEventType>

/** The one envelope that every service writes and reads. `timestamp` is the gateway's or service's own clock. */
export const domainEvent = z.object({
  event_id: z.string().min(1),
  type: domainEventType,
  tenant_id: segment,
  room_id: segment,
  controller_id: segment.optional(),
  device_id: segment.optional(),
  session_id: z.string().optional(),
  payload: z.record(z.string(), json),
  timestamp: z.iso.datetime(),
  metadata: z.object({
    source: z.string(),
    mqtt_topic: z.string().optional(),
    trace_id: z.string(),
    caused_by: z.string().optional(),
  }),
})
export type DomainEvent = z.infer<typeof domainEvent>

/** As it travels on `sentient:domain_events`: with its place in the room's stream, the cursor of whoever reconnects. */
export const publishedEvent = domainEvent.extend({ stream_id: z.string() })
export type PublishedEvent = z.infer<typeof publishedEvent>
