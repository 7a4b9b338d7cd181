// The sides beside each other: every round each of them gets every load once, so that a ratio is one of the same minute.

import {
  cpuOf,
  logins,
  reports,
  type Generator,
  type Heard,
  type Load,
  type Mode,
  type Side,
} from './generator.ts'
import type { Figures, GoalName } from './radius-goals.ts'
import { table } from './report.ts'

export interface Sides {
  lango: Side
  files: Side
  postgresql: Side
  mariadb: Side
}
type SideName = keyof Sides
type Label = Mode | 'pap at 1,000' | 'start at 500'

export interface Sizes {
  rounds: number
  /** Logins of a side that needs no database; reports are half as many. */
  many: number
  /** Logins of one that does. */
  few: number
}

export interface Rounds {
  play(
    load: (name: SideName, label: Label, load: Load) => Promise<void>,
    round: number,
  ): Promise<void>
}

export interface Scores {
  note(name: SideName, label: Label, heard: Heard): void
  /** The median over the rounds of a ratio, ours over theirs. */
  ratio(label: Label, other: SideName, of: (heard: Heard) => number): number
  median(name: SideName, label: Label, of: (heard: Heard) => number): number
  table(): string
}

export const perSecond = ({ answered, seconds }: Heard) => answered / seconds
const p99 = ({ p99_us }: Heard) => p99_us / 1000

const fixed = {
  'pap at 1,000': { mode: 'pap', rate: 1000 },
  'start at 500': { mode: 'start', rate: 500 },
} as const

/** Plays all rounds. `firstSession` numbers the sessions of accounting, which must be new. */
export async function playRounds(
  generate: Generator,
  sides: Sides,
  { rounds, many, few }: Sizes,
): Promise<Scores> {
  const scores = openScores()
  const names = Object.keys(sides) as SideName[]
  const isQuick = (name: SideName) => name === 'lango' || name === 'files'
  let session = 0
  for (const name of names) {
    const first = (session += many)
    for (const mode of [...logins, ...reports])
      await generate(sides[name], { mode, first, count: isQuick(name) ? many / 2 : few / 4 })
  }
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      for (const mode of logins) {
        if (mode === 'mschap2' && !isQuick(name)) continue
        const count = isQuick(name) ? many : few
        scores.note(name, mode, await generate(sides[name], { mode, count }))
      }
      if (name === 'files') continue
      session += many
      for (const mode of reports) {
        const count = isQuick(name) ? many / 2 : few
        scores.note(name, mode, await generate(sides[name], { mode, count, first: session }))
      }
      if (name === 'mariadb') continue
      for (const [label, load] of Object.entries(fixed)) {
        session += many
        const heard = await generate(sides[name], {
          ...load,
          count: load.rate * 2,
          first: session,
          window: 4000,
        })
        scores.note(name, label as Label, heard)
      }
    }
  }
  return scores
}

/** The goals that the rounds tell of. */
export function figuresOf({ ratio, median }: Scores): Figures {
  const figures: Figures = {}
  const put = (name: string, figure: number) => (figures[name as GoalName] = figure)
  for (const mode of ['pap', 'chap'] as const) {
    for (const other of ['files', 'postgresql', 'mariadb'] as const)
      put(`${mode}_${other}`, ratio(mode, other, perSecond))
    for (const other of ['files', 'postgresql'] as const)
      put(`${mode}_cpu_${other}`, ratio(mode, other, cpuOf))
  }
  put('mschap2_files', ratio('mschap2', 'files', perSecond))
  put('mschap2_cpu_files', ratio('mschap2', 'files', cpuOf))
  for (const mode of reports) {
    for (const other of ['postgresql', 'mariadb'] as const) {
      put(`${mode}_${other}`, ratio(mode, other, perSecond))
      put(`${mode}_cpu_${other}`, ratio(mode, other, cpuOf))
    }
  }
  put('pap_p99', median('lango', 'pap at 1,000', p99))
  put('pap_p99_postgresql', ratio('pap at 1,000', 'postgresql', p99))
  put('start_p99', median('lango', 'start at 500', p99))
  put('start_p99_postgresql', ratio('start at 500', 'postgresql', p99))
  return figures
}

function openScores(): Scores {
  const heards = new Map<string, Heard[]>()
  const list = (name: SideName, label: Label) => heards.get(`${name} ${label}`) ?? []

  return {
    note: (name, label, heard) =>
      void heards.set(`${name} ${label}`, [...list(name, label), heard]),
    ratio: (label, other, of) => {
      const theirs = list(other, label)
      return middle(list('lango', label).map((ours, round) => of(ours) / of(theirs[round]!)))
    },
    median: (name, label, of) => middle(list(name, label).map(of)),
    table: () =>
      table([
        ['', 'a second', 'CPU us', 'of it databases', 'p50 ms', 'p99 ms', 'lost', 'generator us'],
        ...[...heards].map(([label, rounds]) => {
          const of = (value: (heard: Heard) => number) => middle(rounds.map(value))
          const database = ({ cpu_us }: Heard) =>
            (cpu_us['postgresql'] ?? 0) + (cpu_us['mysql'] ?? 0)
          return [
            label,
            of(perSecond).toFixed(0),
            of(cpuOf).toFixed(1),
            of(database).toFixed(1),
            of(({ p50_us }) => p50_us / 1000).toFixed(2),
            of(p99).toFixed(2),
            String(rounds.reduce((sum, { lost }) => sum + lost, 0)),
            of(({ generator_us }) => generator_us).toFixed(1),
          ]
        }),
      ]),
  }
}

export function middle(figures: number[]): number {
  const sorted = figures.toSorted((one, other) => one - other)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN
}
