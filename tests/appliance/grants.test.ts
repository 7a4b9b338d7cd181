import test from 'ava'
import { grantRights, rightsOf, roles } from '../../appliance/grants.ts'
import { openDatabase } from '../../appliance/database.ts'
import { dropDatabase, freshDatabase } from '../support/database.ts'

const url = await freshDatabase()
const db = openDatabase(url)
test.after.always(async () => {
  await db.destroy()
  await dropDatabase(url)
})

/** Asks in a role's name; undefined, or what PostgreSQL says against it. */
async function ask(role: string, sql: string): Promise<string | undefined> {
  const undone = new Error('undone')
  return db
    .transaction(async (trx) => {
      await trx.raw('set local role ??', [role])
      await trx.raw(sql)
      throw undone
    })
    .then(() => undefined)
    .catch((error: { code?: string; message: string }) => error === undone ? undefined : (error.code ?? error.message)) // prettier-ignore
}

const denied = '42501'

test('T62: RADIUS reads who may come online and never money, staff, messages or keys of providers', async (t) => {
  for (const table of ['services', 'plans', 'credits', 'routers', 'sessions', 'all_sessions'])
    t.is(await ask(roles.radius, `select * from ${table} limit 1`), undefined, table)
  for (const table of [
    'payments',
    'entries',
    'transfers',
    'staff',
    'sign_ins',
    'shortcodes',
    'messages',
    'callbacks',
    'audit',
    'vouchers',
  ])
    // prettier-ignore
    t.is(await ask(roles.radius, `select * from ${table} limit 1`), denied, table)
  t.is(await ask(roles.radius, 'delete from services'), denied)
  t.is(await ask(roles.radius, `update credits set ends_at = '2030-01-01Z'`), denied)
})

test('T62: whoever runs the doors can add to the books and the audit, and change nothing in them', async (t) => {
  for (const table of ['audit', 'entries', 'transfers', 'sightings']) {
    t.is(await ask(roles.app, `select * from ${table} limit 1`), undefined, table)
    for (const act of [`delete from ${table}`, `truncate ${table}`])
      t.is(await ask(roles.app, act), denied, act)
  }
  t.is(await ask(roles.app, 'update entries set account_id = account_id'), denied)
})

test('T62: what somebody sees who may not look everywhere is for the doors alone', async (t) => {
  t.is(await ask(roles.app, 'select * from seen_sited.subscribers limit 1'), undefined)
  t.is(await ask(roles.app, 'delete from seen_sold.sightings'), denied)
  t.is(await ask(roles.radius, 'select * from seen_sited.subscribers limit 1'), denied)
})

test('T62: nobody but the owner makes, changes or drops a table, or says which migrations ran', async (t) => {
  for (const role of Object.values(roles)) {
    t.is(await ask(role, 'create table mine (id int)'), denied, role)
    t.is(await ask(role, 'drop table plans'), denied, role)
    t.is(await ask(role, 'alter table plans disable trigger all'), denied, role)
    t.is(await ask(role, 'delete from migrations'), denied, role)
    t.is(await ask(role, 'create extension citext'), denied, role)
  }
})

test('T62: a report reads names and money and no key, password or word of a provider', async (t) => {
  t.is(await ask(roles.report, 'select receipt_code, amount_cents from payments'), undefined)
  for (const column of ['password_sealed', 'pass_code_sealed'])
    t.is(await ask(roles.report, `select ${column} from services`), denied, column)
  t.is(await ask(roles.report, 'select password_hash from staff'), denied)
  t.is(await ask(roles.report, 'select token_hash from sign_ins'), denied)
  t.is(await ask(roles.report, 'select body from callbacks'), denied)
  t.is(await ask(roles.report, 'update plans set name = name'), denied)
})

test('T62: months are opened and dropped by whoever runs the doors, and nothing else is', async (t) => {
  const open = (name: string) =>
    `select open_month('${name}', '2031-01-01T00:00:00+03:00', '2031-02-01T00:00:00+03:00')`
  t.is(await ask(roles.app, open('past_sessions_2031_01')), undefined)
  t.is(await ask(roles.app, open('plans')), 'P0001')
  t.is(await ask(roles.app, `select drop_month('plans')`), 'P0001')
  t.is(await ask(roles.radius, open('past_sessions_2031_01')), denied)
  t.is(await ask(roles.report, `select drop_month('past_sessions_2031_01')`), denied)
})

test('T62: of all tables, no column that is sealed, hashed or said by others is given to a report', async (t) => {
  const { rows } = await db.raw<{ rows: { place: string }[] }>(
    `select table_name || '.' || column_name as place from information_schema.column_privileges
     where grantee = ? and (column_name ~ '(sealed|hash|secret|password|token)$' or column_name in ('body', 'headers'))`,
    [roles.report],
  )
  t.deepEqual(rows, [])
})

test.serial('rights are given again with every migration, and the same', async (t) => {
  t.deepEqual(await grantRights(db), Object.values(roles).sort())
  t.deepEqual(rightsOf('somebody', 'plans'), [])
})
