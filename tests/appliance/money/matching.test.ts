// Whose money is it? A hundred thousand references of a town's payers against the reader alone, and some of them against the
// books; a million more with `npm run campaign:matching`.

import test from 'ava'
import {
  decideOwner,
  findOwner,
  invoiceNo,
  readEveryWay,
} from '../../../appliance/money/matching.ts'
import { keepOldNumbers } from '../../../appliance/money/old-numbers.ts'
import { fillLookups, namePayer } from '../../../appliance/money/known-phones.ts'
import { suggestSubscribers } from '../../../appliance/money/suggestions.ts'
import { compareMask } from '../../../appliance/providers/payer-mask.ts'
import { hashMsisdn } from '../../../appliance/providers/payer.ts'
import type { Msisdn } from '../../../appliance/msisdn.ts'
import { addCustomer, drawReceipt, phone } from '../../support/factories.ts'
import { drawReference, drawTown, openBooks, openDice } from '../../support/references.ts'
import { appliance, db, exceptionsOf, pay, report, work } from './paying.ts'

test.after.always(() => appliance.close())
const nobody = { staff: null, source_address: null }
const { safe } = appliance

test('S0-14: 100,000 references: what is right finds its payer, one wrong key finds nobody, no two ways name two', (t) => {
  const seed = Math.trunc(Math.random() * 2 ** 31)
  const dice = openDice(seed)
  const town = drawTown(2000, invoiceNo)
  const find = openBooks(town)
  const wrong: string[] = []
  const count = { right: 0, slip: 0, far: 0, neighbours: 0 }
  for (let at = 0; at < 100_000; at++) {
    const { words, id, how } = drawReference(town, dice)
    const owner = decideOwner(find(readEveryWay(words)))?.subscriber.id
    count[how] += 1
    const own = town[id - 1]!.account_no
    if (how === 'right' && owner !== id) wrong.push(`${words}: ${owner}, not ${id}`)
    if (how === 'slip' && owner !== undefined && words !== own) wrong.push(`${words}: ${owner}`)
    if (how === 'far' && owner !== undefined && owner !== id) count.neighbours += 1
  }
  t.deepEqual(wrong.slice(0, 5), [], `seed ${seed}`)
  t.true(Math.min(count.right, count.slip, count.far) > 15_000)
  // Two wrong keys pass a check digit once in ten, and meet somebody's number as often as numbers are taken.
  t.true(count.neighbours < 100, `${count.neighbours} of ${count.far}, seed ${seed}`)
})

test('S0-14: the books answer as the reader decides', async (t) => {
  const town = drawTown(60, invoiceNo)
  const rows = []
  for (const { account_no, msisdn, user_name, old_no } of town) {
    const { subscriber } = await addCustomer(appliance, { account_no, msisdn: msisdn as Msisdn, user_name }) // prettier-ignore
    rows.push(subscriber)
    await work((unit) => keepOldNumbers(unit, [{ typed: old_no, account_no, came_from: 'PHPNuxBill' }], nobody)) // prettier-ignore
  }
  const find = openBooks(town.map((payer) => ({ ...payer, request_id: -payer.id })))
  const dice = openDice(7)
  for (let at = 0; at < 400; at++) {
    const { words } = drawReference(town, dice)
    const decided = decideOwner(find(readEveryWay(words)))?.subscriber.id
    const found = (await findOwner(db, words))?.subscriber.account_no
    t.is(found, decided === undefined ? undefined : town[decided - 1]!.account_no, words)
  }
})

test('S0-14: a number that is one’s account and another’s old number is nobody’s, and both are suggested', async (t) => {
  const { subscriber } = await addCustomer(appliance)
  const { subscriber: other } = await addCustomer(appliance)
  const { account_no } = other
  await work((unit) => keepOldNumbers(unit, [{ typed: subscriber.account_no, account_no, came_from: 'a list' }], nobody)) // prettier-ignore
  const paid = await pay(subscriber.account_no, 1500)
  t.deepEqual(await exceptionsOf(paid.id), ['unknown_account'])
  const suggested = await suggestSubscribers(db, paid)
  t.deepEqual(new Set(suggested.map((one) => one.account_no)), new Set([subscriber.account_no, account_no])) // prettier-ignore
})

test('S0-14: an old number is one person’s: a file that gives it to two keeps nothing', async (t) => {
  const [one, two] = [await addCustomer(appliance), await addCustomer(appliance)]
  const line = (account_no: string) => ({ typed: 'OLD 77', account_no, came_from: 'the blue book' })
  const lines = [line(one.subscriber.account_no), line(two.subscriber.account_no)]
  await t.throwsAsync(
    work((unit) => keepOldNumbers(unit, lines, nobody)),
    { code: 'old_number_taken' },
  )
  t.deepEqual(await db('old_numbers').where({ old_no: 'OLD77' }), [])
  await work((unit) => keepOldNumbers(unit, [lines[0]!, lines[0]!], nobody))
  t.is((await pay(' old-77 ', 1500)).subscriber_id, one.subscriber.id)
})

