// Accounting as radclient tells it, and what stands in the table afterwards.

import test from 'ava'
import { mergeReports } from '../../appliance/access/sessions.ts'
import { readAccounting } from '../../radius/accounting-request.ts'
import { attribute, type Attribute } from '../../radius/wire/attributes.ts'
import { readPacket } from '../../radius/wire/packet.ts'
import { writeRequest } from '../../radius/wire/packet-writer.ts'
import { ask, capture, openBareRouter, valueIn } from '../support/radclient.ts'
import { login, noon, openVillage, peerOf, secret } from './conversations/village.ts'

const village = await openVillage()
const { db } = village.appliance
const router_id = await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const fast = { user_name: 'wanjiku', paid: [[-1, 1]] as [number, number][], down_kbps: 500_000 }
const { service_id } = await village.addHome(fast)
const radius = await village.open()
test.after.always(() => village.close())

const now = Temporal.Instant.from(noon)

function acct(session: string, status: string, more = ''): string {
  return `User-Name = "Wanjiku"\nAcct-Session-Id = "${session}"\nAcct-Status-Type = ${status}\n${more}`
}

async function tell(words: string): Promise<string | undefined> {
  return (await ask(peerOf(radius, 'acct'), words)).code
}

test('from login to Stop: one session, named by our Class, with all it used', async (t) => {
  const accepted = await ask(peerOf(radius, 'auth'), login('wanjiku'))
  const token = `Class = ${valueIn(accepted, 'Class')}`
  const where = 'Framed-IP-Address = 10.10.0.14\nNAS-IP-Address = 10.0.0.1\nNAS-Port-Id = "ether2"'
  t.is(await tell(acct('81500001', 'Start', `${token}\n${where}`)), 'Accounting-Response')
  const used =
    'Acct-Session-Time = 90\nAcct-Input-Octets = 7\nAcct-Input-Gigawords = 1\nAcct-Output-Octets = 9'
  t.is(await tell(acct('81500001', 'Interim-Update', `${token}\n${used}`)), 'Accounting-Response')
  const cause =
    'Acct-Session-Time = 95\nAcct-Terminate-Cause = Session-Timeout\nAcct-Delay-Time = 5'
  t.is(await tell(acct('81500001', 'Stop', `${token}\n${cause}`)), 'Accounting-Response')

  const sessions = await db('sessions').where({ acct_session_id: '81500001' })
  t.is(sessions.length, 1)
  const [session] = sessions
  t.like(session!, {
    router_id,
    service_id,
    user_name: 'Wanjiku',
    framed_ip_address: '10.10.0.14',
    nas_ip_address: '10.0.0.1',
    nas_port_id: 'ether2',
    session_seconds: 95,
    input_octets: 2 ** 32 + 7,
    output_octets: 9,
    terminate_cause: 'Session-Timeout',
  })
  t.regex(session!.session_key, /^class:[0-9a-f]{32}$/)
  t.is(String(session!.started_at), String(now.subtract({ seconds: 100 })))
  t.is(String(session!.stopped_at), String(now.subtract({ seconds: 5 })))
})

test('F56: without Class, the same Acct-Session-Id of two users is two sessions', async (t) => {
  await tell(acct('81500002', 'Start'))
  await tell(acct('81500002', 'Start').replace('Wanjiku', 'Otieno'))
  await tell(acct('81500002', 'Interim-Update', 'Calling-Station-Id = "4C:5E:0C:AA:BB:02"'))
  t.is((await db('sessions').where({ acct_session_id: '81500002' })).length, 3)
})

test('a Class that is not ours is passed over', async (t) => {
  for (const foreign of [
    '0x4c31',
    `0x4c31${'00'.repeat(24)}`,
    `0x4c31${'ff'.repeat(24)}`,
    '0x00',
  ]) {
    await tell(acct('81500003', 'Start', `Class = ${foreign}`))
  }
  const sessions = await db('sessions').where({ acct_session_id: '81500003' })
  t.deepEqual(
    sessions.map(({ service_id }) => service_id),
    [service_id],
  )
})

