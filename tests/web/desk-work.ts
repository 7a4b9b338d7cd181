// What the desk has done at Kilima Net, so that its pages have something to show: use, notes, messages, a deposit.

import type { Appliance } from '../../appliance/appliance.ts'
import { askDeposit } from '../../appliance/money/deposits.ts'
import { cents } from '../../appliance/money.ts'
import { addNote } from '../../appliance/people/notes.ts'
import { writeMessage } from '../../appliance/people/written-messages.ts'
import type { Kilima } from './kilima.ts'

export interface Desk {
  /** What the pages are called, and where they are. */
  pages: Record<string, string>
}

type Door = { appliance: Appliance }

export async function openDesk({ appliance }: Door, kilima: Kilima): Promise<Desk> {
  const { db, work } = appliance
  const { otieno, njeri } = kilima
  const { id } = (await db('staff').where({ role: 'support' }).first('id'))!
  const by = { staff: { id, role: 'support', site_id: null }, source_address: null } as const
  await addGateway(appliance)
  await addUse(appliance, njeri.service.id)
  const { account_no } = njeri.subscriber
  await work(async (unit) => {
    await addNote(unit, account_no, 'Power was out at her place; call before a visit.', by)
    await writeMessage(unit, account_no, 'Hello {name}, your router is ready.', by)
    const what = 'Router and installation'
    const asked = { what, amount_cents: cents(3000_00), before_time: false }
    await askDeposit(unit, otieno.subscriber.id, asked, by)
  })
  return {
    pages: {
      Subscribers: '/subscribers',
      'Add a subscriber': '/subscribers/new',
      'A subscriber with notes': `/subscribers/${account_no}`,
      'A subscriber with a deposit': `/subscribers/${otieno.subscriber.account_no}`,
    },
  }
}

export async function addGateway({ db, safe }: Appliance): Promise<void> {
  await db('sms_gateway').insert({
    provider: 'africas_talking',
    base_url: 'http://127.0.0.1:9',
    username: 'kilima',
    api_key_sealed: safe.seal('key', 'sms_gateway.api_key'),
  })
}

/** Thirty days, every seventh without use. */
async function addUse({ db }: Appliance, service_id: number): Promise<void> {
  const days = Array.from({ length: 30 }, (_, at) => at).filter((at) => at % 7 !== 3)
  const today = Temporal.PlainDate.from('2026-11-21')
  await db('daily_usage')
    .insert(
      days.map((at) => ({
        service_id,
        day: today.subtract({ days: at }).toString(),
        input_octets: 60_000_000 + ((at * 37) % 11) * 40_000_000,
        output_octets: 900_000_000 + ((at * 53) % 13) * 700_000_000,
      })),
    )
    .onConflict(['service_id', 'day'])
    .merge()
}
