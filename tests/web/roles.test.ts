import test from 'ava'
import { openException } from '../../appliance/money/exceptions.ts'
import { closeException } from '../../appliance/people/exception-acts.ts'
import { resolveException } from '../../appliance/money/resolutions.ts'
import { roles } from '../../appliance/people/staff.ts'
import type { Role } from '../../appliance/tables.ts'
import { handlers } from '../../web/handlers.ts'
import { routes, type RouteName, type Row } from '../../web/routes.ts'
import { openDoor, signedIn, visit, type Answer, type Visitor } from './door.ts'
import { emailOf, hireStaff, openKilima, password } from './kilima.ts'
import { pay } from './past.ts'
import { shopActs, shopMatrix } from './shop-acts.ts'
import { settingsActs, type Act } from './settings-acts.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const kilima = await openKilima(appliance, clock)
const { account_no } = kilima.njeri.subscriber
const visitors = Object.fromEntries(
  await Promise.all(roles.map(async (role) => [role, await signedIn(origin, role)] as const)),
) as Record<Role, Visitor>
test.after.always(() => door.close())

let drawn = 0

/** Puts things so that the route has something to do for this role, and says what to send. */
const acts: Partial<Record<RouteName, (staff_id: number, role: Role) => Promise<Act>>> = {
  'GET /subscribers/:account_no': async () => ({ path: `/subscribers/${account_no}` }),
  'POST /subscribers/:account_no/suspension': async () => {
    await db('subscribers').where({ account_no }).update({ suspended_at: null })
    return { path: `/subscribers/${account_no}/suspension`, fields: { why: 'A test' } }
  },
  'DELETE /subscribers/:account_no/suspension': async () => {
    await db('subscribers').where({ account_no }).update({ suspended_at: appliance.now() })
    return { path: `/subscribers/${account_no}/suspension` }
  },
  'POST /subscribers/:account_no/phone': async () => ({ path: `/subscribers/${account_no}/phone` }),
  'GET /payments/:rail/:receipt_code': async () => ({ path: '/payments/mpesa/UKL4T8M2QX' }),
  'POST /payments/:rail/:receipt_code/messages': async () => ({
    path: '/payments/mpesa/UKL4T8M2QX/messages',
  }),
  'GET /exceptions/:id': async () => ({ path: `/exceptions/${await stillOnline()}` }),
  'POST /exceptions/:id/ownership': async () => ({
    path: `/exceptions/${await stillOnline()}/ownership`,
  }),
  'DELETE /exceptions/:id/ownership': async (owner_id) => {
    const id = await stillOnline()
    await db('exceptions').where({ id }).update({ owner_id })
    return { path: `/exceptions/${id}/ownership` }
  },
  'POST /exceptions/:id/resolution': async () => ({
    path: `/exceptions/${await unknownMoney()}/resolution`,
    fields: { to: 'other', account_no, why: 'A test' },
  }),
  'DELETE /exceptions/:id/resolution': async (id) => {
    const exception_id = await unknownMoney()
    const actor = { staff: { id }, source_address: null }
    await work((unit) => resolveException(unit, { exception_id, account_no, actor, why: '' }))
    return { path: `/exceptions/${exception_id}/resolution` }
  },
  'POST /exceptions/:id/closure': async () => ({
    path: `/exceptions/${await stillOnline()}/closure`,
    fields: { why: 'A test' },
  }),
  'DELETE /exceptions/:id/closure': async (id) => {
    const exception_id = await stillOnline()
    const by = {
      staff: { id, role: 'owner' },
      source_address: null,
    } as const
    await work((unit) => closeException(unit, exception_id, 'A test', by))
    return { path: `/exceptions/${exception_id}/closure` }
  },
  ...shopActs(appliance),
  ...settingsActs(db),
  'POST /trial/time': async () => ({ path: '/trial/time', fields: { unit: 'hour', back: '/' } }),
}

async function stillOnline(): Promise<number> {
  const subject = `session:${(drawn += 1) + 1000}`
  await work((unit) => openException(unit, { kind: 'still_online', subject }))
  return (await db('exceptions').where({ subject }).first('id'))!.id
}

async function unknownMoney(): Promise<number> {
  const code = `UKLROLE${String((drawn += 1)).padStart(3, '0')}`
  const at = appliance.now().toString()
  await pay({ appliance, clock }, { at, code, amount: 10, typed: 'nobody', name: 'ROLE' })
  clock.set(at)
  const payment = (await db('payments').where({ receipt_code: code }).first('id'))!
  return (await db('exceptions').where({ payment_id: payment.id }).first('id'))!.id
}

async function send(visitor: Visitor, method: string, { path, fields = {} }: Act): Promise<Answer> {
  if (method === 'GET') return visitor.get(path)
  return visitor.post(method === 'DELETE' ? `${path}?_method=delete` : path, fields)
}

async function acted(): Promise<number> {
  return (await db('audit').max('id').first())!['max'] as number
}

const table = Object.entries(routes) as [RouteName, Row][]

test('S2-25: every row of the table has its handler, and nothing else is served', async (t) => {
  t.deepEqual(Object.keys(handlers).sort(), table.map(([name]) => name).sort())
  const owner = visitors.owner
  for (const path of [
    '/admin',
    '/staff',
    '/.git/config',
    '/metrics',
    '/subscribers/',
    '/SUBSCRIBERS',
    '/payments/mpesa',
  ]) {
    t.is((await owner.get(path)).status, 404, path)
  }
  t.is((await owner.post('/subscribers')).status, 405)
  t.is((await owner.post('/subscribers/1/suspension/undo')).status, 404)
})

