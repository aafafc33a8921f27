/** Where a command writes. Given to it, so that commands can be tested as functions. */
export type Io = { out: (line: string) => void; err: (line: string) => void }
