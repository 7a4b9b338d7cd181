import test from 'ava'
import { roles } from '../../appliance/people/staff.ts'
import type { Role } from '../../appliance/tables.ts'
import { handlers } from '../../web/handlers.ts'
import { routes, type RouteName, type Row } from '../../web/routes.ts'
import { openDoor, signedIn, visit, type Answer, type Visitor } from './door.ts'
import { emailOf, hireStaff, openKilima } from './kilima.ts'
import { matrix } from './matrix.ts'
import { actsOf, type Act } from './role-acts.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const kilima = await openKilima(appliance, clock)
// Whose subscribers are whose is asked in scopes.test.ts; here the reseller sold to all.
const reseller = (await db('staff').where({ role: 'reseller' }).first('id'))!
await db('subscribers').update({ reseller_id: reseller.id })
const acts = actsOf({ appliance, clock, kilima })
const visitors = Object.fromEntries(
  await Promise.all(roles.map(async (role) => [role, await signedIn(origin, role)] as const)),
) as Record<Role, Visitor>
test.after.always(() => door.close())

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
  t.is((await owner.post('/overdue')).status, 405)
  t.is((await owner.post('/subscribers/1/suspension/undo')).status, 404)
})

// In matrix.ts it is said once more by hand, so that a slip in the table is seen.
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
  await signedIn(origin, 'cashier')
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