// Said once more by hand, so that a slip in the table is seen: owner, finance, cashier, support, technician, reseller,
// auditor.
const matrix = `
  OFCSTRA DELETE /sign-in
  OFCST-A GET / GET /search GET /overdue GET /subscribers GET /subscribers/:account_no POST /trial/time
  O--ST-- GET /health
  OF-S--- POST /subscribers/:account_no/suspension DELETE /subscribers/:account_no/suspension
  OF-S--- POST /subscribers/:account_no/phone
  OF-ST-A GET /exceptions GET /exceptions/:id
  OF-ST-- POST /exceptions/:id/ownership DELETE /exceptions/:id/ownership
  OF-ST-- POST /exceptions/:id/closure DELETE /exceptions/:id/closure
  OFC---A GET /payments GET /payments/:rail/:receipt_code GET /checkouts GET /vouchers
  OF----- POST /vouchers
${shopMatrix}
  OF----- POST /payments/:rail/:receipt_code/messages
  OF----- POST /exceptions/:id/resolution DELETE /exceptions/:id/resolution
  OF--T-A GET /settings GET /settings/paybills/:shortcode GET /go-live
  O------ GET /settings/paybills/new POST /settings/paybills POST /settings/paybills/:shortcode
  O------ POST /settings/paybills/:shortcode/checks POST /settings/business POST /settings/sms
  O------ POST /settings/sms/checks POST /go-live/rehearsals
  O------ POST /go-live/ticks/:item DELETE /go-live/ticks/:item
  anyone GET /first-run POST /first-run GET /sign-in POST /sign-in
  anyone GET /p/:portal_key GET /p/:portal_key/login GET /p/:portal_key/status
  anyone POST /p/:portal_key/checkouts POST /p/:portal_key/vouchers POST /p/:portal_key/moves
  anyone GET /p/checkouts/:merchant_reference GET /p/checkouts/:merchant_reference/login
  anyone POST /p/checkouts/:merchant_reference/attempts`

test('S2-25: who may use what is what was decided', (t) => {
  const decided = matrix
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [who, ...names] = line.trim().split(/ (?=GET|POST|DELETE)/)
      return names.map((name) => `${name}: ${who}`)
    })
  const letters = {
    owner: 'O',
    finance: 'F',
    cashier: 'C',
    support: 'S',
    technician: 'T',
    reseller: 'R',
    auditor: 'A',
  }
  const said = table.map(([name, { roles: who }]) => {
    const marks = roles.map((role) => (who.includes(role) ? letters[role] : '-'))
    return `${name}: ${who === 'anyone' ? who : marks.join('')}`
  })
  t.deepEqual(said.sort(), decided.sort())
})

test('S2-58: what changes something says so in its row, and what only shows does not', (t) => {
  for (const [name, { changes }] of table) t.is(changes !== null, !name.startsWith('GET '), name)
})

for (const [name, row] of table) {
  if (row.roles === 'anyone') continue
  const [method, pattern] = name.split(' ') as [string, string]
  const allowed: readonly Role[] = row.roles

  test.serial(`S2-57: ${name} without a sign-in shows the door and changes nothing`, async (t) => {
    const act = (await acts[name]?.(1, 'owner')) ?? { path: pattern }
    const before = await acted()
    const answer = await send(visit(origin), method, act)
    t.is(answer.status, 303)
    t.regex(answer.location!, /^\/sign-in/)
    t.is(await acted(), before)
  })

  for (const role of roles) {
    const may = allowed.includes(role)
    test.serial(`S2-25: ${role} ${may ? 'may' : 'may not'} ${name}`, async (t) => {
      const { id } = (await db('staff')
        .where({ email: emailOf(role) })
        .first('id'))!
      const act = (await acts[name]?.(id, role)) ?? { path: pattern }
      const before = await acted()
      const answer = await send(visitors[role], method, act)
      const [last] = await db('audit').where('id', '>', before).orderBy('id')
      if (!may) {
        t.is(answer.status, 403)
        t.is(last, undefined)
      } else {
        t.true([200, 303].includes(answer.status), `${answer.status}`)
        t.not(answer.location?.startsWith('/sign-in') && name !== 'DELETE /sign-in', true)
        if (row.changes)
          t.like(last, { action: row.changes, staff_id: id, source_address: '127.0.0.1' })
        else t.is(last, undefined)
      }
      if (name === 'DELETE /sign-in') visitors[role] = await signedIn(origin, role)
    })
  }
}

test.serial('S2-58: signing in is written down, whoever does it', async (t) => {
  const before = await acted()
  await visit(origin).post('/sign-in', { email: emailOf('cashier'), password, back: '' })
  t.like((await db('audit').where('id', '>', before))[0], {
    action: 'staff.signed_in',
    source_address: '127.0.0.1',
  })
})

test.serial('S2-57: links and buttons are shown to whom they work for', async (t) => {
  const page = async (role: Role, path: string) => (await visitors[role].get(path)).html
  t.false((await page('support', '/')).includes('href="/payments"'))
  t.false((await page('support', '/')).includes('href="/checkouts"'))
  t.false((await page('cashier', '/vouchers')).includes('action="/vouchers"'))
  t.false((await page('cashier', '/')).includes('href="/exceptions"'))
  t.true((await page('finance', '/')).includes('href="/exceptions"'))
  const subscriber = `/subscribers/${kilima.otieno.subscriber.account_no}`
  t.false((await page('cashier', subscriber)).includes('/suspension'))
  t.false((await page('support', subscriber)).includes('href="/payments/'))
  t.true((await page('support', subscriber)).includes('/suspension'))
})
