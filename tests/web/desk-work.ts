// What the desk has done at Kilima Net, so that its pages have something to show: use, notes, messages, a deposit.

import type { Appliance } from '../../appliance/appliance.ts'
import { openBudget } from '../../appliance/money/budgets.ts'
import { askDeposit } from '../../appliance/money/deposits.ts'
import { cents } from '../../appliance/money.ts'
import { startRun } from '../../appliance/people/bulk-start.ts'
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
  const budget_id = await openPurse(work, 'Goodwill')
  const task = { act: 'extend', budget_id, hours: 24, service_id: null } as const
  const ids = [otieno, njeri, kilima.mutua].map(({ subscriber }) => subscriber.id)
  const wanted = { form: crypto.randomUUID(), task, why: 'Storm damage', subscriber_ids: ids }
  const run = await work((unit) => startRun(unit, wanted, by))
  const plan = (await db('plans').where({ name: 'Home 20' }).first('id'))!.id
  const pick = [otieno, njeri, kilima.mutua].map((one) => one.subscriber.account_no).join(',')
  return {
    pages: {
      'A line': `/subscribers/${account_no}/lines/1`,
      'A line that would change': `/subscribers/${account_no}/lines/1?plan=${plan}&when=prorated`,
      'One thing for many': `/subscribers/bulk?pick=${pick}`,
      'A message to many': `/subscribers/bulk?pick=${pick}&act=message&body=Hello%20{name}`,
      'Time for many': `/subscribers/bulk?pick=${pick}&act=extend&hours=48&budget=${budget_id}`,
      'What was done to many': `/bulk/${run.outcome === 'done' ? run.run_id : 0}`,
      'An outage': '/subscribers/outage',
      Budgets: '/budgets',
      Overdue: '/arrears',
      'Nobody of an age': '/arrears?age=older',
      Leaving: `/subscribers/${account_no}/leaving`,
      'A deposit to settle': `/subscribers/${otieno.subscriber.account_no}/leaving`,
      Subscribers: '/subscribers',
      'Add a subscriber': '/subscribers/new',
      'A subscriber with notes': `/subscribers/${account_no}`,
      'A subscriber with a deposit': `/subscribers/${otieno.subscriber.account_no}`,
    },
  }
}

/** A budget that everybody may give KES 90,000 of at once. */
export async function openPurse(work: Appliance['work'], name = 'Matrix'): Promise<number> {
  const cap = cents(90_000_00)
  const caps = { owner: cap, finance: cap, cashier: cap, support: cap, technician: cap }
  const terms = { name, month_cents_max: cents(9_000_000_00), ends_on: null, caps }
  return work(async (unit) => {
    await openBudget(unit, terms, { staff: null, source_address: null })
    return (await unit.db('budgets').where({ name }).first('id'))!.id
  })
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
