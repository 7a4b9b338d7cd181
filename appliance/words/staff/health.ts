// How the box is: what each process says of itself, and who is online without having paid.

import { countOf } from '../figures.ts'

export const health = {
  title: 'Health',
  lead: 'What each process of this machine says of itself, every five seconds.',
  well: 'All is well.',
  look: (count: number): string => `${countOf(count, 'thing')} to look at`,
  problem: 'Look',
  nothing: 'Nobody says anything',
  nothing_text:
    'No process of Lango’s tells of itself here. Start them, or look on the machine that runs them.',

  processes: 'Processes',
  process: 'Process',
  told: 'Said so',
  clock: 'Clock',
  ago: (length: string): string => `${length} ago`,
  silent: (length: string): string => `silent for ${length}`,
  believed: 'believed',
  doubted: 'in doubt',

  radius: 'RADIUS',
  services: 'Services it knows',
  routers: 'Routers it knows',
  from: {
    postgresql: 'from PostgreSQL',
    snapshot: 'from a snapshot',
    nothing: 'it has read nothing yet',
  },
  read: 'PostgreSQL read',
  never: 'never',
  spool: 'Accounting that waits',
  clocks: 'Routers with a wrong clock',
  clocks_help: 'more than two minutes from ours',
  none: 'none',

  unanswered: 'Packets without an answer',
  unanswered_lead:
    'Since RADIUS was started. Strangers and noise are among them: a number that grows fast is worth a look.',
  unanswered_none: 'Every packet was answered.',
  reason: 'Why',
  times: 'Times',

  unpaid: 'Online without paid time',
  unpaid_lead: 'A minute and more after their time has ended. This list should be empty.',
  unpaid_online: (count: number): string => `${countOf(count, 'line')} online without paid time.`,
  unpaid_none: 'Nobody is online who has not paid.',
  subscriber: 'Subscriber',
  router: 'Router',
  paid_until: 'Paid until',
  heard: 'Last heard',
}
