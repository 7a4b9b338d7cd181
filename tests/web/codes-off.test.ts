// Codes switched off: by whom it is left to, with the password and a code; by nobody else.

import test from 'ava'
import { codeAt, stepAt } from '../../appliance/people/totp.ts'
import type { Role } from '../../appliance/tables.ts'
import { openDoor, said, visit, type Visitor } from './door.ts'
import { emailOf, hireStaff, password } from './kilima.ts'
import { giveCodes, seed } from './phone-codes.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
test.after.always(() => door.close())

const codeNow = () => codeAt(seed, stepAt(appliance.now()))
const nextStep = () => clock.pass({ seconds: 30 })

/** Somebody of this role with codes on their phone, signed in. */
async function withCodes(role: Role): Promise<Visitor> {
  nextStep()
  await db('sign_in_attempts').delete()
  const { id } = (await db('staff').where({ email: emailOf(role) }).first('id'))! // prettier-ignore
  if (!(await db('code_seeds').where({ staff_id: id }).first()))
    await giveCodes(appliance, { db: db as never, now: appliance.now() }, id)
  const visitor = visit(origin)
  await visitor.post('/sign-in', { email: emailOf(role), password, back: '' })
  await visitor.post('/sign-in/code', { code: codeNow(), back: '' })
  nextStep()
  return visitor
}

test.serial('T31, T32: who need not have codes switches them off by both', async (t) => {
  const there = await withCodes('support')
  const visitor = await withCodes('support')
  t.is((await there.get('/me')).status, 200)
  const off = (fields: object) =>
    visitor.post('/me/codes?_method=delete', { password_off: password, code_off: '', ...fields })
  t.is((await off({ password_off: 'not the one', code_off: codeNow() })).status, 422)
  t.regex((await off({ code_off: '000000' })).html, /id="code_off-wrong"/)
  t.is((await off({})).status, 422)
  const before = visitor.cookie()
  const done = await off({ code_off: codeNow() })
  t.is(done.location, '/me?done=codes_off')
  t.not(visitor.cookie(), before)
  t.true(said((await visitor.get(done.location!)).html).includes('The codes are off.'))
  t.is((await there.get('/me')).status, 303, 'signed out everywhere else')
  t.truthy(await db('audit').where({ action: 'staff.codes_switched_off' }).first())
  t.is((await off({ code_off: codeNow() })).status, 409)
  const plain = visit(origin)
  await plain.post('/sign-in', { email: emailOf('support'), password, back: '' })
  t.is((await plain.get('/subscribers')).status, 200)
})

test.serial('T31: who moves money or opens lines keeps them', async (t) => {
  for (const role of ['owner', 'finance', 'cashier', 'technician'] as const) {
    const visitor = await withCodes(role)
    t.notRegex((await visitor.get('/me')).html, /code_off/)
    const before = (await db('code_seeds')).length
    const fields = { password_off: password, code_off: codeNow() }
    t.is((await visitor.post('/me/codes?_method=delete', fields)).status, 409, role)
    t.is((await db('code_seeds')).length, before)
  }
})
