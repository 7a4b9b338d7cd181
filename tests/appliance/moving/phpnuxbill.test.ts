import test from 'ava'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Appliance } from '../../../appliance/appliance.ts'
import { addUpEntries, balanceOf, walletOf } from '../../../appliance/money/ledger.ts'
import { recordPayment } from '../../../appliance/money/payments.ts'
import { addShortcode } from '../../../appliance/money/shortcodes.ts'
import { findOwner } from '../../../appliance/money/matching.ts'
import { cents } from '../../../appliance/money.ts'
import { startMariaDb, type OldServer } from '../../support/mariadb.ts'
import { checkout } from '../../support/sources.ts'
import { bring, emptyBox, everything, leftBehind } from './moving-in.ts'
import { phpNuxBillBooks } from './phpnuxbill-books.ts'

let server: OldServer
let source: string
/** A box that nothing is brought to, and one that was moved into once. */
let empty: Appliance
let moved: Appliance
let movedWords: string

test.before(async () => {
  server = await startMariaDb()
  source = await server.open('isp', phpNuxBillBooks)
  empty = await emptyBox()
  moved = await emptyBox()
  movedWords = await bring(moved, asked())
})
test.after.always(async () => {
  await server?.stop()
  await empty?.close()
  await moved?.close()
})

const asked = () => ['phpnuxbill', source, '--zone', 'Africa/Nairobi', '--gigabyte', '1000']

async function lineOf({ db }: Appliance, user_name: string) {
  const line = await db('services as v')
    .join('subscribers as s', 's.id', 'v.subscriber_id')
    .join('plans as p', 'p.id', 'v.plan_id')
    .where('v.user_name', user_name)
    .first('v.*', 's.name', 's.msisdn', 's.suspended_at', 's.joined_at', 's.account_no', 'p.name as plan')
  return line as undefined | Record<string, never>
} // prettier-ignore

test.serial(
  'F66 the zone of the old times is asked, and what the old system believes is told and not taken',
  async (t) => {
    const box = empty
    const error = await t.throwsAsync(bring(box, ['phpnuxbill', source, '--dry-run']))
    t.like(error, { code: 'zone_unsaid' })
    t.regex(error!.message, /--zone Africa\/Nairobi.*Asia\/Jakarta/s)
    const nowhere = await t.throwsAsync(
      bring(box, ['phpnuxbill', source, '--zone', 'Africa/Nowhere']),
    )
    t.like(nowhere, { code: 'zone_unknown' })
  },
)

test.serial(
  'F66 a dry run tells all that a move does and writes nothing; a move is the same; a second one changes nothing',
  async (t) => {
    const box = await emptyBox()
    t.teardown(() => box.close())
    const before = await everything(box)
    const dry = await bring(box, [...asked(), '--dry-run'])
    t.deepEqual(await everything(box), before)
    t.is((await box.db('moves')).length + (await box.db('audit')).length, 0)
    t.regex(dry, /Nothing was written/)

    const moved = await bring(box, asked())
    const told = (words: string) => words.slice(0, words.lastIndexOf('\n\n'))
    t.is(told(moved), told(dry))
    t.regex(dry, /^plans +5 +0 +6$/m)
    t.regex(dry, /^lines and passes +9 +0 +3$/m)
    t.regex(dry, /^M-Pesa codes +4 +0 +0$/m)
    t.regex(dry, /tbl_mpesa_transactions/)
    t.regex(dry, /wanjiku\.h12: 2026-12-02 19:22/)
    t.regex(dry, /Customers: Suspended: 1/)
    t.regex(dry, /Balances together: KES 130/)

    const after = await everything(box)
    const again = await bring(box, asked())
    t.deepEqual(await everything(box), after)
    t.regex(again, /^subscribers +0 +11 +3$/m)
    t.regex(again, /^M-Pesa codes +0 +4 +0$/m)
  },
)

