import { z } from 'zod'
import { scalar } from '#wire/json.ts'
import { emergencyDeclaration } from '#wire/messages/capabilities.ts'
import { segment } from '#wire/names.ts'
import { devicePolicy } from '#wire/room-policy.ts'
import { roomInput, roomSlug } from '../inputs.ts'
import { setDevicePolicy } from '../rooms/policy.ts'
import { needs, router } from '../trpc.ts'
import { setEmergency } from './emergency.ts'
import { commandDevice, listDevices } from './service.ts'

const commandInput = z.strictObject({
  room: roomSlug,
  controller: segment,
  device: segment,
  command: segment,
  params: z.record(segment, scalar).default({}),
})

export const devicesRouter = router({
  list: needs('devices.see')
    .input(roomInput)
    .query(({ ctx, input }) => listDevices(ctx, input.room)),
  command: needs('devices.command')
    .input(commandInput)
    .mutation(({ ctx, input }) => commandDevice(ctx, input)),
  setPolicy: needs('bindings.edit')
    .input(z.strictObject({ room: roomSlug, controller: segment, device: segment, whenOffline: devicePolicy }))
    .mutation(({ ctx, input }) => setDevicePolicy(ctx, input)),
  setEmergency: needs('bindings.edit')
    .input(
      z.strictObject({
        room: roomSlug,
        controller: segment,
        device: segment,
        command: segment,
        /** null: as the board, else the device's kind says. */
        emergency: emergencyDeclaration.nullable(),
      }),
    )
    .mutation(({ ctx, input }) => setEmergency(ctx, input)),
})
