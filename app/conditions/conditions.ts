import type { ConditionName } from '#wire/condition.ts'

/** What can be away: of the house, or of this page. */
export type Away = ConditionName | 'api_away'

/** How it is told to people (RT7): the one place. `weight`: the heaviest stands first. */
export type About = {
  title: string
  /** What it means for games and for work, in full sentences. */
  meaning: string
  /** What somebody can do about it. */
  todo: string
  level: 'attention' | 'urgent'
  weight: number
}

export const ABOUT: Readonly<Record<Away, About>> = {
  runtime_away: {
    title: 'The scene runtime is away: games stand still',
    meaning: 'Nothing that players do is lost: it waits, and is played in order when the runtime is back.',
    todo: 'Look whether the process scene-runtime runs, and at its log.',
    level: 'urgent',
    weight: 6,
  },
  redis_away: {
    title: 'The live store (Redis) is away: games stand still',
    meaning: 'The gateway keeps what devices report. Games go on from where they were when it is back.',
    todo: 'Look whether Redis runs and has room on its disk.',
    level: 'urgent',
    weight: 5,
  },
  broker_away: {
    title: 'The MQTT broker is away: nothing is heard of the hardware',
    meaning: 'Games that use devices stand still or go on, as their room says. Commands do not reach any device.',
    todo: 'Look whether the broker runs and the network to it stands.',
    level: 'urgent',
    weight: 4,
  },
  gateway_away: {
    title: 'The MQTT gateway is away: nothing is heard of the hardware',
    meaning: 'Games that use devices stand still or go on, as their room says. Commands wait, and are stale soon.',
    todo: 'Look whether the server with the role mqtt-gateway runs, and at its log.',
    level: 'urgent',
    weight: 3,
  },
  api_away: {
    title: 'The studio’s server is away',
    meaning: 'Running games go on without it. What you draw is kept in this browser and saved when it is back.',
    todo: 'Look whether the server with the role api runs, and at its log.',
    level: 'attention',
    weight: 2,
  },
  journal_away: {
    title: 'Journals are not being copied to the database',
    meaning: 'Games go on and are kept in the live store. Replay and statistics wait; nothing is lost meanwhile.',
    todo: 'Look whether PostgreSQL has room on its disk, and at the log of scene-runtime.',
    level: 'attention',
    weight: 0,
  },
  postgres_away: {
    title: 'The database (PostgreSQL) is away: nothing can be saved, published or started',
    meaning: 'Running games go on. What you draw is kept in this browser and saved when it is back.',
    todo: 'Look whether PostgreSQL runs and has room on its disk.',
    level: 'attention',
    weight: 1,
  },
}
