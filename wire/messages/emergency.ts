import { z } from 'zod'

/** 1: house lights and silence. 2: the way out opens and motion stops, too. 3: the same in all rooms of the venue. */
export const emergencyLevel = z.union([z.literal(1), z.literal(2), z.literal(3)])
export type EmergencyLevel = z.infer<typeof emergencyLevel>

/** MQTT `…/events/{controller}/emergency`: a local stop was pressed. */
export const emergency = z.object({
  v: z.literal(1).default(1),
  level: emergencyLevel,
  cause: z.string().max(200).default('local stop'),
})
export type Emergency = z.infer<typeof emergency>
