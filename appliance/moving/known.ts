// What is here already, as far as a move asks: what was brought before, who has which user name, address, device, number or code.

import type { Db } from '../database.ts'
import { voucherHashes } from '../money/vouchers.ts'
import { readOldNo } from '../money/old-numbers.ts'
import type { Safe } from '../secrets.ts'
import type { Plan } from '../tables.ts'
import type { OldBooks } from './old-books.ts'

export interface Known {
  /** "line:501" to our number. */
  moved: Map<string, number>
  plans: Plan[]
  routers: { id: number; name: string; address: string }[]
  user_names: Set<string>
  /** To whose it is. */
  old_nos: Map<string, number>
  addresses: Set<string>
  macs: Set<string>
  codes: Set<string>
  receipts: Set<string>
}

const atATime = 10_000

export async function readKnown(db: Db, safe: Safe, books: OldBooks): Promise<Known> {
  const { source } = books
  const lines = books.subscribers.flatMap((one) => one.lines)
  const moved = new Map<string, number>()
  const rows = await db('moved_rows').where({ source }).select('kind', 'source_key', 'our_id')
  for (const { kind, source_key, our_id } of rows) moved.set(`${kind}:${source_key}`, our_id)
  const found = async <Key extends string | Buffer>(
    keys: readonly Key[],
    ask: (some: Key[]) => Promise<string[]>,
  ): Promise<Set<string>> => {
    const all = new Set<string>()
    for (let from = 0; from < keys.length; from += atATime)
      for (const one of await ask(keys.slice(from, from + atATime))) all.add(one)
    return all
  }
  const old_nos = new Map<string, number>()
  const typed = books.subscribers.flatMap((one) => readOldNo(one.typed ?? '') ?? [])
  await found(typed, async (some) => {
    for (const row of await db('old_numbers').whereIn('old_no', some)) old_nos.set(row.old_no, row.subscriber_id) // prettier-ignore
    return []
  })
  return {
    moved,
    plans: await db('plans').select('*'),
    routers: await db('routers').whereNull('retired_at').select('id', 'name', 'address'),
    user_names: await found(lines.map((line) => line.user_name), async (some) =>
      (await db('services').whereIn('user_name', some).select('user_name')).map((row) => row.user_name)), // prettier-ignore
    old_nos,
    addresses: new Set(
      (await db('services').whereNull('closed_at').whereNotNull('static_address').select('static_address')).map((row) => row.static_address!)), // prettier-ignore
    macs: await found(lines.flatMap(({ mac }) => mac ?? []), async (some) =>
      (await db('devices').whereIn('mac', some).whereNotNull('service_id').select('mac')).map((row) => row.mac)), // prettier-ignore
    codes: await found(books.vouchers.flatMap(({ code }) => voucherHashes(safe, code)), async (some) =>
      (await db('vouchers').whereIn('code_hash', some).select('code_hash')).map((row) => row.code_hash.toString('hex'))), // prettier-ignore
    receipts: await found(books.receipts.map((one) => one.receipt_code), async (some) => {
      const old = await db('old_receipts').whereIn('receipt_code', some).select('receipt_code')
      return old.map((row) => row.receipt_code)
    }),
  } // prettier-ignore
}