test('F46: when a router was heard is written down, by the name that it gives itself', async (t) => {
  await tell(acct('81500004', 'Start', 'NAS-Identifier = "Kilimani-7"'))
  await tell('Acct-Status-Type = Accounting-On\nNAS-Identifier = "Kilimani-8"')
  await radius.flush()
  for (const nas_identifier of ['Kilimani-7', 'Kilimani-8']) {
    const voice = await db('router_voices').where({ router_id, nas_identifier }).first()
    t.is(String(voice?.heard_at), String(now))
  }
  const [session] = await db('sessions').where({ acct_session_id: '81500004' })
  t.is(session!.nas_identifier, 'Kilimani-7')
})

test('F53: two hundred sessions told at once are all written and all answered', async (t) => {
  const router = await openBareRouter(radius.acct_port)
  t.teardown(router.close)
  const one = await capture('acct', secret, acct('81500000', 'Start'))
  const { packet } = readPacket(one)
  const many = Array.from({ length: 200 }, (_, index) =>
    writeRequest({
      code: 'Accounting-Request',
      identifier: index % 256,
      attributes: [
        attribute('Acct-Session-Id', `8160${String(index).padStart(4, '0')}`),
        ...packet!.attributes.filter(({ name }) => name !== 'Acct-Session-Id'),
      ],
      secret,
      messageAuthenticator: false,
    }),
  )
  for (const bytes of many) router.send(bytes)
  for (const _ of many) t.is((await router.next())[0], 5)
  const { rows } = await db.raw<{ rows: { count: number }[] }>(
    `select count(*) from sessions where acct_session_id like '8160%'`,
  )
  t.is(rows[0]!.count, 200)
})

function read(...attributes: Attribute[]): ReturnType<typeof readAccounting> {
  const always = [
    attribute('Acct-Session-Id', '1'),
    attribute('Acct-Status-Type', 'Interim-Update'),
  ]
  const bytes = writeRequest({
    code: 'Accounting-Request',
    identifier: 1,
    attributes: [...always, ...attributes],
    secret,
    messageAuthenticator: false,
  })
  return readAccounting(readPacket(bytes).packet!, 1, now)
}

for (const [what, attributes, expected] of [
  ['as much as ten gigabits a second carry', [attribute('Acct-Session-Time', 600), attribute('Acct-Input-Gigawords', 170)], { input_octets: 170 * 2 ** 32 }],
  ['more than that', [attribute('Acct-Session-Time', 600), attribute('Acct-Input-Gigawords', 200)], { input_octets: 0 }],
  ['as much as a packet can say', [attribute('Acct-Output-Gigawords', 2 ** 32 - 1), attribute('Acct-Output-Octets', 2 ** 32 - 1)], { output_octets: 0 }],
  ['a session of a century', [attribute('Acct-Session-Time', 2 ** 32 - 1)], { session_seconds: 0 }],
  ['a delay of a century', [attribute('Acct-Delay-Time', 2 ** 32 - 1)], { started_at: now }],
  ['a delay of three hours', [attribute('Acct-Delay-Time', 10_800)], { started_at: now.subtract({ hours: 3 }), heard_at: now }],
  ['a name that is no text', [attribute('User-Name', 'x')].map((each) => ({ ...each, value: Buffer.of(0xff, 0) })), { user_name: '' }],
] as const) {
  test(`T49: accounting of ${what}`, (t) => {
    const record = read(...attributes)
    t.true(typeof record === 'object' && record.kind === 'session')
    const [report] = mergeReports(typeof record === 'object' && record.kind === 'session' ? [record.report] : [])
    for (const [name, value] of Object.entries(expected)) t.deepEqual(String(report![name as never]), String(value))
  })
} // prettier-ignore
