// The match screen's other forms: parts, a colleague, the payer, the house, and a payment made twice.

import test from 'ava'
import { decideApproval } from '../../appliance/people/approvals.ts'
import { openDoor, said, signedIn } from './door.ts'
import { emailOf, hireStaff, openKilima } from './kilima.ts'
import { pay } from './past.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, njeri } = await openKilima(appliance, clock)
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

async function exceptionOf(receipt_code: string, last = false): Promise<number> {
  const { id } = (await db('payments').where({ receipt_code }).first('id'))!
  const order = last ? 'desc' : 'asc'
  return (await db('exceptions').where({ payment_id: id }).orderBy('id', order).first('id'))!.id
}
async function page(path: string): Promise<string> {
  return said((await finance.get(path)).html)
}
async function idOf(role: string): Promise<number> {
  return (await db('staff')
    .where({ email: emailOf(role) })
    .first('id'))!.id
}

test.serial(
  'N3: parts that do not come to the payment are told, with what was typed',
  async (t) => {
    const id = await exceptionOf('UKK2V7N9RA')
    const parts = {
      account_1: njeri.subscriber.account_no,
      amount_1: '1,000',
      account_2: otieno.subscriber.account_no,
      amount_2: '400',
      split_why: 'Neighbours',
    }
    const wrong = await finance.post(`/exceptions/${id}/split`, parts)
    t.is(wrong.status, 422)
    t.true(said(wrong.html).includes('The parts come to KES 1,400, the payment is KES 1,500.'))
    t.true(wrong.html.includes('value="1,000"'))
    const half = await finance.post(`/exceptions/${id}/split`, { ...parts, amount_2: '' })
    t.true(said(half.html).includes('Each part needs an account and an amount.'))
    const one = await finance.post(`/exceptions/${id}/split`, {
      account_1: '4821014',
      amount_1: '1500',
    })
    t.true(said(one.html).includes('A split has two parts or more.'))

    const right = await finance.post(`/exceptions/${id}/split`, { ...parts, amount_2: '500' })
    t.is(right.location, '/exceptions')
    t.regex(await page('/exceptions'), /KES 1,500: Split between 4821014, 4821072\. Undo/)
    const file = await page('/payments/mpesa/UKK2V7N9RA')
    t.true(file.includes('Wallet of Otieno Ouma, 4821072 500'), file)
    t.is((await finance.delete(`/exceptions/${id}/resolution`)).location, `/exceptions/${id}`)
    t.true((await page('/payments/mpesa/UKK2V7N9RA')).includes('Taken back'))
  },
)

test.serial(
  'S2-50: candidates show their line, and the page what happened to its subscriber',
  async (t) => {
    const id = await exceptionOf('UKK2V7N9RA')
    const words = await page(`/exceptions/${id}`)
    t.regex(
      words,
      /Njeri Mwangi very likely 4821014 · Home 10 · paid until [^·]* · online at kasarani-1/,
    )
    t.regex(words, /This payer has paid for them 2 times, last on/)
    const short = await exceptionOf('UKL4T8M2QX')
    t.regex(
      await page(`/exceptions/${short}`),
      /What happened to Otieno Ouma All of it .* Access: refused 3 times/,
    )
  },
)

test.serial(
  'T25: a refund is asked for on the page, and waits there for a second person',
  async (t) => {
    const id = await exceptionOf('UKL9C1ZB6N')
    const blank = await finance.post(`/exceptions/${id}/refund`, { refund_why: ' ' })
    t.is(blank.status, 422)
    t.true(said(blank.html).includes('Say why, in a few words.'))
    await finance.post(`/exceptions/${id}/refund`, { refund_why: 'Wrong paybill' })
    const words = await page(`/exceptions/${id}`)
    t.true(
      words.includes(
        'Grace Wambui asks to give it back: “Wrong paybill”. It waits for a second person.',
      ),
    )
    t.false(words.includes('Ask for the refund'))
    t.true(words.includes('Ask to write it off'))
    const { id: asked } = (await db('approvals').where({ kind: 'refund' }).first('id'))!
    const staff = { id: await idOf('owner'), role: 'owner' } as const
    const by = { staff, source_address: null }
    await appliance.work((work) => decideApproval(work, asked, { approved: true, why: '' }, by))
    t.regex(
      await page(`/exceptions/${id}`),
      /Resolved\. To be given back to the payer · Daniel Kimani/,
    )
    const file = await page('/payments/mpesa/UKL9C1ZB6N')
    t.true(file.includes('to be refunded'))
    t.regex(
      file,
      /Grace Wambui: asked for a second person’s yes “Wrong paybill”.*Daniel Kimani: said yes.*set aside/,
      'S2-32',
    )
  },
)

test.serial('N12: a payment made twice is one press: time, wallet or back', async (t) => {
  const at = '2026-11-21T11:30:00Z'
  for (const code of ['UKLTWINA01', 'UKLTWINB02'])
    await pay(door, { at, code, amount: 1500, typed: njeri, name: 'NJERI MWANGI' })
  const id = await exceptionOf('UKLTWINB02', true)
  const words = await page(`/exceptions/${id}`)
  t.regex(words, /Was KES 1,500 paid twice\?/)
  t.regex(words, /Like payment UKLTWINA01/)
  clock.pass({ minutes: 1 })
  t.is(
    (await finance.post(`/exceptions/${id}/choice`, { choice: 'spent' })).location,
    '/exceptions',
  )
  t.regex(await page('/exceptions'), /KES 1,500: Time was bought with it\. Undo/)
  await finance.delete(`/exceptions/${id}/resolution`)
  t.regex(await page(`/exceptions/${id}`), /KES 1,500 waits in the wallet/)
})

test.serial('N3: an exception is handed to a colleague by name', async (t) => {
  const id = await exceptionOf('UKK2V7N9RA')
  const { html } = await finance.get(`/exceptions/${id}`)
  t.true(html.includes('Daniel Kimani, owner'))
  t.false(html.includes('Brian Otieno, support'), 'money is none of support’s')
  await finance.post(`/exceptions/${id}/assignment`, { owner: String(await idOf('owner')) })
  t.regex(await page(`/exceptions/${id}`), /Owner: Daniel Kimani/)
  t.is((await finance.post(`/exceptions/${id}/assignment`, { owner: 'x' })).status, 404)
})
