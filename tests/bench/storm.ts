// Ten thousand subscribers of three routers come back after a power cut, all at once. Are all online within a minute, and
// none of them twice?

import { openDatabase } from '../../appliance/database.ts'
import { startPostgres } from '../support/durable-postgres.ts'
import { startLango } from './lango-side.ts'
import { percentile } from './load.ts'
import { seedOpenSessions } from './radius-lines.ts'
import { openReport, table } from './report.ts'
import { weatherStorm, type Weathered } from './storm-routers.ts'

const lines = 10_000
const routers = ['127.0.0.61', '127.0.0.62', '127.0.0.63']

const secondsMax = 60

export async function bench(): Promise<void> {
  const report = openReport('storm')
  const server = await startPostgres()
  const lango = await startLango(
    server,
    'storm',
    lines,
    routers.map((address) => ({ address })),
  )
  await seedOpenSessions(lango.databaseUrl)
  const { milliseconds, seconds, ...counts } = await weatherStorm({ ...lango, routers, lines })
  const sessions = await countSessions(lango.databaseUrl)
  const wait = (share: number) => `${(percentile(milliseconds, share) / 1000).toFixed(2)} s`
  report.say(`${lines} lines of three routers, each with a session open from before the power cut.`)
  report.say(`Node ${process.version}, PostgreSQL with fsync, routers and all on this machine.\n`)
  report.say(
    table([
      ['', 'must', 'measured'],
      ['all back online', `${secondsMax} s`, `${seconds.toFixed(2)} s`],
      ['half of them, 99 in a hundred', '', `${wait(0.5)}, ${wait(0.99)}`],
      ['online', String(lines), String(counts.online)],
      ['sessions open', String(lines), String(sessions.open)],
      ['lines with more than one of them', '0', String(sessions.doubles)],
      ['sent again, dialled again', '', `${counts.resent}, ${counts.redialled}`],
    ]),
  )
  const faults = faultsOf({ seconds, ...counts }, sessions, lines)
  report.say(
    faults.length === 0 ? '\nF53: weathered.' : `\nF53: not weathered: ${faults.join('; ')}.`,
  )
  await report.keep()
  await lango.stop()
  await server.stop()
  if (faults.length > 0) throw new Error(`F53: ${faults.join('; ')}`)
}

type Book = Awaited<ReturnType<typeof countSessions>>

/** What a power cut must not do (F53), and did. Every line had a session open before, which its router's restart ended. */
export function faultsOf(
  { seconds, online, refused }: Pick<Weathered, 'seconds' | 'online' | 'refused'>,
  { open, doubles, ended }: Book,
  all: number,
): string[] {
  return [
    ...(seconds <= secondsMax ? [] : [`it took ${seconds.toFixed(0)} s`]),
    ...(online === all && refused === 0
      ? []
      : [`${online} of ${all} are online, ${refused} refused`]),
    ...(open === all ? [] : [`${open} sessions are open`]),
    ...(doubles === 0 ? [] : [`${doubles} lines are online twice`]),
    ...(ended === all ? [] : [`${ended} sessions of before have ended`]),
  ]
}

/** Of the book: what is open now, and how many lines are there twice. */
export async function countSessions(
  databaseUrl: string,
): Promise<{ open: number; doubles: number; ended: number }> {
  const db = openDatabase(databaseUrl, { connections: 1, statement_seconds: 60 })
  const { rows } = await db
    .raw<{ rows: { open: number; doubles: number; ended: number }[] }>(
      `select coalesce(sum(open), 0) as open, count(*) filter (where open > 1) as doubles, coalesce(sum(ended), 0) as ended
       from (select count(*) filter (where stopped_at is null) as open, count(*) filter (where stopped_at is not null) as ended
             from sessions group by service_id) as lines`,
    )
    .finally(() => db.destroy())
  return rows[0]!
}
