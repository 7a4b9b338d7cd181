// The news of one payment, in every order and number: one payment, one credit, whatever was told when (invariant 12).

import test, { type ExecutionContext } from 'ava'
import { assert, asyncProperty, shuffledSubarray } from 'fast-check'
import { walletOf } from '../../../appliance/money/ledger.ts'
import { beginPush } from '../../../appliance/money/stk-pushes.ts'
import { cents } from '../../../appliance/money.ts'
import type { Checkout, StkPush } from '../../../appliance/tables.ts'
import {
  appliance,
  ask,
  checkout,
  countRings,
  creditsOf,
  db,
  duePrompts,
  latestPush,
  newMac,
  newPhone,
  newPromptId,
  openExceptions,
  paymentsOf,
  prompted,
  push,
  settleAll,
  told,
  work,
} from './hotspot.ts'
import {
  answer,
  call,
  confirm,
  moneyOf,
  pullFinds,
  pulls,
  statusSays,
  type Money,
} from './safaricom-says.ts'

test.after.always(() => appliance.close())

type Happening =
  | 'answered'
  | 'called failed'
  | 'called paid'
  | 'called paid, no receipt'
  | 'asked: pending'
  | 'asked: failed'
  | 'asked: paid'
  | 'confirmed'
  | 'pulled'
  | 'status'
  | 'settled'

const alone: Happening[] = [
  'answered',
  'called failed',
  'called paid',
  'called paid',
  'called paid, no receipt',
  'asked: pending',
  'asked: failed',
  'asked: paid',
  'settled',
]
const all: Happening[] = [...alone, 'confirmed', 'confirmed', 'pulled', 'pulled', 'settled']

async function happens(what: Happening, sent: StkPush, id: string, money: Money): Promise<unknown> {
  switch (what) {
    case 'answered': {
      const ids = { merchant_request_id: '7071-1', checkout_request_id: id }
      return told(sent, { outcome: 'accepted', ...ids })
    }
    case 'called failed':
      return call(sent, { code: 1037, id })
    case 'called paid':
      return call(sent, { id, receipt: money.receipt })
    case 'called paid, no receipt':
      return call(sent, { id })
    case 'asked: pending':
      return answer(sent, 'pending')
    case 'asked: failed':
      return answer(sent, '1037')
    case 'asked: paid':
      return answer(sent, 'paid')
    case 'confirmed':
      return confirm(money)
    case 'pulled':
      return pullFinds(money)
    case 'status':
      await confirm(money) // Why we would ask.
      return statusSays(money)
    case 'settled':
      return settleAll()
  }
}

async function live(
  order: Happening[],
  typed: string | undefined,
  truth: Happening[],
): Promise<{ opened: Checkout; sent: StkPush; money: Money }> {
  const opened = await ask()
  const sent = await latestPush(opened)
  await work((unit) => beginPush(unit, sent.id))
  const id = newPromptId(sent)
  const money = moneyOf(sent, typed === undefined ? {} : { typed })
  for (const what of [...order, ...truth]) await happens(what, sent, id, money)
  return { opened, sent, money }
}

async function findWrong(
  { opened, sent, money }: Awaited<ReturnType<typeof live>>,
  named: boolean,
): Promise<string[]> {
  const payments = await paymentsOf(opened)
  const [payment] = payments
  const { rows } = await db.raw(
    `select (select coalesce(sum(amount_cents), 0) from entries) as sum,
            (select count(*) from payments where receipt_code = :receipt or stk_push_id = :id) as payments,
            (select count(*) from receipts r join payments m on m.id = r.payment_id where m.service_id = :service) as receipts,
            (select count(*) from messages m join payments p on p.id = m.payment_id where p.service_id = :service) as messages,
            (select count(*) from callbacks where state <> 'done') as waiting`,
    { receipt: money.receipt, id: sent.id, service: opened.service_id },
  )
  const after = await push(sent.id)
  const checks: [string, unknown, unknown][] = [
    ['payments', payments.length, 1],
    ['state', payment?.state, 'settled'],
    ['receipt code', payment?.receipt_code, named ? money.receipt : null],
    ['prompt', payment?.stk_push_id, sent.id],
    ['credits', (await creditsOf(opened)).length, 1],
    ['wallet', await walletOf(db, opened.subscriber_id), cents(0)],
    ['books', rows[0], { sum: 0, payments: 1, receipts: 1, messages: 1, waiting: 0 }],
    ['state of the prompt', [after.state, after.due_at], ['paid', null]],
    ['state of the checkout', (await checkout(opened.id)).state, 'paid'],
    ['exceptions', await openExceptions(), []],
    ['due', await duePrompts(), []],
  ]
  return checks.flatMap(([what, is, should]) =>
    JSON.stringify(is) === JSON.stringify(should) ? [] : [`${what}: ${JSON.stringify(is)}`],
  )
}

