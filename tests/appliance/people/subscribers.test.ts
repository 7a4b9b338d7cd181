import test from 'ava'
import { accountNo } from '../../../appliance/account-no.ts'
import { listActs } from '../../../appliance/people/audit.ts'
import { readSubscriberList, type Wanted } from '../../../appliance/people/subscriber-register.ts'
import {
  findSubscriber,
  listLines,
  listWalletEntries,
} from '../../../appliance/people/subscribers.ts'
import { findSubscriberFile } from '../../../appliance/people/subscriber-file.ts'
import { reinstate, suspend } from '../../../appliance/people/suspensions.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { addCustomer } from '../../support/factories.ts'
import { openKilima } from '../../web/kilima.ts'

const clock = testClock('2026-11-21T11:32:00Z')
const appliance = await freshAppliance(clock)
const { db, work } = appliance
const kilima = await openKilima(appliance, clock)
const now = appliance.now()
test.after.always(() => appliance.close())

async function list(wanted: Partial<Wanted>) {
  return readSubscriberList(db, { q: '', show: 'all', router: '', after: null, ...wanted }, now)
}
async function names(wanted: Partial<Wanted>): Promise<string[]> {
  const { page } = await list(wanted)
  return page.rows.map(({ name }) => name)
}

for (const [what, q] of [
  ['account number', '4821072'],
  ['the beginning of it', '48210'],
  ['name, any letters of it', 'otieno o'],
  ['user name', 'otieno.ouma'],
  ['phone as people write it', '0710 000 318'],
  ['phone as M-Pesa writes it', '254710000318'],
  ['the phone’s last digits, which a cashier may see', '318'],
] as const) {
  test.serial(`S1-18: a subscriber is found by ${what}`, async (t) => {
    t.true((await names({ q })).includes('Otieno Ouma'))
    t.false((await names({ q })).includes('Halima Abdi'))
  })
}

for (const [show, expected] of [
  ['online', ['Halima Abdi', 'Njeri Mwangi']],
  ['ending', ['Halima Abdi']],
  ['ended', ['Otieno Ouma']],
  ['suspended', ['Mutua Kioko']],
] as const) {
  test.serial(`S2-80: the chip "${show}" leads to its rows, as many as it says`, async (t) => {
    t.deepEqual(await names({ show }), [...expected])
    t.is((await list({})).counts[show], expected.length)
  })
}

test.serial('S2-80: online on one router only', async (t) => {
  t.deepEqual(await names({ show: 'online', router: 'githurai-1' }), ['Halima Abdi'])
})

test.serial('T36: wildcards and quotes are letters like others', async (t) => {
  for (const name of [`O'Brien "Bob" %x_`, `Robert'); drop table subscribers;--`, 'back\\slash']) {
    await addCustomer(appliance, { name })
    t.deepEqual(await names({ q: name }), [name])
    const { page } = await list({ q: name })
    t.is((await findSubscriber(db, page.rows[0]!.account_no)).name, name)
  }
  t.deepEqual(await names({ q: '%' }), [`O'Brien "Bob" %x_`])
  t.deepEqual(await names({ q: '_x' }), [])
})

test.serial(
  'the list goes on page by page, every row once, whatever comes in meanwhile',
  async (t) => {
    for (let count = 0; count < 105; count++)
      await addCustomer(appliance, { name: `Zawadi ${String(count).padStart(3, '0')}` })
    const seen: string[] = []
    let after: string | null = null
    do {
      const { page } = await list({ q: 'zawadi', after })
      seen.push(...page.rows.map(({ name }) => name))
      await addCustomer(appliance, { name: 'Aaa zawadi, who sorts before them all' })
      after = page.next
    } while (after !== null)
    t.deepEqual(
      seen,
      Array.from({ length: 105 }, (_, count) => `Zawadi ${String(count).padStart(3, '0')}`),
    )
    await t.throwsAsync(list({ after: 'nonsense' }), { code: 'place_unreadable' })
  },
)

test.serial('a line knows its credit, its session and the end of all that is bought', async (t) => {
  const [line] = await listLines(db, kilima.njeri.subscriber.id, now)
  t.like(line, {
    plan: 'Home 10',
    router: 'kasarani-1',
    framed_ip_address: '10.40.3.20',
    closed_at: null,
  })
  t.is(String(line!.paid_until), '2026-12-02T06:00:02.178Z')
  const [ended] = await listLines(db, kilima.otieno.subscriber.id, now)
  t.like(ended, { credit_starts_at: null, session_id: null })
})

