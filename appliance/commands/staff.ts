// `lango staff`: who works here. `lango staff reset EMAIL`: for an owner who is alone and lost their phone or password; whoever
// can use the box's own console may let them in again, and it stands in the audit.

import type { Appliance } from '../appliance.ts'
import { Invalid, NotFound } from '../errors.ts'
import { recordAct } from '../people/audit.ts'
import { dropCodes } from '../people/codes.ts'
import { listColleagues } from '../people/colleagues.ts'
import { makePasswordLink } from '../people/password-links.ts'
import { endAllSignIns } from '../people/sign-ins.ts'
import { parseEmail } from '../people/staff.ts'

const usage = 'Say whose: lango staff reset EMAIL; lango staff alone lists who works here'
const console = { staff: null, source_address: null }

export async function keepStaff(
  { db, work, config }: Pick<Appliance, 'db' | 'work' | 'config'>,
  args: string[],
): Promise<string> {
  const [what, typed] = args
  if (args.length === 0) return listStaff(db)
  if (what !== 'reset' || args.length !== 2 || !typed)
    throw new Invalid('arguments_unreadable', usage)
  const email = parseEmail(typed)
  const token = await work(async (unit) => {
    const staff = await unit.db('staff').where({ email }).forUpdate().first()
    if (!staff) throw new NotFound('staff_unknown', `Nobody here has the e-mail ${email}.`)
    await dropCodes(unit, staff.id)
    await endAllSignIns(unit, staff.id)
    await recordAct(unit, { ...console, action: 'staff.codes_reset', subject: `staff:${staff.id}` })
    return makePasswordLink(unit, staff, console)
  })
  return [
    `${email} is signed out and has no codes any more. For a new password, open within an hour, once:`,
    `${config.publicUrl}/new-password?token=${token}`,
  ].join('\n')
}

async function listStaff(db: Appliance['db']): Promise<string> {
  const rows = await listColleagues(db)
  return rows
    .map(({ email, role, has_codes, disabled_at }) =>
      [
        email.padEnd(32),
        role.padEnd(10),
        disabled_at ? 'left' : has_codes ? 'codes' : 'password',
      ].join('  '),
    )
    .join('\n')
}
