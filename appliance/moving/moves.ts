// What becomes of each row of the old books: brought over, here already, or left behind with a reason. Pure: the dry run, the move
// and a second move decide by the same words.

import { isAccountNo } from '../account-no.ts'
import { readOldNo } from '../money/old-numbers.ts'
import { plainCode } from '../money/vouchers.ts'
import type { Known } from './known.ts'
import type { Note, OldBooks, OldKind, OldLine, OldPlan, OldReceipt, OldRouter, OldSubscriber, OldVoucher, Unmoved } from './old-books.ts' // prettier-ignore
import type { Why } from './reasons.ts'

export interface Move {
  plans: OldPlan[]
  /** Ours, for their plans that need none of their own: their key to our number. */
  plan_ids: Map<string, number>
  routers: OldRouter[]
  people: MovedPerson[]
  vouchers: OldVoucher[]
  receipts: OldReceipt[]
  here: Record<OldKind, number>
  unmoved: Unmoved[]
  notes: Note[]
}

export interface MovedPerson {
  who: OldSubscriber
  /** Null: they are new here. */
  subscriber_id: number | null
  /** Those that are not here yet. */
  lines: OldLine[]
  old_no: string | null
}

export interface Wishes {
  /** Their plan's name, in small letters, to ours. */
  plan_names: ReadonlyMap<string, string>
  hashes(code: string): string[]
}

const shortest = 6

export function decideMove(books: OldBooks, known: Known, wishes: Wishes): Move {
  const here = { plan: 0, router: 0, subscriber: 0, line: 0, voucher: 0, receipt: 0 }
  const move: Move = {
    plans: [],
    plan_ids: new Map(),
    routers: [],
    people: [],
    vouchers: [],
    receipts: [],
    here,
    unmoved: [],
    notes: [...books.notes],
  }
  const kinds = decidePlans(move, books, known, wishes)
  decideRouters(move, books, known)
  decidePeople(move, books, known, kinds)
  decideVouchers(move, books, known, { kinds, wishes })
  const codes = new Set<string>()
  for (const receipt of books.receipts) {
    if (codes.has(receipt.receipt_code)) continue
    codes.add(receipt.receipt_code)
    if (known.receipts.has(receipt.receipt_code)) here.receipt += 1
    else move.receipts.push(receipt)
  }
  return move
}

type Kinds = Map<string, OldPlan['kind']>

function decidePlans(move: Move, books: OldBooks, known: Known, { plan_names }: Wishes): Kinds {
  const kinds: Kinds = new Map()
  const ours = new Map(known.plans.map((plan) => [plan.name.toLowerCase(), plan]))
  const byId = new Map(known.plans.map((plan) => [plan.id, plan]))
  const wished = ({ name }: { name: string }) => ours.get(plan_names.get(name.toLowerCase()) ?? '')
  const settle = (key: string, plan: { id: number; kind: OldPlan['kind'] }) => {
    move.plan_ids.set(key, plan.id)
    kinds.set(key, plan.kind)
    move.here.plan += 1
  }
  for (const row of books.refused) {
    const plan = row.kind === 'plan' ? wished(row) : undefined
    if (plan) settle(row.key, plan)
    else move.unmoved.push(row)
  }
  const names = new Set<string>()
  for (const plan of books.plans) {
    const moved = byId.get(known.moved.get(`plan:${plan.key}`) ?? 0)
    const same = wished(plan) ?? moved ?? ours.get(plan.name.toLowerCase())
    const fits = same && (same === wished(plan) || same === moved || isSame(same, plan))
    if (same && fits) {
      settle(plan.key, same)
      continue
    }
    const twice = names.has(plan.name.toLowerCase())
    if (same) {
      move.unmoved.push({ kind: 'plan', key: plan.key, name: plan.name, why: 'plan_name_taken' })
      continue
    }
    if (twice) move.notes.push({ kind: 'plan', name: plan.name, what: 'named_twice' })
    const name = twice ? `${plan.name} #${plan.key}` : plan.name
    names.add(name.toLowerCase())
    kinds.set(plan.key, plan.kind)
    move.plans.push({ ...plan, name })
  }
  return kinds
}

function isSame(ours: Known['plans'][number], theirs: OldPlan): boolean {
  const columns = ['kind', 'price_cents', 'term_count', 'term_unit', 'down_kbps', 'up_kbps', 'data_bytes', 'devices'] as const // prettier-ignore
  return columns.every((column) => ours[column] === theirs[column])
}

function decideRouters(move: Move, books: OldBooks, known: Known): void {
  const names = new Set(known.routers.map(({ name }) => name.toLowerCase()))
  const addresses = new Set(known.routers.map(({ address }) => address))
  for (const router of books.routers) {
    if (known.moved.has(`router:${router.key}`)) {
      move.here.router += 1
      continue
    }
    if (names.has(router.name.toLowerCase()) || addresses.has(router.address)) {
      const { key, name } = router
      move.unmoved.push({ kind: 'router', key, name, why: 'router_taken' })
      continue
    }
    names.add(router.name.toLowerCase())
    addresses.add(router.address)
    move.routers.push(router)
  }
}

