import test from 'ava'
import { addStaff, roles } from '../../appliance/people/staff.ts'
import { scopedTables } from '../../appliance/people/scoped-views.ts'
import type { Role } from '../../appliance/tables.ts'
import { routes, type RouteName, type Row } from '../../web/routes.ts'
import { asOwner, openDoor, signedIn, type Visitor } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima, password } from './kilima.ts'
import { pay } from './past.ts'
import { exceptionOf, thingsOf } from './scope-things.ts'

// A reseller who sold to Njeri and to nobody else, and of every role somebody of Njeri's site, where nobody else lives.
const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { njeri, otieno, halima } = await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const own = njeri
const strangers = [otieno, halima]
const scoped = {} as Record<Exclude<Role, 'owner'>, Visitor>
test.after.always(() => door.close())

test.before(async () => {
  for (const [who, code] of [
    [own, 'UKLOWN0001'],
    [otieno, 'UKLFOREIGN'],
  ] as const)
    // prettier-ignore
    await pay({ appliance, clock }, { at: '2026-11-21T11:20:00Z', code, amount: 50, typed: who, name: `PAID ${code}` })
  clock.set('2026-11-21T11:32:00Z')
  const [site] = await db('sites').insert({ name: 'Ruiru' }).returning('id')
  const reseller_id = (await db('staff').where({ role: 'reseller' }).first('id'))!.id
  await db('subscribers')
    .where({ id: own.subscriber.id })
    .update({ site_id: site!.id, reseller_id })
  for (const role of roles) {
    if (role === 'owner') continue
    const person = { email: `${role}-ruiru@kilima.co.ke`, name: `${role} of Ruiru`, role, password }
    const site_id = role === 'reseller' ? null : site!.id
    if (role !== 'reseller') await work((unit) => addStaff(unit, { ...person, site_id }, null))
    scoped[role] = await signedIn(origin, role === 'reseller' ? role : `${role}-ruiru`)
  }
})

const things = thingsOf({ db, work }, own)
/** Named by number, and no subscriber's: whoever may use the route may use it for any. */
const nobodys = [
  '/people/:id', '/people/invitations/:id', '/me/sign-ins/:id', '/settings/paybills/:shortcode', '/settings/providers/:shortcode', '/settings/providers/new/:provider', '/ledger/accounts/:kind', '/close/:day', '/close/statements/:id', '/go-live/ticks/:item',
  '/plans/:plan_id', '/budgets/:id', '/bulk/:id', '/sites/:site_id', '/routers/:router_id', '/shifts/:shift_id',
  '/vouchers/batches/:batch_id', '/vouchers/:number', '/floats/:staff_id', '/caps/:role',
] // prettier-ignore

const table = (Object.entries(routes) as [RouteName, Row][]).filter(
  ([, { roles: who }]) => who !== 'anyone',
)
const named = table.filter(([name]) => name.includes(':'))

function thingOf(name: string): string | undefined {
  const path = name.split(' ')[1]!
  return [...Object.keys(things), ...nobodys].findLast(
    (start) => path === start || path.startsWith(`${start}/`),
  )
}

test('T22: whose a thing is, is said for every address that names one', (t) => {
  t.deepEqual(
    named.filter(([name]) => !thingOf(name)).map(([name]) => name),
    [],
  )
})

/** Whether its form asks why: what a form does not have is refused before anything is looked up. */
function withWhy(name: string): boolean {
  return /\/(suspension|closure|refusal)$/.test(name)
}

async function colleague(): Promise<string> {
  return String((await db('staff').where({ role: 'owner' }).first('id'))!.id)
}

async function send(visitor: Visitor, name: string, parts: string[]) {
  const [method, pattern] = name.split(' ') as [string, string]
  const rest = [...parts]
  const path = pattern.replace(/:\w+/g, () => rest.shift()!)
  if (method === 'GET') return visitor.get(path)
  if (method === 'DELETE') return visitor.delete(path)
  if (name.endsWith('/assignment')) return visitor.post(path, { owner: await colleague() })
  return visitor.post(path, withWhy(name) ? { why: 'x' } : {})
}

for (const [name, row] of named) {
  const thing = things[thingOf(name) ?? '']
  if (!thing) continue
  for (const role of roles) {
    if (role === 'owner' || !(row.roles as readonly Role[]).includes(role)) continue
    test.serial(`T22, S2-57: ${name}: ${role} of one site or one's own subscribers`, async (t) => {
      const theirs = []
      for (const stranger of strangers) theirs.push({ stranger, parts: await thing(stranger) })
      const before = (await db('audit').max('id').first())!['max']
      for (const { stranger, parts } of theirs) {
        if (stranger === halima && parts[1]) continue // One stranger's payment is enough.
        const answer = await send(scoped[role], name, parts)
        t.is(answer.status, 404, `${name} of a stranger`)
        t.notRegex(answer.html, new RegExp(stranger.subscriber.name))
      }
      t.is((await db('audit').max('id').first())!['max'], before)
      const mine = await send(scoped[role], name, await thing(own))
      t.false([403, 404, 500, 503].includes(mine.status), `${mine.status}`)
    })
  }
}

const foreign =
  /Otieno Ouma|Halima Abdi|Baraka Mwakio|Mutua Kioko|UKLFOREIGN|UKK2V7N9RA|4821076|OTIENO OUMA|Zawadi/

const whole = table.filter(([, { wholeHouse }]) => wholeHouse)

