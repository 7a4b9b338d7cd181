// How the box and those it depends on are, and what to do where they are not well.

import type { Doubt } from '../../clock-watch.ts'
import { formatLength } from '../../time.ts'
import { countOf, formatBytes, formatMilliseconds } from '../figures.ts'
import type { State } from './states.ts'

const good = (word: string): State => ({ word, tone: 'good' })
const wait = (word: string): State => ({ word, tone: 'wait' })
const bad = (word: string): State => ({ word, tone: 'bad' })
const none = (word: string): State => ({ word, tone: 'over' })

export const wellness = {
  say_well: 'All is well.',
  say_troubles: (names: string[]): string =>
    names.length === 1
      ? `One thing needs a look: ${names[0]}.`
      : `${names.length} things need a look: ${names.join(', ')}.`,
  lead: (clock: string): string => `Looked at ${clock} in Nairobi.`,
  all: 'All of it',
  to_do: 'What to do',

  callbacks: 'M-Pesa’s word',
  after: (ms: number): string => `after ${formatMilliseconds(ms)}`,
  told: (usual_ms: number | null, newest: number, untold: number): string =>
    [
      usual_ms === null ? null : `usually ${formatMilliseconds(usual_ms)}`,
      untold === 0
        ? `all of the newest ${newest} payments`
        : `${untold} of the newest ${newest} payments came without it`,
    ]
      .filter((part) => part !== null)
      .join('; '),
  no_callbacks: none('too few payments'),
  callbacks_good: good,
  callbacks_slow: bad,
  callbacks_some: wait,
  callbacks_cure:
    'Payments are still found: M-Pesa’s list is read every few minutes. If it stays so, look below whether the addresses are registered, then tell Safaricom with a few of the codes.',

  prompts: 'Prompts on phones',
  answered: (answered: number, ended: number): State =>
    answered * 2 >= ended
      ? good(`${answered} of ${ended} answered`)
      : bad(`${answered} of ${ended} answered`),
  prompts_open: (open: number): string =>
    open === 0 ? 'none is open now' : `${countOf(open, 'prompt')} open now`,
  no_prompts: none('none lately'),
  prompts_cure:
    'Few prompts get an answer: M-Pesa may be down, or the passkey wrong. Guests can pay by paybill or voucher meanwhile.',

  line: 'The line to M-Pesa',
  line_none: none('not asked yet'),
  line_good: good('it answers'),
  line_failing: (count: number): State => wait(`${countOf(count, 'call')} failed`),
  line_out: bad('it is away'),
  line_since: (shortcode: string, length: string): string => `${shortcode}, for ${length}`,
  line_cure:
    'Guests are shown how to pay by hand, vouchers work, and what is paid is found as soon as M-Pesa answers. If it stays so, look whether the keys are still good (Settings, Paybills), then call Safaricom.',

  messages: 'SMS',
  messages_none: good('none waits'),
  messages_waiting: (count: number, seconds: number): State =>
    seconds > 300 ? bad(`${count} wait`) : wait(`${count} wait`),
  messages_oldest: (seconds: number): string => `the oldest for ${formatLength(seconds)}`,
  messages_failed: (failed: number, newest: number): string =>
    `${failed} of the newest ${newest} failed`,
  messages_failing: bad('they fail'),
  messages_cure: 'Look whether the SMS account has money and the gateway answers.',

  routers: 'Routers',
  routers_good: (count: number): State => good(`${count} heard`),
  routers_silent: (silent: number, count: number): State => bad(`${silent} of ${count} silent`),
  no_routers: none('none yet'),
  routers_cure:
    'A silent router has no power, no way to us, or another address. Those online on it stay online; nobody new gets in.',

  queue: 'Jobs that wait',
  queue_none: good('none'),
  queue_waits: (seconds: number, word: string): State =>
    seconds > 300 ? bad(word) : seconds > 60 ? wait(word) : good(word),
  queue_oldest: (seconds: number): string => `the oldest ${formatLength(seconds)}`,
  queue_cure: 'The jobs process works them off. Where the oldest only grows, it has stopped.',

  late: 'Work that is late',
  late_none: good('none'),
  late_some: (count: number): State => bad(String(count)),
  late_cure: 'See which, and how often it was tried.',

  disk: 'Disk',
  disk_free: (free: number, state: 'good' | 'tight' | 'full'): State => {
    const word = `${formatBytes(free)} free`
    return state === 'good' ? good(word) : state === 'tight' ? wait(word) : bad(word)
  },
  disk_of: (total: number, database: number): string =>
    `of ${formatBytes(total)}; the database has ${formatBytes(database)}`,
  disk_unknown: none('not known'),
  disk_cure: 'A full disk stops payments. Make room, or put in a larger one, before it is.',

  clock: 'Clock',
  clock_good: good('believed'),
  clock_bad: bad('in doubt'),
  doubts: {
    before_build: 'it shows a time before this release was made',
    behind: 'it was put back',
    ahead: 'it was put forward',
    long_away: 'the box was off for long, or its clock was put forward meanwhile',
  } satisfies Record<Doubt['why'], string>,
  clock_cure:
    'While it is in doubt nobody’s paid time ends. Set the clock, or say that it is right: lango clock --accept.',

  processes: 'Processes',
  processes_good: (count: number): State => good(`${count} well`),
  processes_bad: (count: number): State => bad(countOf(count, 'trouble')),
  processes_silent: none('not known'),
  processes_silent_sub: 'none tells of itself',
  processes_cure: 'Whoever looks after the box sees more with: lango health.',

  unpaid: 'Online without paid time',
  unpaid_none: good('nobody'),
  unpaid_some: (count: number): State => bad(countOf(count, 'line')),
  unpaid_cure: 'They were told to leave and did not. See which router, and whether it hears us.',

  paybills: 'Paybills',
  paybill: 'Paybill',
  called: 'Last callback',
  pulled: 'List read until',
  registered: good('registered'),
  unregistered: bad('not registered'),
  registration: 'Addresses',
  never: 'never',
  no_paybills: 'No paybill yet',
  no_paybills_text: 'Payments are heard as soon as one is set up.',
  queue_name: 'Queue',
  queue_count: 'Waiting',
  queue_since: 'Oldest',
}