test('S0-14: an invoice’s number names its subscriber and line; with a wrong digit nobody', async (t) => {
  const { subscriber, service } = await addCustomer(appliance)
  const [staff] = await db('staff')
    .insert({
      email: 'a@kilima.example',
      name: 'A',
      role: 'owner',
      password_hash: 'none',
      added_at: appliance.now(),
    }) // prettier-ignore
    .returning('*')
  const asked_at = appliance.now()
  const [request] = await db('payment_requests')
    .insert({
      subscriber_id: subscriber.id,
      service_id: service.id,
      amount_cents: 1500_00 as never,
      about: 'November',
      way: 'prompt',
      form_no: crypto.randomUUID(),
      asked_by: staff!.id,
      asked_at,
      expires_at: asked_at.add({ hours: 1 }),
    }) // prettier-ignore
    .returning('*')
  const no = invoiceNo(request!.id)
  t.like(await pay(no.toLowerCase(), 1500), { subscriber_id: subscriber.id, service_id: service.id }) // prettier-ignore
  const wrong = no.slice(0, -1) + String((Number(no.at(-1)) + 1) % 10)
  t.is((await pay(wrong, 1500)).state, 'excepted')
})

test('C2B v1: a hashed payer is known by our own keyed lookup, and the hash itself lies nowhere', async (t) => {
  const msisdn = phone(777_001)
  const { subscriber } = await addCustomer(appliance, { msisdn })
  const hash = hashMsisdn(msisdn)
  const receipt = drawReceipt()
  await work((unit) => report(unit, receipt, 'wifi', 1500, { payer_msisdn_raw: hash }))
  const { id } = (await db('payments').where({ receipt_code: receipt }).first())!
  await work((unit) => namePayer(unit, safe, id))
  const named = (await db('payments').where({ id }).first())!
  t.is(named.payer_msisdn, msisdn)
  const [first] = await suggestSubscribers(db, named)
  t.is(first?.account_no, subscriber.account_no)
  t.true(first?.reasons.includes('The phone that paid is theirs'))

  const known = await db('known_phones').where({ msisdn }).first()
  t.false(known!.lookup_hash!.equals(Buffer.from(hash, 'hex')))
  const added = phone(777_950) // Other tests of this file add theirs meanwhile: one of ours is looked at.
  await addCustomer(appliance, { msisdn: added })
  await work((unit) => fillLookups(unit, safe))
  t.truthy((await db('known_phones').where({ msisdn: added }).first())!.lookup_hash)
})

test('C2B v1, v2: a stranger’s hash, a mask and a masked hash name nobody', async (t) => {
  const msisdn = phone(777_002)
  await addCustomer(appliance, { msisdn })
  const hash = hashMsisdn(msisdn)
  for (const payer_msisdn_raw of [
    hashMsisdn(phone(999_777)),
    `${msisdn.slice(0, 4)} ***** ${msisdn.slice(-3)}`,
    `${hash.slice(0, 34)} ***** ${hash.slice(-25)}`,
  ]) {
    const receipt = drawReceipt()
    await work((unit) => report(unit, receipt, 'wifi', 1500, { payer_msisdn_raw }))
    const { id } = (await db('payments').where({ receipt_code: receipt }).first())!
    await work((unit) => namePayer(unit, safe, id))
    t.is((await db('payments').where({ id }).first())!.payer_msisdn, null, payer_msisdn_raw)
  }
})

for (const [raw, fit] of [
  ['2547 ***** 318', 'fits'],
  ['25471****4318', 'fits'],
  ['2547****0111', 'differs'],
  ['2547 ***** 126', 'differs'],
  ['2******8', 'unknown'],
  ['2******9', 'differs'],
  ['', 'unknown'],
  ['******', 'unknown'],
  ['254712344318', 'fits'],
  [hashMsisdn('254712344318' as Msisdn), 'fits'],
  [hashMsisdn('254712344319' as Msisdn), 'differs'],
] as const) {
  test(`C2B v2: the mask "${raw.slice(0, 20)}" against 254712344318: ${fit}`, (t) => {
    t.is(compareMask(raw, '254712344318' as Msisdn), fit)
  })
}

test('S0-14, F40: near misses are suggested with their reasons, the likeliest first, and credit nobody', async (t) => {
  const msisdn = phone(4_313_535)
  const { subscriber } = await addCustomer(appliance, { msisdn, name: 'Wanjiku Mumbi' })
  const { account_no } = subscriber
  const wrongKey = account_no.slice(0, 6) + String((Number(account_no[6]) + 1) % 10)
  for (const [typed, reason] of [
    [wrongKey, `One key away from ${account_no}`],
    [account_no.slice(0, 3) + account_no.slice(4), `One key away from ${account_no}`],
    [account_no.slice(0, 3) + account_no[3] + account_no.slice(3), `One key away from ${account_no}`], // prettier-ignore
    [`0${msisdn.slice(3, 11)}${(Number(msisdn.at(-1)) + 1) % 10}`, 'One key away from their phone'],
  ] as const) {
    const paid = await pay(typed, 1500, { payer_msisdn_raw: `2547 ***** ${msisdn.slice(-3)}` })
    t.is(paid.state, 'excepted', typed)
    const [first] = await suggestSubscribers(db, paid)
    t.is(first?.account_no, account_no, typed)
    t.true(first?.reasons.includes(reason), `${typed}: ${first?.reasons.join('; ')}`)
    t.true(first?.reasons.some((one) => one.startsWith('The phone that paid may be theirs')))
  }
})