test.serial('the wallet’s entries carry the balance each left, newest first', async (t) => {
  const entries = await listWalletEntries(db, kilima.otieno.subscriber.id, 8)
  t.deepEqual(
    entries.map(({ amount_cents, balance_cents, receipt_code }) => [
      amount_cents,
      balance_cents,
      receipt_code,
    ]),
    [
      [1000_00, 1000_00, 'UKL4T8M2QX'],
      [-1500_00, 0, null],
      [1500_00, 1500_00, 'UJL7H3WP0D'],
    ],
  )
})

test.serial('N4: the file tells the whole story of one line in its order', async (t) => {
  const asked = { viewer_id: 0, before: null, now }
  const { timeline, verdict } = await findSubscriberFile(db, accountNo(482107)!, asked)
  t.is(verdict.kind, 'short')
  t.deepEqual(
    timeline.told.map((told) => (told.kind === 'refused' ? `refused ${told.count}` : told.kind)),
    [
      'refused 3', 'exception', 'payment', 'refused 14', 'session_ended', 'credit_ended', 'disconnection',
      'session_began', 'access', 'credit_bought', 'payment',
    ],
  ) // prettier-ignore
  const earlier = await findSubscriberFile(db, accountNo(482107)!, {
    ...asked,
    before: timeline.told[4]!.at,
  })
  t.is(earlier.timeline.told[0]!.kind, 'credit_ended')
})

test.serial('N4: a message that waits for its proof is what the page speaks of', async (t) => {
  const { subscriber } = await addCustomer(appliance, { name: 'Fatuma' })
  const body = {
    TransID: 'UKLFATUMA1',
    TransTime: '20261121143000',
    TransAmount: '1500.00',
    BillRefNumber: subscriber.account_no,
    BusinessShortCode: '600966',
  }
  await db('callbacks').insert({
    shortcode: '600966', kind: 'confirmation', body: Buffer.from(JSON.stringify(body)), headers: '{}' as never,
    heard_at: now, state: 'unproved', receipt_code: 'UKLFATUMA1', tries: 2, due_at: now.add({ seconds: 30 }),
  }) // prettier-ignore
  const { verdict } = await findSubscriberFile(db, subscriber.account_no, {
    viewer_id: 0,
    before: null,
    now,
  })
  t.like(verdict, { kind: 'being_checked', claim: { amount_cents: 1500_00, tries: 2 } })
})

test.serial(
  'suspending asks every live session to end, once, and says who did it and why',
  async (t) => {
    const { subscriber, service } = kilima.njeri
    const by = { staff: null, source_address: '10.0.0.9' }
    const other = { staff: null, source_address: null }
    await work((unit) => suspend(unit, subscriber.account_no, 'Resold the line', by))
    const session = (await db('sessions').where({ service_id: service.id }).first('id'))!
    t.like(await db('disconnections').where({ session_id: session.id }).first(), {
      reason: 'suspended',
      state: 'asked',
    })
    const again = work((unit) => suspend(unit, subscriber.account_no, null, other))
    await t.throwsAsync(again, { code: 'suspended_already' })
    await work((unit) => reinstate(unit, subscriber.account_no, by))
    await t.throwsAsync(
      work((unit) => reinstate(unit, subscriber.account_no, by)),
      { code: 'not_suspended' },
    )
    const acts = await listActs(db, `subscriber:${subscriber.id}`, {
      before: now.add({ minutes: 1 }),
      limit: 9,
    })
    t.deepEqual(
      acts.map(({ action, why }) => [action, why]),
      [
        ['subscriber.reinstated', null],
        ['subscriber.suspended', 'Resold the line'],
      ],
    )
  },
)

test.serial('a number nobody has is not found, in words for whoever typed it', async (t) => {
  await t.throwsAsync(findSubscriber(db, '9999999'), {
    code: 'subscriber_unknown',
    message: 'No subscriber has the account number 9999999.',
  })
  await t.throwsAsync(
    work((unit) => suspend(unit, `1' or '1`, null, { staff: null, source_address: null })),
    { code: 'subscriber_unknown' },
  )
})
