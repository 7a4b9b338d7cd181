// What the RADIUS process must reach, what it aims at, and how a run compares. README.md says why these.

import { table } from './report.ts'

type Unit = 'times' | 'ms' | 's' | 'MB' | '%'

interface Goal {
  id: string
  what: string
  /** Whether more is better, or less. */
  is: 'at least' | 'at most'
  must: number
  aim: number
  unit: Unit
}

export const goals = {
  pap_files: rate('G1', 'PAP a second, beside FreeRADIUS files', 0.8, 1.2),
  chap_files: rate('G1', 'CHAP a second, beside FreeRADIUS files', 0.8, 1.2),
  pap_postgresql: rate('G2', 'PAP a second, beside FreeRADIUS + PostgreSQL', 7, 9),
  chap_postgresql: rate('G2', 'CHAP a second, beside FreeRADIUS + PostgreSQL', 7, 9),
  pap_mariadb: rate('G2', 'PAP a second, beside FreeRADIUS + MariaDB', 5, 6.5),
  chap_mariadb: rate('G2', 'CHAP a second, beside FreeRADIUS + MariaDB', 5, 6.5),
  pap_cpu_files: cost('G3', 'CPU a PAP login, of FreeRADIUS files', 1, 0.75),
  chap_cpu_files: cost('G3', 'CPU a CHAP login, of FreeRADIUS files', 1, 0.75),
  pap_cpu_postgresql: cost('G3', 'CPU a PAP login, of FreeRADIUS + PostgreSQL', 1 / 10, 1 / 15),
  chap_cpu_postgresql: cost('G3', 'CPU a CHAP login, of FreeRADIUS + PostgreSQL', 1 / 10, 1 / 15),
  mschap2_files: rate('G4', 'MS-CHAPv2 a second, beside FreeRADIUS files', 0.6, 1),
  mschap2_cpu_files: cost('G4', 'CPU an MS-CHAPv2 login, of FreeRADIUS files', 1, 0.7),
  start_postgresql: rate('G5', 'Start a second, beside FreeRADIUS + PostgreSQL', 3, 4),
  interim_postgresql: rate('G5', 'Interim a second, beside FreeRADIUS + PostgreSQL', 3, 4),
  stop_postgresql: rate('G5', 'Stop a second, beside FreeRADIUS + PostgreSQL', 3, 4),
  start_mariadb: rate('G5', 'Start a second, beside FreeRADIUS + MariaDB', 2, 2.7),
  interim_mariadb: rate('G5', 'Interim a second, beside FreeRADIUS + MariaDB', 2, 2.7),
  stop_mariadb: rate('G5', 'Stop a second, beside FreeRADIUS + MariaDB', 2, 2.7),
  start_cpu_postgresql: cost('G6', 'CPU a Start, of FreeRADIUS + PostgreSQL', 1 / 4, 1 / 6),
  interim_cpu_postgresql: cost('G6', 'CPU an Interim, of FreeRADIUS + PostgreSQL', 1 / 4, 1 / 6),
  stop_cpu_postgresql: cost('G6', 'CPU a Stop, of FreeRADIUS + PostgreSQL', 1 / 4, 1 / 6),
  start_cpu_mariadb: cost('G6', 'CPU a Start, of FreeRADIUS + MariaDB', 1 / 2.5, 1 / 4),
  interim_cpu_mariadb: cost('G6', 'CPU an Interim, of FreeRADIUS + MariaDB', 1 / 2.5, 1 / 4),
  stop_cpu_mariadb: cost('G6', 'CPU a Stop, of FreeRADIUS + MariaDB', 1 / 2.5, 1 / 4),
  slow_2: rate('G7', 'Start a second at +2 ms a sync, beside FreeRADIUS with 32 threads', 4, 6),
  slow_8: rate('G7', 'Start a second at +8 ms a sync, beside FreeRADIUS with 32 threads', 6, 9),
  pap_p99: most('G8', 'p99 at 1,000 PAP a second', 2, 2, 'ms'),
  pap_p99_postgresql: most('G8', 'the same, of FreeRADIUS + PostgreSQL', 1, 1, 'times'),
  start_p99: most('G8', 'p99 at 500 Start a second', 5, 5, 'ms'),
  start_p99_postgresql: most('G8', 'the same, of FreeRADIUS + PostgreSQL', 1, 0.9, 'times'),
  storm_answered: {
    ...most('G9', '10,000 logins a second for 3 s: answered', 100, 100, '%'),
    is: 'at least',
  },
  storm_resent: most('G9', 'the same: sent again after 300 ms', 0.1, 0, '%'),
  storm_p99: most('G9', 'the same: p99', 1200, 20, 'ms'),
  expiry_p99: most('G12', 'Disconnect sent after the end of a credit, p99', 1000, 100, 'ms'),
  expiry_all: most('G12', 'the same: all of them', 5, 1, 's'),
  memory_100k: most(
    'G13',
    'memory of the process with 100,000 lines, after the load',
    400,
    300,
    'MB',
  ),
  memory_million: most(
    'G13',
    'memory of the process with a million lines, after the load',
    1000,
    700,
    'MB',
  ),
  growth: most(
    'G14',
    'CPU a PAP login with all those lines, of that with 1,000',
    1.5,
    1.25,
    'times',
  ),
  ready: most('G14', 'ready after a start with all those lines', 10, 5, 's'),
  history: most(
    'G15',
    'CPU a report with all those past sessions, of that with none',
    1.2,
    1.05,
    'times',
  ),
  lists: most('G15', 'p99 of the pages that list lines and sessions', 300, 100, 'ms'),
} satisfies Record<string, Goal>

export type GoalName = keyof typeof goals
export type Figures = Partial<Record<GoalName, number>>

/** A table of what was measured. */
export function compare(figures: Figures): string {
  const measured = (Object.entries(goals) as [GoalName, Goal][]).flatMap(([name, goal]) => {
    const figure = figures[name]
    return figure === undefined ? [] : [{ goal, figure }]
  })
  const rows = measured.map(({ goal, figure }) => [
    `${goal.id.padEnd(3)} ${goal.what}`,
    `${goal.is} ${show(goal.must, goal.unit)}`,
    show(goal.aim, goal.unit),
    show(figure, goal.unit),
    verdictOf(goal, figure),
  ])
  const met = measured.filter(({ goal, figure }) => reaches(goal, figure, goal.must)).length
  const text = table([['goal', 'must', 'aim', 'measured', ''], ...rows])
  return `${text}\n\n${met} of ${measured.length} musts met.`
}

export function verdictOf(goal: Goal, figure: number): 'missed' | 'must met' | 'aim met' {
  if (!reaches(goal, figure, goal.must)) return 'missed'
  return reaches(goal, figure, goal.aim) ? 'aim met' : 'must met'
}

function reaches({ is }: Goal, figure: number, bound: number): boolean {
  return is === 'at least' ? figure >= bound : figure <= bound
}

function show(figure: number, unit: Unit): string {
  const text = figure >= 100 || Number.isInteger(figure) ? figure.toFixed(0) : figure.toPrecision(3)
  return unit === 'times' ? `${text}x` : unit === '%' ? `${text} %` : `${text} ${unit}`
}

function rate(id: string, what: string, must: number, aim: number): Goal {
  return { id, what, is: 'at least', must, aim, unit: 'times' }
}

function cost(id: string, what: string, must: number, aim: number): Goal {
  return { id, what, is: 'at most', must, aim, unit: 'times' }
}

function most(id: string, what: string, must: number, aim: number, unit: Unit): Goal {
  return { id, what, is: 'at most', must, aim, unit }
}
