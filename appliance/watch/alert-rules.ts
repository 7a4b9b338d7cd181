// When somebody is rung, from the figures of this moment. The names and bounds are those of the monitoring's rules
// (ansible/roles/monitoring/files/alerts.yml): a box that nobody watches from outside rings for itself.

import type { Alert } from '../tables.ts'
import type { Instant } from '../time.ts'
import { nairobi } from '../time.ts'
import type { FigureName, Labels, Sample } from './figures.ts'

export interface Trouble extends Pick<Alert, 'name' | 'subject' | 'words' | 'role' | 'severity'> {
  /** How long it must have lasted before anybody is told. */
  minutes: number
}

interface Rule {
  name: string
  minutes: number
  role: Alert['role']
  severity: Alert['severity']
  figure: FigureName
  /** The label that says of whom; none: the box. */
  of?: string
  burns(value: number, seen: Seen, labels: Labels): boolean
  words(subject: string, value: number): string
}

interface Seen {
  at: Instant
  value(figure: FigureName, labels?: Labels): number | undefined
  sum(figure: FigureName): number
}

const seconds = (at: Instant): number => at.epochMilliseconds / 1000
const byDay = ({ at }: Seen): boolean => {
  const { hour } = at.toZonedDateTimeISO(nairobi)
  return hour >= 8 && hour < 22
}
const day = 24 * 3600

// prettier-ignore
const rules: Rule[] = [
  { name: 'LangoProcessSilent', minutes: 1, role: 'technician', severity: 'page', figure: 'told_at_seconds', of: 'process',
    burns: (told, { at }) => seconds(at) - told > 60, words: (process) => `${process} has said nothing for a minute` },
  { name: 'LangoReadModelStale', minutes: 2, role: 'technician', severity: 'page', figure: 'radius_fresh',
    burns: (fresh) => fresh === 0, words: () => 'RADIUS does not know what PostgreSQL knows: who pays now is not let in' },
  { name: 'LangoSpoolGrows', minutes: 5, role: 'technician', severity: 'page', figure: 'spool_bytes', of: 'spool',
    burns: (bytes) => bytes > 0, words: (spool) => `${spool} wait on the disk` },
  { name: 'LangoCallbacksRefused', minutes: 1, role: 'finance', severity: 'ticket', figure: 'refused_bytes',
    burns: (bytes) => bytes > 0, words: () => 'a callback could not be recorded' },
  { name: 'LangoCallbacksSilent', minutes: 15, role: 'technician', severity: 'page', figure: 'callback_silence_seconds', of: 'shortcode',
    burns: (silence, seen) => silence > 7200 && byDay(seen), words: (shortcode) => `no callback has come to ${shortcode} for two hours` },
  { name: 'LangoCallbacksSlow', minutes: 10, role: 'technician', severity: 'ticket', figure: 'callback_delay_seconds',
    burns: (delay, seen) => delay > 30 && delay > 3 * (seen.value('callback_usual_delay_seconds') ?? Infinity),
    words: (_, delay) => `M-Pesa's word comes ${Math.round(delay)} s after the payment` },
  { name: 'LangoQueueLate', minutes: 5, role: 'technician', severity: 'page', figure: 'queue_oldest_seconds',
    burns: (age) => age > 120, words: (_, age) => `a job has waited for ${Math.round(age / 60)} min` },
  { name: 'LangoWorkOverdue', minutes: 10, role: 'technician', severity: 'ticket', figure: 'overdue_rows',
    burns: (rows) => rows > 0, words: (_, rows) => `${rows} rows of work are late` },
  { name: 'LangoExceptionsPile', minutes: 60, role: 'finance', severity: 'ticket', figure: 'exceptions_open',
    burns: (_, seen) => seen.sum('exceptions_open') > 50, words: () => 'more than 50 exceptions wait for a person' },
  { name: 'LangoLedgerDrifts', minutes: 1, role: 'finance', severity: 'page', figure: 'ledger_drift_cents',
    burns: (drift) => drift !== 0, words: (_, drift) => `the ledger is ${drift} cents off` },
  { name: 'LangoClockInDoubt', minutes: 1, role: 'technician', severity: 'page', figure: 'clock_in_doubt',
    burns: (doubt) => doubt === 1, words: () => "the machine's clock is not believed: nobody's time ends" },
  { name: 'LangoRouterClock', minutes: 30, role: 'technician', severity: 'ticket', figure: 'router_clock_skew_seconds', of: 'router',
    burns: (skew) => Math.abs(skew) > 300, words: (router) => `the clock of ${router} is wrong` },
  { name: 'LangoCertificateEnds', minutes: 60, role: 'technician', severity: 'ticket', figure: 'certificate_ends_at_seconds', of: 'certificate',
    burns: (ends, { at }) => ends - seconds(at) < 30 * day, words: (name) => `the certificate of ${name} ends within 30 days` },
  { name: 'LangoCertificateEnded', minutes: 5, role: 'technician', severity: 'page', figure: 'certificate_ends_at_seconds', of: 'certificate',
    burns: (ends, { at }) => ends - seconds(at) < day, words: (name) => `the certificate of ${name} ends within a day` },
  { name: 'LangoDiskFills', minutes: 5, role: 'technician', severity: 'ticket', figure: 'disk_free_bytes',
    burns: (free, seen) => free < 0.2 * (seen.value('disk_total_bytes') ?? 0), words: () => 'the disk is four fifths full' },
  { name: 'LangoDiskFull', minutes: 1, role: 'technician', severity: 'page', figure: 'disk_free_bytes',
    burns: (free, seen) => free < 0.05 * (seen.value('disk_total_bytes') ?? 0), words: () => 'the disk has a twentieth left' },
  { name: 'LangoMessagesStuck', minutes: 10, role: 'technician', severity: 'ticket', figure: 'messages_failed',
    burns: (failed, seen) => failed > 10 || (seen.value('messages_oldest_seconds') ?? 0) > 900, words: () => 'SMS do not leave' },
  { name: 'LangoPromptsUnanswered', minutes: 15, role: 'technician', severity: 'ticket', figure: 'prompts_ended',
    burns: (ended, seen, labels) => ended >= 10 && (seen.value('prompts_answered', labels) ?? ended) < ended / 2,
    words: () => 'M-Pesa answers fewer than half of the prompts' },
  { name: 'LangoRouterSilent', minutes: 10, role: 'technician', severity: 'ticket', figure: 'router_silent_seconds', of: 'router',
    burns: (silent) => silent > 1800, words: (router) => `${router} has said nothing of its lines for half an hour` },
]

export const alertNames: readonly string[] = rules.map(({ name }) => name)

/** What burns just now. A figure that could not be read says nothing. Pure. */
export function findTroubles(samples: readonly Sample[], at: Instant): Trouble[] {
  const found = new Map<string, Trouble>()
  const seen: Seen = {
    at,
    value: (figure, labels = {}) => samples.find((one) => one.figure === figure && sameLabels(one.labels, labels))?.value,
    sum: (figure) => samples.reduce((sum, one) => sum + (one.figure === figure ? one.value : 0), 0),
  } // prettier-ignore
  for (const { burns, words, figure, of, ...rule } of rules)
    for (const { value, labels } of samples.filter((one) => one.figure === figure)) {
      if (!burns(value, seen, labels)) continue
      const subject = (of && labels[of]) || ''
      found.set(`${rule.name} ${subject}`, { ...rule, subject, words: words(subject, value) })
    }
  return [...found.values()]
}

function sameLabels(these: Labels, those: Labels): boolean {
  return Object.entries(those).every(([name, value]) => these[name] === value)
}
