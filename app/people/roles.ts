import type { Role } from '#app/shell/api-types.ts'

/** What each role is for, in the order of what it may do. */
export const ROLES: readonly { value: Role; label: string; may: string }[] = [
  { value: 'owner', label: 'Owner', may: 'Everything, and who may do what' },
  { value: 'designer', label: 'Designer', may: 'Draws and publishes scenes, tries them in rooms' },
  { value: 'gm', label: 'Game master', may: 'Starts and runs games' },
  { value: 'technician', label: 'Technician', may: 'Boards, devices, bindings and refusals' },
  { value: 'viewer', label: 'Viewer', may: 'Sees, and changes nothing' },
]
