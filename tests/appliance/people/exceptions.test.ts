import test from 'ava'
import { deadlineHours } from '../../../appliance/money/exceptions.ts'
import {
  closeException,
  releaseException,
  reopenException,
  takeException,
} from '../../../appliance/people/exception-acts.ts'
import { findException } from '../../../appliance/people/exception-file.ts'
import {
  countOpenExceptions,
  kindsFor,
  readDesk,
  type Viewer,
} from '../../../appliance/people/exception-queue.ts'
import type { ExceptionKind, Role } from '../../../appliance/tables.ts'
import { freshAppliance, testClock } from '../../support/database.ts'
import { emailOf, hireStaff, openKilima } from '../../web/kilima.ts'

const clock = testClock('2026-11-21T11:32:00Z')
const appliance = await freshAppliance(clock)
const { db, work } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const now = appliance.now()
test.after.always(() => appliance.close())

async function viewer(role: Role): Promise<Viewer> {
  const { id } = (await db('staff')
    .where({ email: emailOf(role) })
    .first('id'))!
  return { id, role }
}
async function idOf(kind: ExceptionKind): Promise<number> {
  return (await db('exceptions').where({ kind }).orderBy('id').first('id'))!.id
}
async function by(role: Role) {
  return { staff: await viewer(role), source_address: '10.0.0.9' }
}

test.serial(
  'S2-57: finance sees money and lines, support lines only, a cashier neither',
  async (t) => {
    const seen = async (role: Role) => {
      const { rows } = await readDesk(db, await viewer(role), { whose: 'all', kind: null }, now)
      return rows.map(({ kind }) => kind)
    }
    t.deepEqual(await seen('finance'), [
      'unknown_account',
      'missing_reference',
      'still_online',
      'paid_less',
    ])
    t.deepEqual(await seen('support'), ['still_online'])
    t.deepEqual(await seen('cashier'), [])
    const money = await idOf('unknown_account')
    await t.throwsAsync(findException(db, await viewer('support'), money), {
      code: 'exception_unknown',
    })
    await t.throwsAsync(
      work(async (unit) => takeException(unit, money, await by('support'))),
      { code: 'exception_unknown' },
    )
  },
)

test.serial('N3: every kind is somebody’s to see', (t) => {
  t.deepEqual(kindsFor('owner').toSorted(), Object.keys(deadlineHours).toSorted() as never)
  t.deepEqual(kindsFor('owner'), kindsFor('finance'))
})

test.serial(
  'S2-50: the file has the payment, the message and the line, without another system',
  async (t) => {
    const grace = await viewer('finance')
    const money = await findException(db, grace, await idOf('unknown_account'))
    t.like(money.payment, { receipt_code: 'UKK2V7N9RA', account_typed: '48210I4' })
    t.regex(money.body!.toString(), /"TransID":"UKK2V7N9RA"/)
    const line = await findException(db, grace, await idOf('still_online'))
    t.like(line.session, { user_name: 'halima', router: 'githurai-1' })
    t.like(line.subscriber, { name: 'Halima Abdi' })
  },
)

test.serial(
  'N3: an exception is taken on by one person, let go of, and the counts follow',
  async (t) => {
    const id = await idOf('missing_reference')
    const [grace, daniel] = [await by('finance'), await by('owner')]
    await work((unit) => takeException(unit, id, grace))
    await work((unit) => takeException(unit, id, grace))
    t.like(await countOpenExceptions(db, grace.staff, now), { mine: 1, late: 2 })
    await t.throwsAsync(
      work((unit) => takeException(unit, id, daniel)),
      { code: 'taken_already' },
    )
    await work((unit) => releaseException(unit, id, daniel))
    t.is((await db('exceptions').where({ id }).first('owner_id'))!.owner_id, null)
    await t.throwsAsync(
      work((unit) => releaseException(unit, id, grace)),
      { code: 'not_yours' },
    )
  },
)

test.serial(
  'N3: what needs only a look is closed with a reason, and opened again within ten minutes',
  async (t) => {
    const id = await idOf('still_online')
    const brian = await by('support')
    await work((unit) => closeException(unit, id, 'The router was rebooted', brian))
    t.like((await readDesk(db, brian.staff, { whose: 'all', kind: null }, now)).resolved, {
      id,
      resolution: 'The router was rebooted',
    })
    await t.throwsAsync(
      work((unit) => closeException(unit, id, 'Again', brian)),
      { code: 'exception_resolved' },
    )
    await work((unit) => reopenException(unit, id, brian))
    await work((unit) => closeException(unit, id, 'The router was rebooted', brian))
    clock.pass({ minutes: 11 })
    await t.throwsAsync(
      work((unit) => reopenException(unit, id, brian)),
      { code: 'undo_late' },
    )
    clock.set('2026-11-21T11:32:00Z')
    const acts = await db('audit')
      .where({ subject: `exception:${id}` })
      .orderBy('id')
      .pluck('action')
    t.deepEqual(acts, ['exception.closed', 'exception.reopened', 'exception.closed'])
  },
)

test.serial('N3: money whose owner is unknown can’t be closed away', async (t) => {
  const money = await idOf('unknown_account')
  const closing = work(async (unit) =>
    closeException(unit, money, 'Nobody asked', await by('owner')),
  )
  await t.throwsAsync(closing, { code: 'money_must_be_given' })
})

test.serial('S2-58: an audit entry can be neither changed nor deleted', async (t) => {
  await t.throwsAsync(db('audit').update({ why: 'no' }), { message: /append-only/ })
  await t.throwsAsync(db('audit').delete(), { message: /append-only/ })
})
