import test from 'ava'
import { walletOf } from '../../appliance/money/ledger.ts'
import { findDeposit } from '../../appliance/money/deposits.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { pay } from './past.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, safe } = appliance
await hireStaff(appliance)
const { njeri } = await openKilima(appliance, clock)
const cashier = await signedIn(origin, 'cashier')
const site = String((await db('sites').first('id'))!.id)
const plan = String((await db('plans').where({ name: 'Home 10' }).first('id'))!.id)
test.after.always(() => door.close())

function filled(more: Record<string, string> = {}): Record<string, string> {
  return { form: crypto.randomUUID(), name: 'Wanjiru Kamau', site, plan, ...more }
}
async function only(name: string) {
  const [subscriber, ...others] = await db('subscribers').where({ name })
  if (!subscriber || others.length > 0) throw new Error(`${others.length + 1} called ${name}`)
  const service = (await db('services').where({ subscriber_id: subscriber.id }).first())!
  return { subscriber, service }
}

test.serial('S2-04: one form adds a subscriber, and tells the password this once', async (t) => {
  const answer = await cashier.post('/subscribers', filled({ phone: '0712 000 999' }))
  t.is(answer.status, 200)
  const { subscriber, service } = await only('Wanjiru Kamau')
  t.like(subscriber, { msisdn: '254712000999', reseller_id: null, site_id: Number(site) })
  t.is(service.user_name, 'wanjiru.kamau')
  const password = safe.open(service.password_sealed, 'services.password')
  t.regex(password, /^[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$/)
  t.true(said(answer.html).includes(password))
  const page = await cashier.get(`/subscribers/${subscriber.account_no}`)
  t.false(page.html.includes(password))
  const kept = JSON.stringify(await db('audit').where({ action: 'subscriber.added' }))
  t.true(kept.includes(subscriber.account_no))
  t.false(kept.includes(password))
})

test.serial('S2-15: the same form sent again makes nobody again', async (t) => {
  const fields = filled({ name: 'Twice Sent' })
  const [one, two] = await Promise.all([
    cashier.post('/subscribers', fields),
    cashier.post('/subscribers', fields),
  ])
  t.deepEqual([one.status, two.status].sort(), [200, 409])
  await only('Twice Sent')
})

test.serial(
  'what cannot be read or is taken is told beside its field, with what was typed',
  async (t) => {
    const answer = await cashier.post(
      '/subscribers',
      filled({ name: '', phone: '12', user_name: 'x', address: '300.1.1.1', deposit: 'much' }),
    )
    t.is(answer.status, 422)
    const words = said(answer.html)
    t.true(words.includes('A name has 1 to 80 letters.'))
    t.true(words.includes('A Kenyan mobile number has ten digits'))
    t.true(words.includes('An address looks like 102.68.77.4.'))
    t.true(answer.html.includes('value="300.1.1.1"'))
    const taken = await cashier.post('/subscribers', filled({ user_name: 'njeri' }))
    t.is(taken.status, 422)
    t.regex(said(taken.html), /PPPoE user name .*Somebody has this user name already\./)
  },
)

test.serial(
  'two of one name have user names of their own, and a name of other letters has one',
  async (t) => {
    await cashier.post('/subscribers', filled({ name: 'Njeri' }))
    t.is((await only('Njeri')).service.user_name, 'njeri2')
    await cashier.post('/subscribers', filled({ name: 'Müller’s Café' }))
    t.is((await only('Müller’s Café')).service.user_name, 'mullers.cafe')
    await cashier.post('/subscribers', filled({ name: '李' }))
    t.is((await only('李')).service.user_name, 'line')
  },
)

test.serial('a line has its own address and its own router, where the form says so', async (t) => {
  const router = (await db('routers').where({ name: 'githurai-1' }).first('id'))!
  const fields = filled({ name: 'Own Box', address: '102.68.77.4', place: `router-${router.id}` })
  await cashier.post('/subscribers', fields)
  const { service } = await only('Own Box')
  t.like(service, { static_address: '102.68.77.4', router_id: router.id })
  const again = await cashier.post('/subscribers', filled({ name: 'Same', address: '102.68.77.4' }))
  t.true(said(again.html).includes('Another line has this address.'))
})

test.serial('who has the same phone is named, so that nobody is added twice', async (t) => {
  const phone = `0${njeri.subscriber.msisdn!.slice(3)}`
  const answer = await cashier.post('/subscribers', filled({ name: 'Njeri Again', phone }))
  t.regex(said(answer.html), /This phone is on other accounts too\. .* Njeri Mwangi 4821014/)
})

test.serial(
  'S2-03: a deposit is paid in parts, its rest is told, and internet opens by its rule',
  async (t) => {
    const fields = { name: 'Deposit First', deposit: '3000', deposit_first: 'yes' }
    await cashier.post('/subscribers', filled(fields))
    const { subscriber, service } = await only('Deposit First')
    const paid = { typed: subscriber.account_no, name: 'DF' }
    const credits = () => db('credits').where({ service_id: service.id })

    await pay(door, { ...paid, at: '2026-11-21T11:40:00Z', code: 'UKLDEP0001', amount: 2000 })
    t.like(await findDeposit(db, subscriber.id), { paid_cents: 2000_00, left_cents: 1000_00 })
    t.is((await credits()).length, 0, 'no time before it is whole')
    const words = said((await cashier.get(`/subscribers/${subscriber.account_no}`)).html)
    t.regex(words, /Deposit.*part paid.*KES 2,000 of 3,000.*KES 1,000 to go/)

    await pay(door, { ...paid, at: '2026-11-21T11:50:00Z', code: 'UKLDEP0002', amount: 2500 })
    t.like(await findDeposit(db, subscriber.id), { paid_cents: 3000_00, left_cents: 0 })
    t.is((await credits()).length, 1)
    t.is(Number(await walletOf(db, subscriber.id)), 0)
  },
)

test.serial('S2-03: a deposit that stands beside takes what time leaves over', async (t) => {
  await cashier.post('/subscribers', filled({ name: 'Deposit Beside', deposit: '1000' }))
  const { subscriber, service } = await only('Deposit Beside')
  await pay(door, {
    at: '2026-11-21T12:00:00Z',
    code: 'UKLDEP0003',
    amount: 1800,
    typed: subscriber.account_no,
    name: 'DB',
  })
  t.is((await db('credits').where({ service_id: service.id })).length, 1)
  t.like(await findDeposit(db, subscriber.id), { paid_cents: 300_00, left_cents: 700_00 })
})
