import type { VirtualDevice } from '#demo/schema.ts'
import type { Scalar } from '#wire/json.ts'
import styles from './drawing.module.css'
import { kelvinColour, LAMP, SECTIONS, sectionsOf } from './pattern.ts'

type Values = Readonly<Record<string, Scalar>>

/** A device as it looks in the room right now. */
export function Drawing({ device }: { device: VirtualDevice }) {
  const values: Values = Object.fromEntries(Object.entries(device.signals).map(([name, { value }]) => [name, value]))
  const picture = pictureOf(device, values)
  return (
    <svg viewBox="0 0 64 64" className={styles.drawing} role="img" aria-label={`${device.name}: ${spoken(values)}`}>
      {picture}
    </svg>
  )
}

const spoken = (values: Values): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')

const number = (value: Scalar | undefined): number => (typeof value === 'number' ? value : 0)

function pictureOf(device: VirtualDevice, values: Values) {
  if (device.kind === 'gauge') return <Gauge share={needleShare(device)} on={values.gauges_active === true} />
  if (device.kind === 'maglock') return <Door locked={values.locked === true} />
  if (device.kind === 'fog') return <Fog on={values.fogging === true} />
  if (device.device_id === 'ceiling_leds') return <Ceiling pattern={String(values.pattern ?? 'off')} />
  if (typeof values.brightness === 'number')
    return <Lamp level={values.brightness / 255} colour={LAMP[String(values.color ?? 'white')] ?? WARM} />
  if (typeof values.pattern === 'string')
    return <Lamp level={values.pattern === 'off' ? 0 : 1} colour={LAMP.orange ?? 'orange'} text={values.pattern} />
  if (typeof values.color_temperature === 'number')
    return <Lamp level={1} colour={kelvinColour(values.color_temperature)} text={`${values.color_temperature} K`} />
  if (device.kind === 'motor' && values.position !== undefined) return <Lift share={number(values.position) / 100} />
  if (values.position !== undefined) return <Shutter share={number(values.position) / 100} />
  const first = Object.values(values)[0]
  if (device.kind === 'video' || device.kind === 'audio')
    return <Screen text={String(first ?? '')} on={first !== undefined && !STILL.has(String(first))} />
  if (device.kind === 'ir') return <Receiver on={values.active === true} />
  if (/fire/.test(device.device_id)) return <Fire on={first === true} />
  if (device.kind === 'led' || device.kind === 'light') return <Lamp level={first === true ? 1 : 0} colour={WARM} />
  if (typeof first === 'boolean') return isInput(device) ? <Lever up={first} /> : <Relay on={first} />
  return <Screen text={String(first ?? '')} on={false} />
}

/** A player that does nothing. */
const STILL = new Set(['', 'idle', 'stopped', 'off'])
const WARM = LAMP.white ?? 'white'

const isInput = (device: VirtualDevice): boolean => Object.values(device.signals).some(({ input }) => input)

function needleShare(device: VirtualDevice): number {
  const needle = Object.entries(device.signals).find(([name]) => name.endsWith('_position'))?.[1]
  if (needle === undefined || needle.max === undefined || needle.max === 0) return 0
  return number(needle.value) / needle.max
}

const MARKS = Array.from({ length: 9 }, (_, mark) => -120 + mark * 30)

function Gauge({ share, on }: { share: number; on: boolean }) {
  return (
    <g>
      <circle cx={32} cy={32} r={29} className={styles.body} />
      {MARKS.map((degrees) => (
        <line
          key={degrees}
          x1={32}
          y1={7}
          x2={32}
          y2={11}
          className={styles.mark}
          transform={`rotate(${degrees} 32 32)`}
        />
      ))}
      <line
        x1={32}
        y1={36}
        x2={32}
        y2={13}
        className={on ? styles.needle : styles.needleOff}
        style={{ transform: `rotate(${-120 + share * 240}deg)` }}
      />
      <circle cx={32} cy={32} r={3.5} className={styles.pin} />
    </g>
  )
}

function Door({ locked }: { locked: boolean }) {
  return (
    <g>
      <rect x={14} y={5} width={36} height={54} rx={2} className={styles.frame} />
      <g className={styles.leaf} data-open={!locked}>
        <rect x={17} y={8} width={30} height={51} className={styles.body} />
        <circle cx={42} cy={35} r={2.2} className={styles.pin} />
      </g>
      <g className={locked ? styles.locked : styles.unlocked}>
        <rect x={25} y={29} width={14} height={11} rx={2} />
        <path d={locked ? 'M28 29v-3.5a4 4 0 0 1 8 0V29' : 'M28 29v-5a4 4 0 0 1 7.6-1.6'} />
      </g>
    </g>
  )
}

