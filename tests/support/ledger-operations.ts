// Money moved at random through the ledger's own functions, and reckoned beside it in memory: what the books say in the end
// must be what was reckoned. Some of it is undone, some work fails half way and leaves nothing. The seed throws it again.

import type { Appliance } from '../../appliance/appliance.ts'
import {
  postAll,
  undoTransfer,
  type AccountName,
  type Posting,
} from '../../appliance/money/ledger.ts'
import { sealLedger, verifyLedgerChain } from '../../appliance/money/ledger-chain.ts'
import { checkSums } from '../../appliance/money/ledger-check.ts'
import { readTrialBalance } from '../../appliance/money/trial-balance.ts'
import { cents } from '../../appliance/money.ts'
import { seededDice, type Dice } from '../simulators/dice.ts'
import { paybill } from './factories.ts'

const lot = 2_000
const people = 400
const undoneInALot = 4

/** What may move from where to where, as settlement, renewals, refunds and resolutions do. */
const moves: [kind: Posting['kind'], from: string, to: string, often: number][] = [
  ['receive', 'paybill', 'wallet', 30],
  ['receive', 'paybill', 'suspense', 4],
  ['receive', 'cash', 'wallet', 6],
  ['assign', 'suspense', 'wallet', 3],
  ['assign', 'wallet', 'wallet', 1],
  ['sell', 'wallet', 'sales', 30],
  ['return', 'sales', 'wallet', 2],
  ['lend', 'grace', 'sales', 3],
  ['deposit', 'wallet', 'deposit', 2],
  ['release', 'deposit', 'wallet', 1],
  ['refund', 'suspense', 'refunds', 1],
  ['refund', 'wallet', 'refunds', 1],
  ['write_off', 'suspense', 'written_off', 1],
]
const wheel = moves.flatMap((move) => Array.from({ length: move[3] }, () => move))

export interface Tally {
  posted: number
  undone: number
  /** Work that failed, with everything it had posted. */
  failed: number
  accounts: number
}

interface Run {
  seed: number
  operations: number
  tell?: (posted: number) => void
}

/** Posts so many, two at a time, in lots of two thousand to a transaction. Throws, naming the first account, where the books differ. */
export async function operateLedger(
  appliance: Appliance,
  { seed, operations, tell = () => {} }: Run,
): Promise<Tally> {
  const subscribers = await addPeople(appliance)
  const reckoned = new Map<string, number>()
  const tally: Tally = { posted: 0, undone: 0, failed: 0, accounts: 0 }
  let taken = 0

  async function teller(dice: Dice): Promise<void> {
    for (let turn = 0; taken < operations; turn++) {
      const size = Math.min(lot, operations - taken)
      taken += size
      const postings = Array.from({ length: size }, () => drawPosting(dice, subscribers))
      if (turn % 10 === 9) tally.failed += await failHalfWay(appliance, postings)
      await postLot(appliance, postings)
      postings.forEach((posting, place) => {
        if (!isUndone(place)) reckon(reckoned, posting)
      })
      tally.posted += size
      tally.undone += undoneInALot
      await sealLedger(appliance)
      tell(tally.posted)
    }
  }
  await Promise.all([teller(seededDice(seed)), teller(seededDice(seed + 1))])
  await sealLedger(appliance)
  tally.accounts = await compare(appliance.db, reckoned)
  await lookAtBooks(appliance, tally).catch((cause: Error) => {
    throw new Error(`seed ${seed}: ${cause.message}`, { cause })
  })
  return tally
}

const isUndone = (place: number) => place % 7 === 0 && place / 7 < undoneInALot

async function postLot({ work }: Appliance, postings: readonly Posting[]): Promise<void> {
  const first = await work(async (unit) => {
    const posted = await postAll(unit, postings)
    for (const id of posted.filter((_, place) => isUndone(place)))
      await undoTransfer(unit, id, 'Thought better of it')
    return posted[0]!
  })
  const again = await work((unit) => undoTransfer(unit, first, 'Again')).catch(() => 'refused')
  if (again !== 'refused') throw new Error(`transfer ${first} was undone twice`)
}

