// Whose phone is behind a hash. C2B v1 sends SHA-256 of the payer's number, which anybody can try out; ours is that hash under
// the box key, so that what lies in a dump of the database tells nobody a number. It is made where a subscriber's phone is
// new (a trigger adds the row), before it is asked for.

import type { Work } from '../appliance.ts'
import type { Msisdn } from '../msisdn.ts'
import { hashMsisdn, readPayerNumber } from '../providers/payer.ts'
import type { Safe } from '../secrets.ts'

const place = 'known_phones.lookup_hash'
const eachTime = 5000

/** Makes what is missing, some thousands at a time. Returns how many. Whoever comes second waits, and finds them made. */
export async function fillLookups(work: Work, safe: Safe): Promise<number> {
  const rows = await work
    .db('known_phones')
    .whereNull('lookup_hash')
    .orderBy('msisdn')
    .limit(eachTime)
    .forUpdate()
    .select('msisdn')
  if (rows.length === 0) return 0
  await work.db.raw(
    `update known_phones k set lookup_hash = n.lookup_hash
     from unnest(:phones::text[], :hashes::bytea[]) as n (msisdn, lookup_hash) where k.msisdn = n.msisdn`,
    {
      phones: rows.map(({ msisdn }) => msisdn),
      hashes: rows.map(({ msisdn }) => lookupOf(safe, hashMsisdn(msisdn as Msisdn))),
    },
  )
  return rows.length
}

/**
 * A payment whose payer is a hash takes the number of the subscriber whose hash it is; a mask stays a mask, and so does a hash
 * that was itself masked. Before it is settled: the number tells a double payment and a stranger's phone.
 */
export async function namePayer(work: Work, safe: Safe, payment_id: number): Promise<void> {
  const payment = await work
    .db('payments')
    .where({ id: payment_id, state: 'unsettled', payer_msisdn: null })
    .whereNotNull('payer_msisdn_raw')
    .first('payer_msisdn_raw')
  const hash = payment && readPayerNumber(payment.payer_msisdn_raw!).msisdn_hash
  if (!hash) return
  await fillLookups(work, safe)
  const known = await work
    .db('known_phones')
    .where({ lookup_hash: lookupOf(safe, hash) })
    .first('msisdn')
  if (!known) return
  await work.db('payments').where({ id: payment_id }).update({ payer_msisdn: known.msisdn })
}

function lookupOf(safe: Safe, hash: string): Buffer {
  return safe.sign(Buffer.from(hash, 'hex'), place)
}
