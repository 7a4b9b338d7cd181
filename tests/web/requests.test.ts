// The pages of claims and requests.

import test from 'ava'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const cashier = await signedIn(origin, 'cashier')
const support = await signedIn(origin, 'support')
test.after.always(() => door.close())

test.serial('S2-05: whom first, then how much, and the list says how it stands', async (t) => {
  t.true(said((await cashier.get('/requests')).html).includes('Nothing is asked for'))
  const page = await cashier.get('/requests?account=4821072')
  t.true(said(page.html).includes('KES 500 is missing for the next term.'))
  t.true(page.html.includes('value="500"'))
  const form = { form_no: crypto.randomUUID(), account: '4821072', amount: '500', phone: '' }
  const blank = await cashier.post('/requests', { ...form, about: '' })
  t.is(blank.status, 422)
  t.true(said(blank.html).includes('Say what it is for, in a few words.'))
  t.is((await cashier.post('/requests', { ...form, about: 'The rest' })).location, '/requests')
  const list = said((await cashier.get('/requests')).html)
  t.regex(
    list,
    /Otieno Ouma 14:32 today · 0710 ••• 318 INV\d+ · The rest INV\d+ · The rest pending Peter Ndung’u 500/,
  )
  t.true(said((await cashier.get('/requests?state=failed')).html).includes('Nothing is asked for'))
  const again = { ...form, form_no: crypto.randomUUID(), about: 'The rest' }
  const soon = await cashier.post('/requests', again)
  t.is(soon.status, 422)
  t.true(said(soon.html).includes('A request for money is on this phone already.'))
})

test.serial('S2-49: support types a claim; what is wrong is told beside its field', async (t) => {
  const wrong = await support.post('/claims', { account: '4821072', code: 'x', amount: '' })
  t.is(wrong.status, 422)
  t.true(said(wrong.html).includes('M-Pesa’s code has ten letters and digits'))
  const known = await support.post('/claims', {
    account: '4821072',
    code: 'UKL4T8M2QX',
    amount: '',
  })
  t.true(said(known.html).includes('UKL4T8M2QX is on their account already.'))
  const nobody = await support.post('/claims', { account: '99', code: 'UKL9ZZZZZZ', amount: '' })
  t.true(said(nobody.html).includes('Nobody has “99”.'))
  const made = await support.post('/claims', {
    account: '4821072',
    code: 'ukl9 zzzzzz',
    amount: '50',
  })
  t.is(made.location, '/claims')
  t.regex(said((await support.get('/claims')).html), /UKL9ZZZZZZ 14:32 today · KES 50 .* asking/)
  t.truthy(await db('exceptions').where({ kind: 'claimed' }).first())
})