test.serial(
  'F66 people come with their plans, ends, passwords, addresses, devices, money and what they typed',
  async (t) => {
    const box = moved
    const { db, safe } = box

    const wanjiku = (await lineOf(box, 'wanjiku.h12'))!
    t.like(wanjiku, { name: 'Wanjiku Kamau', msisdn: '254712000111', plan: 'Home 5Mbps', static_address: '10.20.0.118', router_id: null }) // prettier-ignore
    t.is(safe.open(wanjiku['password_sealed']!, 'services.password'), 'Njoro2024')
    t.is(String(wanjiku['joined_at']), '2024-11-03T08:41:10Z')
    const credits = await db('credits').where({ service_id: wanjiku['id']! })
    t.deepEqual(credits.map(({ ends_at }) => String(ends_at)), ['2026-12-02T16:22:41Z']) // prettier-ignore
    t.true(credits[0]!.price_cents > 400_00 && credits[0]!.price_cents < 600_00, 'a third of a month of 1,500') // prettier-ignore

    const shop = (await lineOf(box, '0722000222'))!
    t.is(await walletOf(db, shop['subscriber_id']!), cents(150_00))
    t.deepEqual((await db('devices').where({ service_id: shop['id']! })).map(({ mac }) => mac), ['4C:5E:0C:AA:BB:02']) // prettier-ignore

    const flat = (await lineOf(box, 'flat4b-ppp'))!
    t.is(safe.open(flat['password_sealed']!, 'services.password'), '9xQ7')
    t.truthy(flat['suspended_at'])
    t.is(await walletOf(db, flat['subscriber_id']!), cents(0), 'a debt is told, and not brought')
    const kasarani = (await db('routers').where({ name: 'Kasarani-1' }).first())!
    t.is(Number(flat['router_id']), kasarani.id)
    t.is(safe.open(kasarani.secret_sealed, 'routers.secret'), 'Mto-wa-Mbu-7pVx2Lq9')

    t.truthy(await lineOf(box, 'kq7w2m9p'), 'who is in by a voucher stays in')
    t.is(await lineOf(box, 'oldcode99'), undefined)
    t.truthy(await lineOf(box, 'lost.kind'), 'a kind that was lost is its plan’s')
    const hostile = (await lineOf(box, "x'; drop table subscribers; --"))!
    t.is(hostile['name'], '<script>alert(1)</script>' as never)

    const office = (await db('plans').where({ name: 'Office postpaid' }).first())!
    t.like(office, { price_cents: 4000_00, term_count: 1, term_unit: 'month', address_pool: null })
    const day = (await db('plans').where({ name: '2GB Day' }).first())!
    t.like(day, { data_bytes: 2_000_000_000, devices: 2, burst_up_kbps: 6000, threshold_down_kbps: 4000, burst_seconds: 8, priority: 8 }) // prettier-ignore
    t.truthy((await db('plans').where({ name: 'home 5mbps #20' }).first())!.withdrawn_at)
    t.is((await db('vouchers')).length, 2)
    t.deepEqual((await db('old_numbers').where({ subscriber_id: flat['subscriber_id']! })).map(({ old_no }) => old_no), ['FLAT4B']) // prettier-ignore
    t.like(await findOwner(db, 'Flat-4B'), { subscriber: { id: flat['subscriber_id'] } })
    t.is(await addUpEntries(db), 0)
    t.true((await balanceOf(db, { kind: 'opening' })) < -150_00)
  },
)

test.serial(
  'F66 T61 what is broken, hostile or cannot be told apart stays behind, each with its reason',
  async (t) => {
    const box = moved
    const words = movedWords
    t.deepEqual(
    await leftBehind(box),
    [
      'plan 13 price_unreadable', 'plan 14 price_unreadable', 'plan 15 speed_missing', 'plan 16 time_budget',
      'plan 17 kind_unknown', 'plan 18 term_unreadable',
      'subscriber 121 user_name_twice', 'subscriber 122 user_name_twice', 'subscriber 129 user_name_unreadable',
      'line 527 kind_unknown', 'line 530 plan_not_moved', 'line 642 row_unreadable',
      'router 2 address_no_host', 'router 3 secret_weak',
      'voucher 42 code_twice', 'voucher 44 code_too_short', 'voucher 45 plan_not_moved',
    ].sort(),
  ) // prettier-ignore
    for (const told of [
      'phone is no Kenyan',
      'fixed address: brought without',
      'no router by this name',
      'Still on there',
      'fixed day',
      'instalment',
      'without an M-Pesa code',
      'burst cannot be read',
      'scripts of a router',
      'debt is not brought',
    ])
      // prettier-ignore
      t.true(words.includes(told), told)
    t.notRegex(words, /kq7w2m9p|njoro2024|canary/i)
  },
)

test.serial(
  'F66 their plan may be named as one of ours, and who waited for that is brought by the next run',
  async (t) => {
    const box = await emptyBox()
    t.teardown(() => box.close())
    await bring(box, asked())
    t.is(await lineOf(box, 'priceless.person'), undefined)
    await bring(box, [...asked(), '--plan', 'Priceless=Home 5Mbps'])
    t.like(await lineOf(box, 'priceless.person'), { plan: 'Home 5Mbps', service_no: 1 })
  },
)

