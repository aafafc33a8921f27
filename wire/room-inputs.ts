import type { DomainEventType } from './domain-event.ts'

/** Events that a game may react to: whoever plays the room is handed them at once (`roomInputs`). */
export const ROOM_INPUTS: ReadonlySet<DomainEventType> = new Set([
  'device_state_changed',
  'device_online',
  'device_offline',
  'controller_online',
  'controller_offline',
  'device_command_acknowledged',
  'gm_action',
  'session_created',
  'scene_published',
  'room_event',
  'scene_requested',
  'room_policy_changed',
  'condition_began',
  'condition_ended',
  'emergency_stop_triggered',
])
