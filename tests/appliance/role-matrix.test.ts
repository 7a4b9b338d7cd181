// T62: who may do what with every table and view there is, as PostgreSQL itself says, beside what is said here once more by
// hand. A new table is the app's; whoever gives RADIUS or a report more says so in two places.

import test from 'ava'
import { openDatabase } from '../../appliance/database.ts'
import { dropDatabase, freshDatabase } from '../support/database.ts'
import { scopedSchemas } from '../../appliance/people/scoped-views.ts'

const url = await freshDatabase()
const db = openDatabase(url)
test.after.always(async () => {
  await db.destroy()
  await dropDatabase(url)
})

/** s select, i insert, u update, d delete, t truncate, r references, g trigger. */
async function rightsIn(schema: string, role: string): Promise<Record<string, string>> {
  const { rows } = await db.raw<{ rows: { name: string; rights: string }[] }>(
    `select c.relname as name, string_agg(p.letter, '' order by p.place)
              filter (where has_table_privilege(?, c.oid, p.word)) as rights
     from pg_class c, (values (1, 's', 'select'), (2, 'i', 'insert'), (3, 'u', 'update'), (4, 'd', 'delete'),
                              (5, 't', 'truncate'), (6, 'r', 'references'), (7, 'g', 'trigger')) p(place, letter, word)
     where c.relnamespace = ?::regnamespace and c.relkind in ('r', 'p', 'v') group by c.relname order by c.relname`,
    [role, schema],
  )
  return Object.fromEntries(rows.map(({ name, rights }) => [name, rights ?? '']))
}

const addedOnly = new Set([
  'audit',
  'entries',
  'ledger_links',
  'transfers',
  'sightings',
  'day_closes',
  'statement_parts',
])
const kept = new Set(['migrations', 'migrations_lock'])

test('T62: the doors may read and write every table; the ledger, the audit and sightings only add to; migrations only read', async (t) => {
  const rights = await rightsIn('public', 'lango_app')
  t.true(Object.keys(rights).length > 50)
  for (const [name, letters] of Object.entries(rights))
    t.is(letters, addedOnly.has(name) ? 'si' : kept.has(name) ? 's' : 'siud', name)
  for (const schema of scopedSchemas) {
    const views = Object.entries(await rightsIn(schema, 'lango_app'))
    t.true(views.length > 20)
    for (const [name, letters] of views) t.is(letters, addedOnly.has(name) ? 'si' : 'siud', `${schema}.${name}`)
  }
}) // prettier-ignore

test('T62, T23: the app draws the numbers of our own receipt books, and nobody else does', async (t) => {
  for (const book of ['cash_numbers', 'float_numbers']) {
    const { rows } = await db.raw<{ rows: { role: string }[] }>(
      `select role from unnest(array['lango_app', 'lango_radius', 'lango_report']) role where has_sequence_privilege(role, ?, 'usage')`,
      [book],
    )
    t.deepEqual(rows, [{ role: 'lango_app' }], book)
  }
}) // prettier-ignore

const ofRadius: Record<string, string> = {
  access_changes: 'si',
  access_decisions: 'siud',
  all_sessions: 's',
  credits: 's',
  daily_usage: 'siu',
  devices: 'su',
  disconnections: 'siu',
  exceptions: 'siu',
  past_session_keys: 'siud',
  past_sessions: 'siud',
  plan_speeds: 's',
  plans: 's',
  router_answers: 'siud',
  router_voices: 'siud',
  routers: 'su',
  services: 's',
  sessions: 'siud',
  speed_changes: 'siu',
  subscribers: 's',
  time_mark: 'siu',
  trial_clock: 's',
}

test('T62: RADIUS has these rights and no other in any schema, and sends jobs but takes none', async (t) => {
  const rights = Object.entries(await rightsIn('public', 'lango_radius'))
  t.deepEqual(Object.fromEntries(rights.filter(([, letters]) => letters !== '')), ofRadius)
  for (const schema of scopedSchemas)
    t.true(Object.values(await rightsIn(schema, 'lango_radius')).every((letters) => letters === ''))
  for (const letters of Object.values(await rightsIn('pgboss', 'lango_radius'))) t.is(letters, 'si')
})

test('T62: a report has no table whole, and columns only to read', async (t) => {
  for (const schema of ['public', ...scopedSchemas, 'pgboss'])
    t.deepEqual([...new Set(Object.values(await rightsIn(schema, 'lango_report')))], [''], schema)
  const { rows } = await db.raw(
    `select distinct privilege_type from information_schema.column_privileges where grantee = 'lango_report'`,
  )
  t.deepEqual(rows, [{ privilege_type: 'SELECT' }])
})

test('T62: whoever has no role has nothing, and no role may make anything or run the functions of months but the app', async (t) => {
  const { rows } = await db.raw<{ rows: Record<string, boolean>[] }>(
    `select bool_or(has_schema_privilege(r, 'public', 'create')) as creates,
            bool_or(has_function_privilege(r, 'drop_month(text)', 'execute') and r <> 'lango_app') as drops
     from unnest(array['lango_app', 'lango_radius', 'lango_report']) r`,
  )
  t.deepEqual(rows, [{ creates: false, drops: false }])
  const { rows: open } = await db.raw<{ rows: object[] }>(
    `select table_name from information_schema.table_privileges where grantee = 'PUBLIC' and (table_schema in ('public', 'pgboss') or table_schema like 'seen%')`,
  )
  t.deepEqual(open, [])
}) // prettier-ignore

test('T62: the doors draw the numbers of receipts, and nobody else does', async (t) => {
  const { rows } = await db.raw<{ rows: { name: string; who: string[] }[] }>(
    `select c.relname as name, array(select r from unnest(array['lango_app', 'lango_radius', 'lango_report']) r
                                     where has_sequence_privilege(r, c.oid, 'usage')) as who
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'S'
       and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'i')`,
  )
  t.true(rows.length > 0)
  for (const { name, who } of rows) t.deepEqual(who, ['lango_app'], name)
})
