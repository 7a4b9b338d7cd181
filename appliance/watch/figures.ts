// The figures of the box: what each is called and what it tells, in Prometheus's text format, version 0.0.4
// (prometheus.io/docs/instrumenting/exposition_formats). Alerts, dashboard and `lango check` know no others.

/** By name, without the "lango_" that all begin with. Seconds, bytes and cents, as the name says. */
export const figures = {
  release_info: 'Which release serves; always 1',
  database_up: '1 where PostgreSQL answered just now',
  database_bytes: "The database's size",
  disk_free_bytes: 'Room on the disk where Lango keeps its state',
  disk_total_bytes: 'The size of that disk',
  told_at_seconds: 'When a process last told of itself, since 1970',
  clock_in_doubt: "1 where a process does not believe the machine's clock: nobody's time ends then",
  certificate_ends_at_seconds: 'Until when a certificate is good, since 1970',
  spool_bytes: 'What waits on the disk until PostgreSQL is back',
  refused_bytes: 'Callbacks that could not be recorded, set aside for a person',
  radius_fresh: '1 where RADIUS knows what PostgreSQL knows',
  radius_age_seconds: 'How old that is which RADIUS knows; -1: it has read nothing',
  radius_services: 'Lines and passes that RADIUS knows',
  radius_routers: 'Routers that RADIUS knows',
  radius_unanswered_total: 'Packets that got no answer, by reason',
  router_clock_skew_seconds: "How far a router's clock is ahead of ours",
  router_silent_seconds: 'How long a router with lines has said nothing',
  queue_jobs: 'Jobs that could run now and do not yet',
  queue_oldest_seconds: 'How long the oldest of them has waited',
  overdue_rows: 'Work that is more than two minutes late',
  overdue_oldest_seconds: 'How late the oldest of it is',
  exceptions_open: 'What waits for a person to resolve it, by kind',
  callback_delay_seconds:
    "From M-Pesa's time of a payment until its callback: half of the newest ones",
  callback_usual_delay_seconds: 'The same of the last 500, to compare',
  callback_silence_seconds: 'How long no callback has come to a shortcode',
  callback_untold: 'Of the newest 20 payments, how many no callback has told of',
  pull_age_seconds: 'How long ago the list of payments of a shortcode was read',
  provider_out_seconds: 'How long the provider of a shortcode has not answered; 0: it does',
  prompts_ended: 'Of the newest prompts, how many are over',
  prompts_answered: 'Of those, how many M-Pesa said an end of',
  messages_waiting: 'SMS and mail that wait to leave',
  messages_oldest_seconds: 'How long the oldest of them has waited',
  messages_failed: 'Of the newest 20, how many failed',
  ledger_drift_cents: 'What all entries of the ledger add up to: 0, or the books are wrong',
  ledger_counted_at_seconds: 'When that was last added up, since 1970',
} as const

export type FigureName = keyof typeof figures
export type Labels = Readonly<Record<string, string>>

export interface Sample {
  figure: FigureName
  labels: Labels
  value: number
}

/** One sample; a shorthand for those who gather them. */
export function sample(figure: FigureName, value: number, labels: Labels = {}): Sample {
  return { figure, labels, value }
}

/** A figure's head and all its samples stand together, as the format wants it. Pure. */
export function writeExposition(samples: readonly Sample[]): string {
  const byFigure = Object.groupBy(samples, ({ figure }) => figure)
  const lines = Object.entries(figures).flatMap(([name, help]) => {
    const own = byFigure[name as FigureName] ?? []
    if (own.length === 0) return []
    const kind = name.endsWith('_total') ? 'counter' : 'gauge'
    return [
      `# HELP lango_${name} ${help.replaceAll('\\', '\\\\')}`,
      `# TYPE lango_${name} ${kind}`,
      ...own.map((each) => `lango_${name}${writeLabels(each.labels)} ${each.value}`),
    ]
  })
  return `${lines.join('\n')}\n`
}

function writeLabels(labels: Labels): string {
  const words = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return words.length > 0 ? `{${words.join(',')}}` : ''
}

/** Names of routers and paybills are what people typed. */
function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
