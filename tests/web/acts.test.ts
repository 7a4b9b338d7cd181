import test from 'ava'
import { readClockOffset } from '../../appliance/clock.ts'
import { walletOf } from '../../appliance/money/ledger.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, njeri } = await openKilima(appliance, clock)
const finance = await signedIn(origin, 'finance')
const support = await signedIn(origin, 'support')
test.after.always(() => door.close())

async function page(path: string, visitor = finance): Promise<string> {
  return said((await visitor.get(path)).html)
}
async function exceptionOf(receipt_code: string): Promise<number> {
  const { id } = (await db('payments').where({ receipt_code }).first('id'))!
  return (await db('exceptions').where({ payment_id: id }).first('id'))!.id
}
const pathOf = (who: typeof otieno) => `/subscribers/${who.subscriber.account_no}`

test.serial('suspending says so at once, and can be undone', async (t) => {
  await support.post(`${pathOf(njeri)}/suspension`, { why: 'Resold the line' })
  const words = await page(pathOf(njeri), support)
  t.true(words.includes('Suspended Njeri Mwangi. Undo'))
  t.regex(words, /Brian Otieno: suspended “Resold the line”/)
  t.false(
    (await page(pathOf(njeri))).includes('Suspended Njeri Mwangi. Undo'),
    'it is not hers to undo',
  )
  await support.delete(`${pathOf(njeri)}/suspension`)
  t.true((await page(pathOf(njeri), support)).includes('Reinstated Njeri Mwangi. Undo'))
  clock.pass({ minutes: 11 })
  t.false((await page(pathOf(njeri), support)).includes('Undo'))
  t.is((await support.delete(`${pathOf(njeri)}/suspension`)).status, 409)
})

test.serial(
  'N3, S4-14: giving the money opens the line at once, and ten minutes long it can be undone',
  async (t) => {
    const id = await exceptionOf('UKK2V7N9RA')
    const given = await finance.post(`/exceptions/${id}/resolution`, {
      to: '4821014',
      account_no: '',
      why: 'She called',
    })
    t.is(given.location, '/exceptions')
    const words = await page('/exceptions')
    t.regex(words, /KES 1,500: Given to 4821014\. Undo/)
    const payment = () => db('payments').where({ receipt_code: 'UKK2V7N9RA' }).first('state')
    t.is((await payment())!.state, 'settled')
    t.true((await page(pathOf(njeri))).includes('Credit: Home 10 bought'))
    t.regex(await page(`/exceptions/${id}`), /Resolved\. Given to 4821014 · Grace Wambui/)
    const again = await finance.post(`/exceptions/${id}/resolution`, {
      to: '4821072',
      account_no: '',
      why: '',
    })
    t.is(again.status, 409)
    t.true(again.html.includes('Somebody was faster'))
    t.is((await finance.delete(`/exceptions/${id}/resolution`)).location, `/exceptions/${id}`)
    t.is((await payment())!.state, 'excepted')
    t.is(Number(await walletOf(db, njeri.subscriber.id)), 0)
  },
)

test.serial(
  'an exception that asks for a look is taken on and closed with what was found',
  async (t) => {
    const { id } = (await db('exceptions').where({ kind: 'still_online' }).first('id'))!
    await support.post(`/exceptions/${id}/ownership`)
    t.regex(await page(`/exceptions/${id}`, support), /Owner: Brian Otieno/)
    const blank = await support.post(`/exceptions/${id}/closure`, { why: ' ' })
    t.is(blank.status, 422)
    t.true(said(blank.html).includes('Say what you found, in a few words.'))
    t.is(
      (await support.post(`/exceptions/${id}/closure`, { why: 'Rebooted it' })).location,
      '/exceptions',
    )
    t.true((await page('/exceptions', support)).includes('Closed. Undo'))
    t.true((await page('/exceptions', support)).includes('No exceptions'))
  },
)

test.serial(
  'the trial’s time passes at the press of a button, by Nairobi’s calendar, and signs nobody out',
  async (t) => {
    t.true((await page('/payments')).includes('Trial: time runs as it does outside'))
    const passed = await finance.post('/trial/time', {
      unit: 'month',
      back: '/payments?days=month',
    })
    t.is(passed.location, '/payments?days=month')
    t.is(await readClockOffset(db), 30 * 86_400)
    t.true((await page('/payments')).includes('Trial: time is 30 days ahead'))
    clock.pass({ hours: 24 * 30 })
    t.is((await finance.get('/')).status, 200)
    await finance.post('/trial/time', { unit: 'day', back: '//evil.example' })
    t.is(await readClockOffset(db), 31 * 86_400)
  },
)

test.serial('without a trial there is no bar, and time can’t be moved', async (t) => {
  const real = await openDoor()
  try {
    await hireStaff(real.appliance)
    const owner = await signedIn(real.origin, 'owner')
    t.false((await owner.get('/')).html.includes('/trial/time'))
    t.is((await owner.post('/trial/time', { unit: 'hour', back: '' })).status, 404)
    t.is(await readClockOffset(real.appliance.db), 0)
  } finally {
    await real.close()
  }
})