function decidePeople(move: Move, books: OldBooks, known: Known, kinds: Kinds): void {
  const isMoved = (line: OldLine) => known.moved.has(`line:${line.key}`)
  const lines = books.subscribers.flatMap((one) => one.lines)
  const fresh = lines.filter((line) => !isMoved(line))
  const counts = {
    who: countOf(books.subscribers.flatMap(({ typed }) => typed?.trim().toLowerCase() ?? [])),
    names: countOf(lines.map((line) => line.user_name)),
    old_nos: countOf(books.subscribers.flatMap(({ typed }) => readOldNo(typed ?? '') ?? [])),
    addresses: countOf(lines.flatMap((line) => line.static_address ?? [])),
    macs: countOf(lines.flatMap((line) => line.mac ?? [])),
  }
  const routers = new Set([...known.routers, ...books.routers].map(({ name }) => name.toLowerCase())) // prettier-ignore
  const whyNot = (line: OldLine): Why | undefined => {
    if (counts.names.get(line.user_name)! > 1) return 'user_name_twice'
    if (known.user_names.has(line.user_name)) return 'user_name_taken'
    const kind = kinds.get(line.plan_key)
    if (!kind) return 'plan_not_moved'
    return kind === line.kind ? undefined : 'kind_unknown'
  }
  const clean = (line: OldLine): OldLine => {
    const note = (what: Why) => move.notes.push({ kind: 'line', name: line.shown, what })
    const { static_address: address, mac, router } = line
    const addressTaken = address !== null && (counts.addresses.get(address)! > 1 || known.addresses.has(address)) // prettier-ignore
    const macTaken = mac !== null && line.kind === 'hotspot' && (counts.macs.get(mac)! > 1 || known.macs.has(mac)) // prettier-ignore
    const routerHere = router === null || routers.has(router.toLowerCase())
    if (addressTaken) note('address_twice')
    if (macTaken) note('mac_twice')
    if (!routerHere) note('router_unknown')
    return {
      ...line,
      static_address: addressTaken ? null : address,
      mac: macTaken ? null : mac,
      router: routerHere ? router : null,
    }
  }
  const isFresh = new Set(fresh)
  for (const who of books.subscribers) {
    const subscriber_id = known.moved.get(`subscriber:${who.key}`) ?? null
    const typed = who.typed?.trim().toLowerCase()
    if (subscriber_id === null && typed !== undefined && counts.who.get(typed)! > 1) {
      move.unmoved.push({ kind: 'subscriber', key: who.key, name: who.name, why: 'user_name_twice' }) // prettier-ignore
      continue
    }
    if (subscriber_id !== null) move.here.subscriber += 1
    const added: OldLine[] = []
    for (const line of who.lines) {
      const why = isFresh.has(line) ? whyNot(line) : undefined
      if (!isFresh.has(line)) move.here.line += 1
      else if (why) move.unmoved.push({ kind: 'line', key: line.key, name: line.shown, why })
      else added.push(clean(line))
    }
    if (subscriber_id !== null && added.length === 0) continue
    const old_no = subscriber_id === null ? oldNoOf(who, known, counts.old_nos) : null
    if (old_no === 'taken') move.notes.push({ kind: 'subscriber', name: who.typed!, what: 'old_no_taken' }) // prettier-ignore
    move.people.push({ who, subscriber_id, lines: added, old_no: old_no === 'taken' ? null : old_no }) // prettier-ignore
  }
}

/** One that could be an account number of ours might one day be drawn for somebody else. */
function oldNoOf(
  { typed }: OldSubscriber,
  known: Known,
  counts: Map<string, number>,
): string | 'taken' | null {
  const old_no = readOldNo(typed ?? '')
  if (!old_no) return null
  const isSomebodys = counts.get(old_no)! > 1 || known.old_nos.has(old_no) || isAccountNo(old_no)
  return isSomebodys ? 'taken' : old_no
}

function decideVouchers(
  move: Move,
  books: OldBooks,
  known: Known,
  { kinds, wishes }: { kinds: Kinds; wishes: Wishes },
): void {
  const counts = countOf(books.vouchers.map(({ code }) => plainCode(code)))
  for (const voucher of books.vouchers) {
    if (known.moved.has(`voucher:${voucher.key}`)) {
      move.here.voucher += 1
      continue
    }
    if (voucher.used) continue
    const plain = plainCode(voucher.code)
    const why: Why | undefined =
      plain.length < shortest ? 'code_too_short'
      : counts.get(plain)! > 1 ? 'code_twice'
      : wishes.hashes(voucher.code).some((hash) => known.codes.has(hash)) ? 'code_here'
      : kinds.get(voucher.plan_key) !== 'hotspot' ? 'plan_not_moved'
      : undefined // prettier-ignore
    if (!why) move.vouchers.push(voucher)
    else move.unmoved.push({ kind: 'voucher', key: voucher.key, name: `voucher ${voucher.key}`, why }) // prettier-ignore
  }
}

function countOf(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}