test.serial(
  'F66 money that the old books have counted is never credited by a late word of it',
  async (t) => {
    const box = moved
    const codes = (await box.db('old_receipts').orderBy('receipt_code')).map((one) => one.receipt_code) // prettier-ignore
    t.deepEqual(codes, ['UF5ZZ99XX1', 'UKA1B2C3D4', 'UKL4T8M2QX', 'UKM7H3J2K1'])
    const wanjiku = (await lineOf(box, 'wanjiku.h12'))!
    const kept = await box.db('old_receipts').where({ receipt_code: 'UKL4T8M2QX' }).first()
    t.like(kept, { subscriber_id: wanjiku['subscriber_id'], amount_cents: 1500_00 })

    const shortcode = '600966'
    await box.work((work) => addShortcode(work, box.safe, { shortcode, name: 'Kilima Net', base_url: 'http://127.0.0.1:9', credentials: { consumer_key: 'key', consumer_secret: 'secret' } as never })) // prettier-ignore
    const late = {
    receipt_code: 'UKL4T8M2QX', shortcode, amount_cents: cents(1500_00), account_typed: 'wanjiku.h12', payer_msisdn: null,
    payer_msisdn_raw: null, payer_name: null, customer_money: true, paid_at: box.now(), heard_at: box.now(), proved_by: 'pull' as const,
  } // prettier-ignore
    const report = { source: 'pull' as const, callback_id: null, inquiry_id: null, amount_cents: late.amount_cents, account_typed: late.account_typed, paid_at: late.paid_at } // prettier-ignore
    t.is(await box.work((work) => recordPayment(work, late, report)), 'seen_again')
    t.is((await box.db('payments')).length, 0)
    t.is(await walletOf(box.db, wanjiku['subscriber_id']!), cents(0))

    const door = box.db.raw(`insert into payments (merchant_reference, rail, receipt_code, shortcode, channel, amount_cents, customer_money, heard_at, proved_at, proved_by, due_at)
    values (gen_random_uuid(), 'mpesa', 'UKL4T8M2QX', '${shortcode}', 'paybill', 1, true, '2026-11-22', '2026-11-22', 'pull', '2026-11-22')`) // prettier-ignore
    await t.throwsAsync(async () => door, { message: /counted in the old books/ })
  },
)

test.serial(
  'F66 a move that is killed three times goes on where it was, and ends as one that was not',
  async (t) => {
    const [whole, killed] = [moved, await emptyBox()]
    t.teardown(() => killed.close())
    const script = join(checkout, 'tests/appliance/moving/dying-move.ts')
    const { rows } = await killed.db.raw<{ rows: { name: string }[] }>('select current_database() as name') // prettier-ignore
    const url = Object.assign(new URL(process.env['LANGO_TEST_POSTGRES']!), { pathname: `/${rows[0]!.name}` }).href // prettier-ignore
    const found: number[] = []
    for (let time = 1; time <= 3; time++) {
      const child = spawn(process.execPath, [script, url, source], { stdio: 'inherit' })
      t.deepEqual(await once(child, 'exit'), [null, 'SIGKILL'])
      found.push((await killed.db('moved_rows')).length)
    }
    t.true(found[0]! > 0 && found[1]! > found[0]! && found[2]! > found[1]!, String(found))
    await bring(killed, asked())
    const shape = async (box: Appliance) =>
    (await box.db('moved_rows').orderBy(['kind', 'source_key']).select('kind', 'source_key')).concat(await leftBehind(box) as never) // prettier-ignore
    t.deepEqual(await shape(killed), await shape(whole))
    t.is((await killed.db('services')).length, (await whole.db('services')).length)
    t.is(await addUpEntries(killed.db), 0)
    t.is((await killed.db('moves').whereNull('ended_at')).length, 3)
  },
)

test.serial(
  'T61 the old database is read in one read-only snapshot, and passwords of routers and staff are never asked for',
  async (t) => {
    const box = empty
    await server.run(`set global log_output = 'TABLE'; truncate mysql.general_log; set global general_log = on`) // prettier-ignore
    await bring(box, [...asked(), '--dry-run'])
    await server.run('set global general_log = off')
    const said = await server.run(`select convert(argument using utf8mb4) from mysql.general_log where command_type in ('Query', 'Execute', 'Prepare') and user_host like '%lango_reader%'`) // prettier-ignore
    const statements = said.trim().split('\n')
    t.true(statements.length > 10)
    t.deepEqual(statements.filter((one) => !/^(select|set session|start transaction with consistent snapshot, read only)/i.test(one)), []) // prettier-ignore
    t.notRegex(said, /tbl_users`|from `tbl_routers|pg_request/)
  },
)
