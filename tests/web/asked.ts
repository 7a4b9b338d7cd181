// What somebody asked another to decide, for tests of approvals, of scopes and of looks.

import type { Appliance } from '../../appliance/appliance.ts'
import { cents } from '../../appliance/money.ts'
import { deeds } from '../../appliance/people/approval-deeds.ts'
import { askForApproval } from '../../appliance/people/approval-asks.ts'
import { decideApproval } from '../../appliance/people/approvals.ts'
import { emailOf } from './kilima.ts'

/** Asked for by somebody with this name before the "@"; a yes does nothing. Returns its number. */
export async function askedBy(
  { db, work }: Pick<Appliance, 'db' | 'work'>,
  asker: string,
): Promise<number> {
  deeds['a_test'] = async () => {}
  const { id } = (await db('staff')
    .where({ email: emailOf(asker) })
    .first('id'))!
  const by = { staff: { id, role: 'technician' }, source_address: null } as const
  const asking = { kind: 'a_test', subject: crypto.randomUUID(), amount_cents: null, details: {} }
  return work((unit) => askForApproval(unit, { ...asking, why: 'x' }, by))
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