/** The power goes before the commit: nothing of it may be left. */
async function failHalfWay({ work }: Appliance, postings: readonly Posting[]): Promise<number> {
  const cut = work(async (unit) => {
    await postAll(unit, postings.slice(0, lot / 2))
    throw new Error('power cut')
  })
  return cut.catch((error: Error) => {
    if (error.message === 'power cut') return 1
    throw error
  })
}

async function lookAtBooks(appliance: Appliance, { posted, undone }: Tally): Promise<void> {
  const [balance, chain, check] = await Promise.all([
    readTrialBalance(appliance.db),
    verifyLedgerChain(appliance),
    checkSums(appliance.db),
  ])
  if (balance.debit_cents !== balance.credit_cents) throw new Error(JSON.stringify(balance))
  const whole = chain.outcome === 'whole' && chain.head.link_no === posted + undone
  if (!whole || chain.waiting > 0) throw new Error(`${posted + undone}: ${JSON.stringify(chain)}`)
  // Suspense has no payments beside it here; everything else must agree.
  const wrong = check.filter(({ rule }) => rule !== 'suspense')
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong))
}

async function addPeople({ db, now }: Appliance): Promise<number[]> {
  const site = (await db('sites').first('id'))!
  const rows = Array.from({ length: people }, (_, place) => ({
    account_no: String(9_000_000 + place),
    name: `Person ${place}`,
    site_id: site.id,
    joined_at: now(),
  }))
  const added = await db('subscribers')
    .insert(rows as never)
    .returning('id')
  return added.map(({ id }) => id)
}

function drawPosting(dice: Dice, subscribers: readonly number[]): Posting {
  const [kind, from, to] = wheel[Math.floor(dice() * wheel.length)]!
  const name = (account: string): AccountName => {
    if (account === 'paybill') return { kind: 'paybill', shortcode: paybill }
    if (account !== 'wallet' && account !== 'deposit') return { kind: account } as AccountName
    return { kind: account, subscriber_id: subscribers[Math.floor(dice() * subscribers.length)]! }
  }
  const source = name(from)
  let target = name(to)
  while (keyOf(target) === keyOf(source)) target = name(to)
  const amount_cents = cents(1 + Math.floor(dice() * 500_000))
  return { kind, from: source, to: target, amount_cents, reason: `At random: ${kind}` }
}

const keyOf = (name: AccountName) =>
  'subscriber_id' in name ? `${name.kind}:${name.subscriber_id}` : name.kind

function reckon(reckoned: Map<string, number>, { from, to, amount_cents }: Posting): void {
  for (const [name, moved] of [[from, -amount_cents], [to, amount_cents]] as const)
    reckoned.set(keyOf(name), (reckoned.get(keyOf(name)) ?? 0) + moved)
} // prettier-ignore

/** Every account's balance against what was reckoned. Returns how many there are. */
async function compare(db: Appliance['db'], reckoned: Map<string, number>): Promise<number> {
  const { rows } = await db.raw<{ rows: { key: string; balance: number }[] }>(
    `select a.kind || coalesce(':' || a.subscriber_id, '') as key, sum(e.amount_cents)::bigint as balance
     from entries e join accounts a on a.id = e.account_id group by a.id`,
  )
  for (const { key, balance } of rows) {
    if ((reckoned.get(key) ?? 0) !== balance)
      throw new Error(`${key} is ${balance}, and was reckoned ${reckoned.get(key)}`)
    reckoned.delete(key)
  }
  const lost = [...reckoned].find(([, balance]) => balance !== 0)
  if (lost) throw new Error(`${lost[0]} is not there, and was reckoned ${lost[1]}`)
  return rows.length
}
