// A guest with another phone, or the same with another MAC, takes the pass along without paying again: by the phone
// that paid and the code we sent it, or by the receipt code of M-Pesa's message. Wrong, used up and unknown get one answer.

import type { Work } from '../appliance.ts'
import { holdSubscriber } from '../money/ledger.ts'
import type { Msisdn } from '../msisdn.ts'
import { holdGuest } from '../people/guests.ts'
import { sameSecret, type Safe } from '../secrets.ts'
import type { Service } from '../tables.ts'
import { noteTry, refuseTooManyTries, type Attempt } from './attempts.ts'
import { bindDevice, seeDevice } from './devices.ts'
import { findPass } from './portal.ts'

export interface Move {
  mac: string
  by: { kind: 'code'; msisdn: Msisdn; code: string } | { kind: 'receipt'; receipt_code: string }
  source_address: string | null
}

/** Undefined where nothing that is paid for now answers to it. Throws TooMany `too_many_tries`. */
export async function movePass(
  work: Work,
  safe: Safe,
  { mac, by, source_address }: Move,
): Promise<{ service_id: number } | undefined> {
  const about = by.kind === 'code' ? by.msisdn : null
  const attempt: Attempt = { kind: 'move', mac, source_address, about }
  await holdGuest(work, mac, about)
  await refuseTooManyTries(work, attempt)
  const found =
    by.kind === 'code'
      ? await findByCode(work, safe, by)
      : await findByReceipt(work, by.receipt_code)
  const pass = found && (await findPass(work.db, found.id, work.now))
  if (!found || !pass) {
    await noteTry(work, attempt)
    return undefined
  }
  const device = await seeDevice(work, mac)
  await holdSubscriber(work, found.subscriber_id)
  await bindDevice(work, device.id, found.id)
  return { service_id: found.id }
}

type Found = Pick<Service, 'id' | 'subscriber_id'>

async function findByCode(
  work: Work,
  safe: Safe,
  { msisdn, code }: { msisdn: Msisdn; code: string },
): Promise<Found | undefined> {
  const { rows } = await work.db.raw<{ rows: Service[] }>(
    `select v.* from services v join subscribers s on s.id = v.subscriber_id
     where v.pass_code_sealed is not null
       and (s.msisdn = :msisdn or exists (select from checkouts k where k.service_id = v.id and k.msisdn = :msisdn
                                          and k.state = 'paid'))
     order by v.id desc limit 20`,
    { msisdn },
  )
  const digits = code.replace(/\D/g, '')
  return rows.find(({ pass_code_sealed }) =>
    sameSecret(digits, safe.open(pass_code_sealed!, 'services.pass_code')),
  )
}

// The payment's own pass: what it was for, where that is a hotspot's.
async function findByReceipt(work: Work, typed: string): Promise<Found | undefined> {
  const receipt_code = typed.trim().toUpperCase()
  const { rows } = await work.db.raw<{ rows: Found[] }>(
    `select v.id, v.subscriber_id from payments m join services v on v.id = m.service_id
     join plans p on p.id = v.plan_id
     where m.rail = 'mpesa' and m.receipt_code = :receipt_code and m.state = 'settled' and p.kind = 'hotspot'`,
    { receipt_code },
  )
  return rows[0]
}
