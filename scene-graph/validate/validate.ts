import type { Finding } from '../findings.ts'
import type { SceneGraph } from '../parse.ts'
import type { RoomDevices } from './room.ts'
import { createValidator } from './validator.ts'

/**
 * Everything that is wrong with a parsed document, errors first. With a room, also what its devices cannot do.
 * A graph with errors does not compile; warnings are for the designer to judge. Whoever asks again after every edit
 * uses a `createValidator`.
 */
export const validate = (graph: SceneGraph, room?: RoomDevices): Finding[] => createValidator().update(graph, room)