test.serial('T22: the books of the whole house are not for colleagues of one place, nor in their menu', async (t) => {
  t.true(whole.length > 4)
  for (const [name] of whole)
    for (const role of ['finance', 'auditor'] as const) {
      const answer = await send(scoped[role], name, ['sales'])
      t.is(answer.status, 403, `${name} for ${role}`)
      t.regex(answer.html, /<h1>/, 'said on a page')
    }
  t.notRegex((await scoped.finance.get('/')).html, /href="\/ledger"/)
}) // prettier-ignore

for (const [name, row] of table.filter(
  ([one, { wholeHouse }]) => one.startsWith('GET ') && !one.includes(':') && !wholeHouse,
)) {
  for (const role of roles) {
    if (role === 'owner' || !(row.roles as readonly Role[]).includes(role)) continue
    test.serial(`T22, S2-57: ${name} tells ${role} nothing of strangers`, async (t) => {
      const path = name.slice(4)
      for (const query of ['', '?days=ever', '?q=a', '?show=ended', '?q=otieno&days=ever']) {
        const answer = await scoped[role].get(`${path}${query}`)
        t.true([200, 303].includes(answer.status), `${path}${query}: ${answer.status}`)
        t.notRegex(answer.html, foreign, `${path}${query}`)
        if (answer.location) t.notRegex(answer.location, foreign)
      }
    })
  }
}

test.serial('T22: they see what is theirs', async (t) => {
  for (const role of ['reseller', 'finance', 'cashier', 'auditor'] as const) {
    t.regex((await scoped[role].get('/subscribers')).html, /Njeri Mwangi/, role)
    t.regex((await scoped[role].get('/payments?days=ever')).html, /UKLOWN0001/, role)
    t.regex((await scoped[role].get('/search?q=UKLOWN0001')).location!, /UKLOWN0001$/, role)
    const nobody = await scoped[role].get('/search?q=4821076')
    t.is(nobody.location, null)
    t.notRegex(nobody.html, /subscribers\/4821076|Halima|Otieno/)
  }
  t.is((await scoped.reseller.get('/')).location, '/subscribers')
})

test.serial('T22: money of one site is given to nobody of another', async (t) => {
  const [id] = await exceptionOf({ db, work }, own)
  const at = '2026-11-21T11:25:00Z'
  await pay(
    { appliance, clock },
    { at, code: 'UKLSTRAY01', amount: 60, typed: 'nobody', name: 'X' },
  )
  clock.set('2026-11-21T11:32:00Z')
  const payment = (await db('payments').where({ receipt_code: 'UKLSTRAY01' }).first('id'))!
  await db('exceptions')
    .where({ payment_id: payment.id })
    .update({ subscriber_id: own.subscriber.id })
  const stray = (await db('exceptions').where({ payment_id: payment.id }).first('id'))!.id
  const fields = { to: 'other', account_no: otieno.subscriber.account_no, why: 'x' }
  const answer = await scoped.finance.post(`/exceptions/${stray}/resolution`, fields)
  t.true([404, 409, 422].includes(answer.status), `${answer.status}`)
  t.is((await db('exceptions').where({ id: stray }).first('resolved_at'))!.resolved_at, null)
  t.truthy(id)
})

test.serial(
  'T22: what is done under a scope is done: changes, ledger and audit are whole',
  async (t) => {
    const path = `/subscribers/${own.subscriber.account_no}/suspension`
    await db('subscribers').where({ id: own.subscriber.id }).update({ suspended_at: null })
    t.is((await scoped.support.post(path, { why: 'Asked for it' })).status, 303)
    t.truthy(
      (await db('subscribers').where({ id: own.subscriber.id }).first('suspended_at'))!
        .suspended_at,
    )
    t.is((await scoped.support.delete(path)).status, 303)
  },
)

test.serial(
  'T22: a scope ends with its request: no connection keeps it, however the request ended',
  async (t) => {
    const asked = [
      '/subscribers',
      '/payments',
      '/subscribers/9999999',
      '/nowhere',
      '/',
      '/people',
      '/payments?before=x',
    ]
    await Promise.all(
      asked.flatMap((path) => [scoped.reseller.get(path), scoped.cashier.get(path)]),
    )
    const { rows } = await db.raw<{ rows: unknown[] }>(
      `select query from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
    )
    t.deepEqual(rows, [])
    for (let turn = 0; turn < 8; turn++) {
      const shown = await db.raw<{ rows: { search_path: string }[] }>('show search_path')
      t.is(shown.rows[0]!.search_path, '"$user", public')
    }
  },
)

test.serial(
  'T22: where the views are missing, somebody with a scope is shown nothing at all',
  async (t) => {
    const name = (from: string, to: string) =>
      asOwner(appliance, ...['sold', 'sited'].map((way) => `alter schema ${from}_${way} rename to ${to}_${way}`)) // prettier-ignore
    await name('seen', 'unseen')
    try {
      t.is((await scoped.reseller.get('/subscribers')).status, 500)
      t.is((await scoped.finance.get('/payments')).status, 500)
      t.is((await (await signedIn(origin, 'support')).get('/subscribers')).status, 200)
    } finally {
      await name('unseen', 'seen')
    }
  },
)

test('T22: every table that holds a subscriber’s rows has its view', async (t) => {
  const { rows } = await db.raw<{ rows: { name: string }[] }>(
    `select distinct table_name as name from information_schema.columns where table_schema = 'public'
     and column_name in ('subscriber_id', 'service_id', 'payment_id', 'session_id', 'checkout_id')`,
  )
  // Money's own books; and what wakes RADIUS or waits for a router, which no page reads.
  const none = new Set([
    'accounts',
    'access_changes',
    'past_session_keys',
    'router_answers',
    'portal_attempts',
  ])
  t.deepEqual(rows.map(({ name }) => name).filter((name) => !scopedTables.includes(name) && !none.has(name)), []) // prettier-ignore
})
