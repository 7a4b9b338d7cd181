// What to send to the routes of people: colleagues, invitations, one's own sign-in.

import { randomUUID } from 'node:crypto'
import { deeds } from '../../appliance/people/approval-deeds.ts'
import { askForApproval } from '../../appliance/people/approval-asks.ts'
import { invite } from '../../appliance/people/invitations.ts'
import { addStaff } from '../../appliance/people/staff.ts'
import { codeAt, stepAt } from '../../appliance/people/totp.ts'
import { emailOf, password } from './kilima.ts'
import { giveCodes, seed } from './phone-codes.ts'
import type { Acts, Scene } from './role-acts.ts'

export function peopleActs({ appliance }: Scene): Acts {
  const { db, work, safe, now } = appliance
  const code = () => codeAt(seed, stepAt(now()))

  /** Somebody new, so that whatever is done to them hurts nobody. */
  async function newcomer(): Promise<number> {
    const email = `${randomUUID()}@kilima.co.ke`
    return work(async (unit) => {
      const person = { email, name: 'Mercy Achieng', role: 'cashier', password } as const
      const { id } = await addStaff(unit, person, null)
      await giveCodes(appliance, unit, id)
      return id
    })
  }

  deeds['a_test'] = async () => {}

  /** Something that somebody asked for. */
  async function asked(asked_by: number): Promise<number> {
    const by = { staff: { id: asked_by, role: 'cashier' }, source_address: null } as const
    const asking = {
      kind: 'a_test',
      subject: `thing:${randomUUID()}`,
      amount_cents: null,
      details: {},
    }
    return work((unit) => askForApproval(unit, { ...asking, why: 'A test' }, by))
  }

  return {
    'POST /approvals/:id/approval': async () => ({
      path: `/approvals/${await asked(await newcomer())}/approval`,
    }),
    'POST /approvals/:id/refusal': async () => ({
      path: `/approvals/${await asked(await newcomer())}/refusal`,
      fields: { why: 'A test' },
    }),
    'DELETE /approvals/:id': async (staff_id) => ({ path: `/approvals/${await asked(staff_id)}` }),
    'POST /me/password': async () => ({
      path: '/me/password',
      fields: { old: password, fresh: password },
    }),
    'POST /me/codes': async (staff_id) => {
      await db('code_seeds').where({ staff_id }).delete()
      return { path: '/me/codes', fields: { password } }
    },
    'POST /me/codes/proof': async (staff_id) => {
      const new_seed_sealed = safe.seal(seed.toString('hex'), 'code_seeds.new_seed')
      await db('code_seeds')
        .insert({ staff_id, new_seed_sealed })
        .onConflict('staff_id')
        .merge(['new_seed_sealed'])
      return { path: '/me/codes/proof', fields: { code: code() } }
    },
    'POST /me/recovery-codes': async (staff_id) => {
      await db('code_seeds').where({ staff_id }).delete()
      await giveCodes(appliance, { db: db as never, now: now() }, staff_id)
      return { path: '/me/recovery-codes', fields: { code_again: code() } }
    },
    'DELETE /me/codes': async (staff_id) => {
      await db('code_seeds').where({ staff_id }).delete()
      await giveCodes(appliance, { db: db as never, now: now() }, staff_id)
      return { path: '/me/codes', fields: { password_off: password, code_off: code() } }
    },
    'DELETE /me/sign-ins/:id': async (staff_id) => {
      const [row] = await db('sign_ins')
        .insert({
          staff_id,
          token_hash: Buffer.from(randomUUID()),
          started_at: now(),
          seen_at: now(),
          proved_by: 'password',
        })
        .returning('id')
      return { path: `/me/sign-ins/${row!.id}` }
    },
    'GET /people/:id': async () => ({ path: `/people/${await newcomer()}` }),
    'POST /people/invitations': async () => ({
      path: '/people/invitations',
      fields: { name: 'Mercy', email: `${randomUUID()}@kilima.co.ke`, role: 'cashier', site: '' },
    }),
    'DELETE /people/invitations/:id': async () => {
      const owner = (await db('staff')
        .where({ email: emailOf('owner') })
        .first('id'))!
      const by = { staff: owner, source_address: null }
      const email = `${randomUUID()}@kilima.co.ke`
      await work((unit) => invite(unit, { name: 'M', email, role: 'support', site_id: null }, by))
      const { id } = (await db('invitations').where({ email }).first('id'))!
      return { path: `/people/invitations/${id}` }
    },
    'POST /people/:id/place': async () => ({
      path: `/people/${await newcomer()}/place`,
      fields: { role: 'support', site: '' },
    }),
    'POST /people/:id/departure': async () => ({
      path: `/people/${await newcomer()}/departure`,
      fields: { why: 'A test' },
    }),
    'DELETE /people/:id/departure': async () => {
      const id = await newcomer()
      await db('staff').where({ id }).update({ disabled_at: now() })
      return { path: `/people/${id}/departure` }
    },
    'POST /people/:id/password-link': async () => ({
      path: `/people/${await newcomer()}/password-link`,
    }),
    'DELETE /people/:id/codes': async () => ({ path: `/people/${await newcomer()}/codes` }),
    'DELETE /people/:id/sign-ins': async () => ({ path: `/people/${await newcomer()}/sign-ins` }),
  }
}
