// Who may do what in the database, beside its owner (T62). `lango migrate` gives it to the roles that are there: on a real box
// Ansible makes them; a trial and the tests have none. What a role is not given here it has not got.

import type { Knex } from 'knex'
import { locks } from './locks.ts'
import { scopedSchemas, scopedTables } from './people/scoped-views.ts'

type Right = 'select' | 'insert' | 'update' | 'delete'

export const roles = { app: 'lango_app', radius: 'lango_radius', report: 'lango_report' } as const

/** What is only ever added to, whoever asks. */
const written = new Set(['audit', 'entries', 'ledger_links', 'transfers', 'sightings'])

/** Made by `lango migrate`, and nobody else's. */
const owners = new Set(['migrations', 'migrations_lock'])

/** What RADIUS does: it reads whom to let in, writes what routers say, and never sees money, staff or messages. */
const radiusRights: Readonly<Record<string, readonly Right[]>> = {
  access_changes: ['select', 'insert'], // A trigger's, where a router proves itself.
  access_decisions: ['select', 'insert', 'update', 'delete'],
  all_sessions: ['select'],
  credits: ['select'],
  daily_usage: ['select', 'insert', 'update'], // The sessions' trigger's.
  devices: ['select', 'update'],
  disconnections: ['select', 'insert', 'update'],
  exceptions: ['select', 'insert', 'update'],
  past_session_keys: ['select', 'insert', 'update', 'delete'],
  past_sessions: ['select', 'insert', 'update', 'delete'], // A late word brings one back.
  plan_speeds: ['select'],
  plans: ['select'],
  router_answers: ['select', 'insert', 'update', 'delete'],
  router_voices: ['select', 'insert', 'update', 'delete'],
  routers: ['select', 'update'],
  services: ['select'],
  sessions: ['select', 'insert', 'update', 'delete'],
  speed_changes: ['select', 'insert', 'update'], // A probe is one.
  subscribers: ['select'],
  time_mark: ['select', 'insert', 'update'],
  trial_clock: ['select'],
}

/** Not for a report: keys, passwords and proofs, sealed or hashed, and what others wrote to us word for word. */
const kept = /(sealed|hash|secret|password|token|totp|_key)$|^(body|headers)$/
const keptTables = new Set(['sign_ins', 'sign_in_attempts', 'portal_attempts', 'sms_codes', 'own_sign_ins', ...owners])

interface Relation {
  name: string
  columns: string[]
}

/** Takes everything from the roles and gives them what is theirs, in one transaction. Returns the roles that are there. */
export async function grantRights(db: Knex): Promise<string[]> {
  return db.transaction(async (trx) => {
    await trx.raw('select pg_advisory_xact_lock(?)', [locks.grants]) // Two at once would trip over each other.
    const names: string[] = Object.values(roles)
    const { rows } = await trx.raw<{ rows: { rolname: string }[] }>(
      'select rolname from pg_roles where rolname = any(?)',
      [names],
    )
    const there = rows.map(({ rolname }) => rolname)
    const relations = await listRelations(trx)
    for (const role of there) await grantTo(trx, role, relations)
    return there.sort()
  })
}

async function grantTo(trx: Knex.Transaction, role: string, relations: Relation[]): Promise<void> {
  for (const schema of ['public', 'pgboss']) {
    await trx.raw('revoke all on all tables in schema ?? from ??', [schema, role])
    await trx.raw('revoke all on all sequences in schema ?? from ??', [schema, role])
  }
  await trx.raw('grant usage on schema public to ??', [role])
  for (const { name, columns } of relations) {
    for (const right of rightsOf(role, name)) await trx.raw(`grant ${right} on ?? to ??`, [name, role]) // prettier-ignore
    if (role === roles.report) await grantReading(trx, name, columns)
  }
  if (role === roles.report) return

  if (role === roles.app) {
    // What somebody sees who may not look everywhere.
    for (const schema of scopedSchemas) {
      await trx.raw('grant usage on schema ?? to ??', [schema, role])
      for (const name of scopedTables)
        await trx.raw(`grant ${rightsOf(role, name).join(', ')} on ??.?? to ??`, [schema, name, role]) // prettier-ignore
    }
    await trx.raw('grant usage on all sequences in schema public to ??', [role]) // Pages of our own receipt books.
    const functions = 'open_month(text, timestamptz, timestamptz), drop_month(text)'
    await trx.raw(`grant execute on function ${functions} to ??`, [role])
  }
  // A job is sent by whoever has a reason; jobs alone take them, in the name of lango_app.
  const onQueue = role === roles.app ? 'select, insert, update, delete' : 'select, insert'
  await trx.raw('grant usage on schema pgboss to ??', [role])
  await trx.raw(`grant ${onQueue} on all tables in schema pgboss to ??`, [role])
  await trx.raw('grant usage on all sequences in schema pgboss to ??', [role])
}

/** What a role may do with a whole table or view. Pure. */
export function rightsOf(role: string, table: string): readonly Right[] {
  if (role === roles.radius) return radiusRights[table] ?? []
  if (role !== roles.app) return []
  if (owners.has(table)) return ['select']
  return written.has(table) ? ['select', 'insert'] : ['select', 'insert', 'update', 'delete']
}

async function grantReading(trx: Knex.Transaction, table: string, all: string[]): Promise<void> {
  if (keptTables.has(table)) return
  const shown = all.filter((column) => !kept.test(column))
  const places = shown.map(() => '??').join(', ')
  await trx.raw(`grant select (${places}) on ?? to ??`, [...shown, table, roles.report])
}

async function listRelations(trx: Knex.Transaction): Promise<Relation[]> {
  const { rows } = await trx.raw<{ rows: Relation[] }>(`
    select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
    group by c.relname order by c.relname`)
  return rows
}