async function inEveryOrder(
  t: ExecutionContext,
  events: Happening[],
  typed: string | undefined,
  truth: Happening[],
): Promise<void> {
  await assert(
    asyncProperty(shuffledSubarray(events), async (order) => {
      const named = [...order, ...truth].some((what) =>
        ['called paid', 'pulled', 'status'].includes(what),
      )
      t.deepEqual(await findWrong(await live(order, typed, truth), named), [], order.join(' → '))
    }),
    { numRuns: 30 },
  )
}

test.serial('F34, F35, U15: of a paybill, confirmed and pulled', (t) =>
  inEveryOrder(t, [...all, 'status'], undefined, ['asked: paid', 'pulled', 'settled']),
)

test.serial('F34, F35, U15: of a till, whose confirmation has no reference', (t) =>
  inEveryOrder(t, all, '', ['answered', 'asked: paid', 'pulled', 'settled']),
)

test.serial('of a till, pulled with a time of Greenwich', async (t) => {
  pulls.timeZone = 'UTC'
  const lived = await live(['answered', 'pulled', 'asked: paid'], '', ['pulled', 'settled'])
  pulls.timeZone = 'Africa/Nairobi'
  t.deepEqual(await findWrong(lived, true), [])
})

test.serial('F33, U01: where nothing is confirmed and nothing can be pulled', (t) =>
  inEveryOrder(t, alone, undefined, ['answered', 'asked: paid', 'settled']),
)

for (const first of ['asked: paid', 'pulled', 'called paid'] as const) {
  test.serial(`F34: ten times five at once, after "${first}": one payment`, async (t) => {
    const lived = await live(['answered', first], undefined, [])
    const { sent, money } = lived
    const id = (await push(sent.id)).checkout_request_id!
    const more: Happening[] = ['called paid', 'asked: paid', 'pulled', 'confirmed', 'settled']
    for (let round = 0; round < 5; round += 1)
      await Promise.all([...more, ...more].map((what) => happens(what, sent, id, money)))
    await happens('pulled', sent, id, money)
    await settleAll()
    t.deepEqual(await findWrong(lived, true), [])
  })
}

test.serial('S0-13: two payments of one phone and amount, minutes apart, are two', async (t) => {
  for (const typed of [undefined, '']) {
    const wish = { mac: newMac(), msisdn: newPhone() }
    const one = await prompted(wish)
    await answer(one.push, 'paid')
    const other = await prompted(wish)
    await answer(other.push, 'paid')
    await settleAll()
    t.is((await creditsOf(one.checkout)).length, 2)
    const money = [one, other].map(({ push: sent }) =>
      moneyOf(sent, typed === undefined ? {} : { typed }),
    )
    await call(one.push, { receipt: money[0]!.receipt })
    await call(other.push, { receipt: money[1]!.receipt })
    await pullFinds(...money)
    await settleAll()
    const payments = await paymentsOf(one.checkout)
    t.deepEqual(
      payments.map(({ receipt_code, stk_push_id }) => [receipt_code, stk_push_id]),
      [
        [money[0]!.receipt, one.push.id],
        [money[1]!.receipt, other.push.id],
      ],
    )
    t.is((await creditsOf(one.checkout)).length, 2)
    t.deepEqual(await openExceptions(), [])
  }
})

test.serial('nobody met in a ring', async (t) => t.is(await countRings(), 0))
