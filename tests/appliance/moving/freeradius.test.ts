import test from 'ava'
import type { Appliance } from '../../../appliance/appliance.ts'
import { cents } from '../../../appliance/money.ts'
import { hidePassword } from '../../../radius/wire/passwords.ts'
import { provesPassword, type Credential } from '../../../radius/wire/credentials.ts'
import type { Packet } from '../../../radius/wire/packet.ts'
import { startMariaDb, type OldServer } from '../../support/mariadb.ts'
import { daloRadiusBooks, freeRadiusBooks } from './freeradius-books.ts'
import { phpNuxBillBooks } from './phpnuxbill-books.ts'
import { bring, emptyBox, everything, leftBehind } from './moving-in.ts'

let server: OldServer
let dalo: string
let plain: string
let box: Appliance
let words: string

const zone = ['--zone', 'Africa/Nairobi', '--hotspot', 'hourly']

test.before(async () => {
  server = await startMariaDb()
  dalo = await server.open('dalo', await daloRadiusBooks())
  plain = await server.open('radius', await freeRadiusBooks())
  box = await emptyBox()
  await server.run(`set global log_output = 'TABLE'; set global general_log = on`)
  words = await bring(box, ['daloradius', dalo, ...zone])
  await server.run('set global general_log = off')
})
test.after.always(async () => {
  await server?.stop()
  await box?.close()
})

async function passwordOf(user_name: string): Promise<string> {
  const line = (await box.db('services').where({ user_name }).first())!
  return box.safe.open(line.password_sealed, 'services.password')
}

const authenticator = Buffer.alloc(16, 7)
const packet = { authenticator } as unknown as Packet
const pap = (typed: string): Credential => ({ method: 'pap', hidden: hidePassword(typed, authenticator, 'siri') }) // prettier-ignore

test.serial(
  'F66 users of daloRADIUS come with plan, price, end, address, device and what they are called',
  async (t) => {
    const { db } = box
    const lines = await db('services as v').join('subscribers as s', 's.id', 'v.subscriber_id').join('plans as p', 'p.id', 'v.plan_id')
    .orderBy('v.user_name').select('v.user_name', 's.name', 's.msisdn', 's.suspended_at', 'v.static_address', 'v.locked_mac', 'p.name as plan', 'p.kind') // prettier-ignore
    const of = (user_name: string) => lines.find((one: { user_name: string }) => one.user_name === user_name) // prettier-ignore
    t.like(of('wanjiku.h12'), { name: 'Wanjiku Kamau', msisdn: '254712000111', plan: 'Home 5Mbps', kind: 'pppoe', static_address: '10.20.0.118' }) // prettier-ignore
    t.like(of('locked.user'), { locked_mac: '4C:5E:0C:AA:BB:09' })
    t.truthy(of('disabled.user')?.suspended_at)
    t.like(of('guest.user'), { plan: '1 Hour', kind: 'hotspot' })
    const plan = (await db('plans').where({ name: 'Home 5Mbps' }).first())!
    t.like(plan, { price_cents: 1500_00, term_unit: 'month', down_kbps: 5000, burst_down_kbps: 8000, burst_seconds: 8, address_pool: 'home-pool' }) // prettier-ignore
    t.like(await db('plans').where({ name: '1 Hour' }).first(), { price_cents: 10_00, term_count: 1, term_unit: 'hour', up_kbps: 2000 }) // prettier-ignore
    const ends = await db('credits as c').join('services as v', 'v.id', 'c.service_id').orderBy('v.user_name').select('v.user_name', 'c.ends_at') // prettier-ignore
    t.deepEqual(
    ends.map((one) => `${one.user_name} ${one.ends_at}`),
    [
      'guest.user 2026-11-24T21:00:00Z', 'md5.user 2026-12-19T21:00:00Z', 'otieno 2026-12-04T21:00:00Z',
      'wanjiku.h12 2026-12-02T16:22:41Z',
    ],
  ) // prettier-ignore
    t.deepEqual(
      (await db('devices').select('mac')).map(({ mac }) => mac),
      ['AA:BB:CC:00:11:22'],
    )
    t.like(await db('old_receipts').first(), { receipt_code: 'UKB2AB34CD', amount_cents: cents(1740_00) }) // prettier-ignore
    t.regex(words, /invoice 302, short by KES 240/)
    t.deepEqual(
      (await db('routers').select('name')).map(({ name }) => name),
      ['kasarani-1'],
    )
  },
)

for (const user_name of [
  'md5.user',
  'ssha.user',
  'smd5.user',
  'sha2.user',
  'old.way',
  'wanjiku.h12',
])
  test.serial(
    `F66 the password of ${user_name} goes on serving PAP, and no other does`,
    async (t) => {
      const password = await passwordOf(user_name)
      t.true(provesPassword(pap('Maji-ya-moto'), packet, 'siri', password))
      for (const wrong of ['maji-ya-moto', '', 'Maji-ya-moto ', '\0md5:6ae1c5bdafa0444057e2943e0ceb5aa7']) t.false(provesPassword(pap(wrong), packet, 'siri', password), wrong) // prettier-ignore
      const chap: Credential = { method: 'chap', response: Buffer.alloc(17), challenge: authenticator } // prettier-ignore
      t.false(provesPassword(chap, packet, 'siri', password))
    },
  )

