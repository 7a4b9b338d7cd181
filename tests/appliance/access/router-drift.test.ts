import test from 'ava'
import { listAbsentees, listStayers } from '../../../appliance/access/router-drift.ts'
import { recordAccounting } from '../../../appliance/access/sessions.ts'
import { askDisconnect } from '../../../appliance/access/disconnections.ts'
import { noon, openVillage } from '../../radius/conversations/village.ts'

const village = await openVillage()
const { clock, appliance } = village
const { db, work } = appliance
const here = await village.addRouter({ name: 'Kilimani', address: '10.1.0.1' })
const there = await village.addRouter({ name: 'Kasarani', address: '10.1.0.2' })
test.after.always(() => village.close())

const start = Temporal.Instant.from(noon)

/** A line that came online an hour before noon, and perhaps left. */
async function line(user_name: string, home: object, { router_id = here, left = null as number | null } = {}) {
  const { service_id } = await village.addHome({ user_name, ...home })
  const report = {
    session_key: `class:${user_name}`,
    router_id,
    service_id,
    acct_session_id: user_name,
    user_name,
    calling_station_id: null,
    nas_port_id: null,
    nas_ip_address: '10.1.0.1',
    framed_ip_address: null,
    started_at: start.subtract({ hours: 1 }),
    heard_at: start,
    session_seconds: 0,
    input_octets: 0,
    output_octets: 0,
    stopped_at: left === null ? null : start.subtract({ minutes: left }),
    terminate_cause: left === null ? null : 'Lost-Carrier',
  }
  await recordAccounting(db, [{ kind: 'session', report }], start)
  return (await db('sessions').where({ session_key: report.session_key }).first())!
} // prettier-ignore

test.serial('N5, U35, S1-20, U28: who is online here without paid time is listed, with how its end is going', async (t) => {
  const expired = await line('expired', { paid: [[-48, -0.1]] })
  await line('just-now', { paid: [[-48, 0.02]] })
  await line('never-paid', {})
  await line('suspended', { paid: [[-1, 24]], suspended: true })
  await line('paid', { paid: [[-1, 24]] })
  await line('renewed', { paid: [[-48, -0.1], [-0.1, 24]] }) // prettier-ignore
  await line('expired-elsewhere', { paid: [[-48, -0.1]] }, { router_id: there })
  await work((unit) => askDisconnect(unit, { session_id: expired.id, reason: 'credit_ended' }))

  const stayers = await listStayers(db, here, clock.now().add({ seconds: 90 }))
  t.deepEqual(
    stayers.map(({ user_name, state }) => [user_name, state]).sort(),
    [
      ['expired', 'asked'],
      ['never-paid', null],
      ['suspended', null],
    ],
  )
}) // prettier-ignore

test.serial(
  'S1-19, S1-20: whose paid line was last here and is not online is listed; a guest who left is not',
  async (t) => {
    await line('gone', { paid: [[-1, 24]] }, { left: 30 })
    await line('a-moment-ago', { paid: [[-1, 24]] }, { left: 1 })
    await line('gone-and-expired', { paid: [[-48, -0.6]] }, { left: 30 })
    await line('gone-guest', { kind: 'hotspot', paid: [[-1, 24]] }, { left: 30 })
    await line('gone-there', { paid: [[-1, 24]] }, { left: 30, router_id: there })
    await line('moved', { paid: [[-1, 24]] }, { left: 40 })
    const { service_id } = (await db('sessions').where({ user_name: 'moved' }).first())!
    await db('sessions').insert({ ...(await db('sessions').where({ user_name: 'moved' }).first())!, id: undefined, session_key: 'class:moved-2', router_id: there, started_at: start.subtract({ minutes: 20 }), stopped_at: null, terminate_cause: null, service_id } as never) // prettier-ignore

    const absentees = await listAbsentees(db, here, clock.now())
    t.deepEqual(
      absentees.map(({ user_name, terminate_cause }) => [user_name, terminate_cause]),
      [['gone', 'Lost-Carrier']],
    )
  },
)
