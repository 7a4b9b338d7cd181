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
import { findPassOfReceipt, mayTakeAlong } from './pass-rights.ts'
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
      : await findPassOfReceipt(work.db, by.receipt_code.trim().toUpperCase(), work.now)
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
       and (s.msisdn = :msisdn or exists (select from payments m where m.service_id = v.id and m.payer_msisdn = :msisdn))
     order by v.id desc limit 20`,
    { msisdn },
  )
  const digits = code.replace(/\D/g, '')
  const found = rows.find(({ pass_code_sealed }) =>
    sameSecret(digits, safe.open(pass_code_sealed!, 'services.pass_code')),
  )
  const may = found && (await mayTakeAlong(work.db, found.id, msisdn, work.now))
  return may ? found : undefined
}