function Fog({ on }: { on: boolean }) {
  return (
    <g>
      <rect x={8} y={40} width={26} height={15} rx={3} className={styles.body} />
      <path d="M34 44l8-3v12l-8-3z" className={styles.body} />
      {on &&
        [0, 1, 2].map((puff) => (
          <circle
            key={puff}
            cx={46 + puff * 4}
            cy={36 - puff * 11}
            r={7 + puff * 2}
            className={styles.puff}
            style={{ animationDelay: `${puff * 250}ms` }}
          />
        ))}
    </g>
  )
}

function Lamp({ level, colour, text }: { level: number; colour: string; text?: string }) {
  return (
    <g>
      <circle cx={32} cy={26} r={24} fill={colour} opacity={level * 0.24} />
      <circle cx={32} cy={26} r={13} className={styles.body} />
      <circle cx={32} cy={26} r={13} fill={colour} opacity={level} />
      <path d="M27 41h10M28 45h8" className={styles.mark} />
      {text !== undefined && (
        <text x={32} y={59} className={styles.text}>
          {text.length > 12 ? `${text.slice(0, 11)}…` : text}
        </text>
      )}
    </g>
  )
}

const WEDGES = Array.from({ length: SECTIONS }, (_, index) => index + 1)

/** The clock on the ceiling: nine sections, numbered from the top clockwise. */
function Ceiling({ pattern }: { pattern: string }) {
  const lit = sectionsOf(pattern)
  return (
    <g>
      {WEDGES.map((section) => {
        const from = ((section - 1) / SECTIONS) * 2 * Math.PI - Math.PI / 2 + 0.04
        const to = (section / SECTIONS) * 2 * Math.PI - Math.PI / 2 - 0.04
        const point = (angle: number, radius: number) =>
          `${(32 + Math.cos(angle) * radius).toFixed(2)} ${(32 + Math.sin(angle) * radius).toFixed(2)}`
        const colour = LAMP[lit.get(section) ?? '']
        return (
          <path
            key={section}
            d={`M${point(from, 13)}L${point(from, 29)}A29 29 0 0 1 ${point(to, 29)}L${point(to, 13)}A13 13 0 0 0 ${point(from, 13)}Z`}
            className={styles.body}
            {...(colour === undefined ? {} : { style: { fill: colour } })}
          />
        )
      })}
    </g>
  )
}

function Lift({ share }: { share: number }) {
  return (
    <g>
      <path d="M20 4v56M44 4v56" className={styles.mark} />
      <rect x={15} y={5 + share * 36} width={34} height={18} rx={2} className={styles.screen} />
    </g>
  )
}

function Shutter({ share }: { share: number }) {
  const width = 22 * (1 - share)
  return (
    <g>
      <rect x={8} y={8} width={48} height={48} rx={2} className={styles.frame} />
      <rect x={10} y={10} width={width} height={44} className={styles.body} />
      <rect x={54 - width} y={10} width={width} height={44} className={styles.body} />
    </g>
  )
}

function Screen({ text, on }: { text: string; on: boolean }) {
  return (
    <g>
      <rect x={5} y={12} width={54} height={34} rx={3} className={on ? styles.screenOn : styles.screen} />
      <path d="M24 52h16" className={styles.mark} />
      <text x={32} y={32} className={on ? styles.screenText : styles.text}>
        {text.length > 11 ? `${text.slice(0, 10)}…` : text}
      </text>
    </g>
  )
}

function Fire({ on }: { on: boolean }) {
  return (
    <g>
      <path d="M12 56h40" className={styles.mark} />
      {on ? (
        <path
          d="M32 10c4 9 14 14 14 28a14 14 0 0 1-28 0c0-7 4-10 6-14 2 4 4 5 6 6 2-6 2-12 2-20z"
          className={styles.flame}
        />
      ) : (
        <path d="M22 52l10-8 10 8" className={styles.mark} />
      )}
    </g>
  )
}

function Receiver({ on }: { on: boolean }) {
  return (
    <g>
      <circle cx={32} cy={32} r={24} className={styles.frame} />
      <circle cx={32} cy={32} r={15} className={styles.body} />
      <circle cx={32} cy={32} r={5} className={on ? styles.flame : styles.off} />
    </g>
  )
}

function Relay({ on }: { on: boolean }) {
  return (
    <g>
      <rect x={18} y={8} width={28} height={48} rx={6} className={styles.body} />
      <rect x={24} y={on ? 14 : 32} width={16} height={18} rx={3} className={on ? styles.on : styles.off} />
    </g>
  )
}

function Lever({ up }: { up: boolean }) {
  return (
    <g>
      <rect x={16} y={40} width={32} height={16} rx={3} className={styles.body} />
      <line x1={32} y1={46} x2={up ? 46 : 18} y2={14} className={styles.rod} />
      <circle cx={up ? 46 : 18} cy={13} r={5} className={up ? styles.on : styles.off} />
    </g>
  )
}
