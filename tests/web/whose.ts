// Whose a thing is that an address names: scopes.test.ts asks for one's own and for strangers'. A room that adds an address with
// a name in it adds it here, to one or the other.

import type { Appliance } from '../../appliance/appliance.ts'
import { cents } from '../../appliance/money.ts'
import { openException } from '../../appliance/money/exceptions.ts'
import { deeds } from '../../appliance/people/approval-deeds.ts'
import { takePayment } from '../../appliance/money/manual-payments.ts'
import { askForApproval } from '../../appliance/people/approval-asks.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import type { Customer } from '../support/factories.ts'

/** What an address names of this person: the words in place of its names. */
export type Thing = (whose: Customer) => Promise<string[]>

/** Named by number, and no subscriber's: whoever may use the route may use it for any. */
export const nobodys = ['/people/:id', '/people/invitations/:id', '/me/sign-ins/:id', '/settings/paybills/:shortcode', '/go-live/ticks/:item'] // prettier-ignore

/** What a place in an address names, by the address up to there: whose it is decides who is answered. */
export function thingsOf({ db, work }: Appliance, own: Customer): Record<string, Thing> {
  deeds['a_test'] = async () => {}

  async function exceptionOf({ subscriber }: Customer): Promise<string[]> {
    const subject = `session:${crypto.randomUUID()}`
    await work((unit) =>
      openException(unit, { kind: 'still_online', subject, subscriber_id: subscriber.id }),
    )
    return [String((await db('exceptions').where({ subject }).first('id'))!.id)]
  }

  async function cashOf({ subscriber }: Customer): Promise<string> {
    const { id } = (await db('staff').where({ role: 'owner' }).first('id'))!
    const by = { staff: { id, role: 'owner' as const }, source_address: null }
    const cash = { rail: 'cash', code: '', proof: '', why: '' } as const
    const { account_no } = subscriber
    const given = { ...cash, form_no: crypto.randomUUID(), account_no, amount_cents: cents(700) }
    const taken = await work((unit) => takePayment(unit, given, by))
    return taken.outcome === 'taken' ? taken.payment.receipt_code! : ''
  }

  /** Asked for by somebody of the same site, or of none. */
  async function askedFor(whose: Customer): Promise<string[]> {
    const asker = whose === own ? 'technician-ruiru' : 'technician'
    const { id } = (await db('staff')
      .where({ email: `${asker}@kilima.co.ke` })
      .first('id'))!
    const by = { staff: { id, role: 'technician' }, source_address: null } as const
    const asking = {
      kind: 'a_test',
      subject: crypto.randomUUID(),
      amount_cents: null,
      details: {},
      why: 'x',
    }
    return [String(await work((unit) => askForApproval(unit, asking, by)))]
  }

  return {
    '/subscribers/:account_no': async ({ subscriber }) => [subscriber.account_no],
    '/payments/:rail/:receipt_code': async (whose) => [
      'mpesa',
      whose === own ? 'UKLOWN0001' : 'UKLFOREIGN',
    ],
    '/payments/:rail/:receipt_code/void': async (whose) => ['cash', await cashOf(whose)],
    '/exceptions/:id': exceptionOf,
    '/approvals/:id': askedFor,
  }
}

/** Two things that wait for a second person, and one that was refused. */
export async function askForSomething({ db, work }: Appliance): Promise<void> {
  const staff = await db('staff').orderBy('id')
  const by = (role: string) => ({
    staff: staff.find((one) => one.role === role)!,
    source_address: null,
  })
  const ask = (role: string, subject: string, amount_cents: number) =>
    work((unit) =>
      askForApproval(
        unit,
        {
          kind: 'a_refund',
          subject,
          amount_cents: cents(amount_cents),
          details: {},
          why: 'Paid twice, sends the message',
        },
        by(role),
      ),
    )
  await ask('cashier', 'payment:1', 1500_00)
  await ask('owner', 'payment:2', 250_00)
  const refused = await ask('cashier', 'payment:3', 80_00)
  const no = { approved: false, why: 'It was paid back on Monday' }
  await work((unit) => decideApproval(unit, refused, no, by('finance')))
}
