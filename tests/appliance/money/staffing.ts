// Colleagues for tests of money: each is somebody of their own.

import { randomUUID } from 'node:crypto'
import type { Work } from '../../../appliance/appliance.ts'
import type { By } from '../../../appliance/people/approval-asks.ts'
import { decideApproval } from '../../../appliance/people/approvals.ts'
import type { Role } from '../../../appliance/tables.ts'
import { clock, db, work } from './paying.ts'

export async function hire(role: Role): Promise<By> {
  const [row] = await db('staff')
    .insert({
      email: `${randomUUID()}@kilima.example`,
      name: 'Grace',
      role,
      password_hash: 'none',
      added_at: clock.now(),
    })
    .returning('id')
  return { staff: { id: row!.id, role }, source_address: '127.0.0.1' }
}

/** The exception of a payment that is open. */
export async function exceptionOf(payment_id: number): Promise<number> {
  const open = await db('exceptions').where({ payment_id }).whereNull('resolved_at').first('id')
  return open!.id
}

/** A second person's yes to what was just asked for. */
export async function approve(id: number, by: By): Promise<void> {
  await work((unit: Work) => decideApproval(unit, id, { approved: true, why: '' }, by))
}
