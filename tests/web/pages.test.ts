import test from 'ava'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno, njeri, halima } = await openKilima(appliance, clock)
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

async function page(path: string, visitor = finance): Promise<string> {
  return said((await visitor.get(path)).html)
}
async function exceptionOf(receipt_code: string): Promise<number> {
  const { id } = (await db('payments').where({ receipt_code }).first('id'))!
  return (await db('exceptions').where({ payment_id: id }).first('id'))!.id
}
const pathOf = (who: typeof otieno) => `/subscribers/${who.subscriber.account_no}`

test.serial('N4: the page answers first: why no internet, and what to pay', async (t) => {
  const words = await page(pathOf(otieno))
  t.regex(
    words,
    /Why no internet\? KES 1,000 was paid 14:18 today\. Home 10 costs KES 1,500, so the line stays shut: KES 500 short/,
  )
  t.true(words.includes('Paybill 600966, account 4821072, KES 500'))
})

test.serial(
  'N4, S1-20: then it proves it: payment → credit → access → session → disconnect, with seconds',
  async (t) => {
    const words = await page(pathOf(otieno))
    const steps = [
      '14:31:00 today Access: refused 3 times, no paid time',
      '14:18:02 today Credit: not bought, KES 500 short',
      '14:18:00 today Payment: KES 1,000, UKL4T8M2QX',
      'proved by the list of payments (pull) 2.1 s later → credited 38 ms later',
      '13:41:00 today Access: refused 14 times, no paid time',
      '08:00:04 today Session: ended after 6 d 10 h',
      '08:00:02 today Credit: Home 10 ended',
      '08:00:00 today Disconnect: confirmed by accounting',
      '14 November 21:02:00 Session: began',
      '14 November 21:01:59 Access: let in',
      '21 October 08:00:02 Credit: Home 10 bought, until 08:00 today',
      '21 October 08:00:00 Payment: KES 1,500, UJL7H3WP0D',
    ]
    const places = steps.map((step) => words.indexOf(step))
    t.false(places.includes(-1), steps[places.indexOf(-1)])
    t.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    )
  },
)

test.serial('whoever is online is told so', async (t) => {
  t.regex(
    await page(pathOf(njeri)),
    /How things stand Online since 06:12 yesterday, through kasarani-1\. Paid until 2 December 09:00/,
  )
  t.regex(
    await page(pathOf(halima)),
    /Why no internet\? Paid until 17:10 today, but githurai-1 has been silent for 26 min/,
  )
})

test.serial('Today leads with money and with what needs a person', async (t) => {
  const words = await page('/')
  t.true(
    words.includes(
      'KES 3,500 received in 2 payments. Four exceptions need a person; the oldest waits since 13:47 yesterday.',
    ),
  )
  t.true(words.includes('githurai-1 has been quiet since'))
  const links = (await finance.get('/')).html.match(/href="[^"]+"/g)!
  for (const path of [
    '/payments?days&#x3D;today',
    '/exceptions?kind&#x3D;unknown_account',
    '/subscribers?show&#x3D;online&amp;router&#x3D;kasarani-1',
    '/overdue',
  ]) {
    t.true(links.includes(`href="${path}"`), path)
  }
})

test.serial(
  'S0-07: a payment’s page says how fast each step was, who told of it and where the money went',
  async (t) => {
    const words = await page('/payments/mpesa/UJL7H3WP0D')
    for (const part of [
    'It is on the account of Otieno Ouma, 4821072.', 'Proved 2.1 s later', 'Credited 38 ms later', 'Heard twice, counted once.',
    'Paybill 600966 −1,500 Wallet of Otieno Ouma, 4821072 1,500 Sums to 0', 'Home 10, KES 1,500 · otieno.ouma',
  ]) t.true(words.includes(part), part) // prettier-ignore
  },
)

test.serial(
  'N3: the exception shows its candidates with reasons, and refuses in words',
  async (t) => {
    const path = `/exceptions/${await exceptionOf('UKK2V7N9RA')}`
    const words = await page(path)
    t.true(words.includes('Whose KES 1,500 is this?'))
    t.regex(
      words,
      /Njeri Mwangi very likely 4821014 .*A letter read as a digit gives 4821014, and the check digit fits/,
    )
    for (const [fields, problem] of [
      [{ to: '', account_no: '', why: '' }, 'Choose whose it is.'],
      [
        { to: 'other', account_no: '4821073', why: 'x' },
        'No subscriber has 4821073; is a digit wrong?',
      ],
      [
        { to: '4821014', account_no: '4821072', why: '' },
        'You chose one and typed another. Which is it?',
      ],
    ] as const) {
      const answer = await finance.post(`${path}/resolution`, fields)
      t.is(answer.status, 422)
      t.true(said(answer.html).includes(problem), problem)
    }
    t.is(
      (await db('payments').where({ receipt_code: 'UKK2V7N9RA' }).first('state'))!.state,
      'excepted',
    )
  },
)

test.serial('what is not there is said, in words that help', async (t) => {
  t.true(
    (await page('/subscribers/4821073')).includes('No subscriber has the account number 4821073.'),
  )
  t.true((await page('/payments/mpesa/NOWHERE')).includes('We know no payment NOWHERE.'))
  for (const path of [
    '/exceptions/0',
    '/exceptions/x',
    '/exceptions/1e3',
    '/payments/cash/UKL4T8M2QX',
  ]) {
    t.is((await finance.get(path)).status, 404, path)
  }
  t.is((await finance.get('/payments?before=nonsense')).status, 422)
})
