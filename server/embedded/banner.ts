import type { FirstAccount } from './data-dir.ts'

export type BannerFacts = {
  url: string
  mqttUrl: string
  account: FirstAccount | undefined
  /** Set when clients from other machines need it. */
  mqttLogin: { username: string; password: string } | undefined
  dataDir: string
  logs: string
  seconds: number
  notes: readonly string[]
}

/** What a person needs to know once everything runs. */
export function banner(facts: BannerFacts): string {
  const rows: [string, string][] = [['Open', facts.url]]
  if (facts.account === undefined) rows.push(['Sign in', 'with the account that you have'])
  else
    rows.push(
      ['Sign in', facts.account.email],
      [
        'Password',
        `${facts.account.password}   (of the first start; delete ${facts.dataDir}/first-account.json to hide it)`,
      ],
    )
  rows.push(['MQTT', facts.mqttUrl])
  if (facts.mqttLogin !== undefined)
    rows.push(['', `user ${facts.mqttLogin.username}, password ${facts.mqttLogin.password} from other machines`])
  rows.push(
    ['Data', facts.dataDir],
    ['Logs', facts.logs],
    ...facts.notes.map((note): [string, string] => ['Note', note]),
  )
  return [
    '',
    `  Sentient Studio runs  (${facts.seconds.toFixed(1)} s; Ctrl-C stops it)`,
    '',
    ...rows.map(([name, value]) => `  ${name.padEnd(9)} ${value}`.trimEnd()),
    '',
  ].join('\n')
}