test.serial(
  'F66 an NT hash goes on serving PAP and MS-CHAPv2 (RFC 2759 9.2), and not CHAP',
  async (t) => {
    t.true(provesPassword(pap('password'), packet, 'siri', await passwordOf('otieno')))
    t.false(provesPassword(pap('Password'), packet, 'siri', await passwordOf('otieno')))
    const rfc = '\0nt:44ebba8d5312b8d611474411f56989ae'
    const response = Buffer.concat([
      Buffer.from('0000', 'hex'),
      Buffer.from('21402324255e262a28295f2b3a337c7e', 'hex'),
      Buffer.alloc(8),
      Buffer.from('82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df', 'hex'),
    ])
    const challenge = Buffer.from('5b5d7c7d7b3f2f3e3c2c602132262628', 'hex')
    const asked: Credential = { method: 'ms-chap2', response, challenge, userName: Buffer.from('User') } // prettier-ignore
    t.true(provesPassword(asked, packet, 'siri', rfc))
    t.false(provesPassword({ ...asked, userName: Buffer.from('Uset') }, packet, 'siri', rfc))
    t.false(provesPassword(asked, packet, 'siri', rfc.replace('nt:', 'md5:')))
  },
)

test.serial(
  'F66 T61 what FreeRADIUS’s books cannot bring stays behind, each with its reason',
  async (t) => {
    t.deepEqual(
    await leftBehind(box),
    [
      'line 4C:5E:0C:AA:BB:01 accepts_anybody', 'line crypt.user password_crypt', 'line lm.user password_obsolete',
      'line no.price plan_not_moved', 'line switched.off switched_off_marker', 'plan slow price_unsaid', 'plan unsold price_unsaid',
      'router 2 address_no_host', 'subscriber Twin user_name_twice', 'subscriber twin  user_name_twice',
    ].sort(),
  ) // prettier-ignore
    for (const told of [
      'only PAP can prove',
      'CHAP can not',
      'several groups',
      'certain hours',
      'no end of its time',
    ])
      // prettier-ignore
      t.true(words.toLowerCase().includes(told.toLowerCase()), told)
  },
)

test.serial(
  'F66 brought again, daloRADIUS changes nothing; FreeRADIUS alone is brought with plans of ours',
  async (t) => {
    const before = await everything(box)
    await bring(box, ['daloradius', dalo, ...zone])
    t.deepEqual(await everything(box), before)

    const other = await emptyBox()
    t.teardown(() => other.close())
    const dry = await bring(other, ['freeradius', plain, ...zone, '--dry-run'])
    t.regex(dry, /^lines and passes +0 +0 +\d+$/m)
    await other.db('plans').insert({ name: 'Home', kind: 'pppoe', price_cents: cents(1500_00), term_count: 1, term_unit: 'month', down_kbps: 5000, up_kbps: 5000 }) // prettier-ignore
    const words = await bring(other, ['freeradius', plain, ...zone, '--plan', 'home5=Home'])
    t.regex(words, /^lines and passes +9 +0 +6$/m)
  },
)

test.serial('T61 columns of cards, and passwords of operators, are never asked for', async (t) => {
  const said = await server.run(`select convert(argument using utf8mb4) from mysql.general_log where user_host like '%lango_reader%'`) // prettier-ignore
  t.true(said.includes('userbillinfo'))
  t.notRegex(said, /creditcard|portalloginpassword|`operators`|radpostauth/i)
  t.notRegex(words, /canary|4111|maji-ya-moto/i)
})

test.serial(
  'F66 two moves at once bring everybody once, and a table of many pages whole',
  async (t) => {
    const other = await emptyBox()
    t.teardown(() => other.close())
    const many = await server.open('many', `${phpNuxBillBooks}
    insert into tbl_voucher (type, routers, id_plan, code, user, status) select 'Hotspot', 'radius', 9, concat('BATCH', seq + 100000), '0', '0' from seq_1_to_11000;`) // prettier-ignore
    const words = ['phpnuxbill', many, '--zone', 'Africa/Nairobi', '--gigabyte', '1000']
    const [dry] = [await bring(other, [...words, '--dry-run'])]
    t.regex(dry, /^vouchers +11002 +0 +3$/m)
    await Promise.all([bring(other, words), bring(other, words)])
    const counts = await Promise.all((['subscribers', 'services', 'vouchers', 'plans', 'old_receipts'] as const).map(async (table) => (await other.db(table)).length)) // prettier-ignore
    t.deepEqual(counts, [11, 9, 11_002, 5, 4])
  },
)
