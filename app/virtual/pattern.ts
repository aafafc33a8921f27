/** Sections of the ceiling's clock. */
export const SECTIONS = 9

/** `2 blue, 7 green` → section 2 is blue, section 7 green. What is no such list lights nothing. */
export function sectionsOf(pattern: string): ReadonlyMap<number, string> {
  const lit = new Map<number, string>()
  for (const part of pattern.split(',')) {
    const match = /^\s*(\d+)\s+([a-z]+)\s*$/.exec(part)
    const [, section, colour] = match ?? []
    if (section !== undefined && colour !== undefined) lit.set(Number(section), colour)
  }
  return lit
}

/** Colours of the room's lamps: what they are in the room, not a meaning of ours. */
export const LAMP: Readonly<Record<string, string>> = {
  white: '#f4f1e6',
  red: '#ff4d4d',
  green: '#3ddc84',
  blue: '#4d9bff',
  yellow: '#ffd84d',
  purple: '#b06cff',
  orange: '#ff9a3d',
}

/** An RGB colour of a black body's light, good enough to tell a warm flame from daylight (after T. Helland, 2012). */
export function kelvinColour(kelvin: number): string {
  const t = Math.min(400, Math.max(10, kelvin / 100))
  const channel = (value: number) => Math.round(Math.min(255, Math.max(0, value)))
  const red = t <= 66 ? 255 : 329.7 * (t - 60) ** -0.1332
  const green = t <= 66 ? 99.47 * Math.log(t) - 161.1 : 288.1 * (t - 60) ** -0.0755
  const blue = t >= 66 ? 255 : t <= 19 ? 0 : 138.5 * Math.log(t - 10) - 305
  return `rgb(${channel(red)} ${channel(green)} ${channel(blue)})`
}
