// The settings pages and the checklist, as the owner and others meet them.

import test from 'ava'
import { openCredentials } from '../../appliance/money/shortcodes.ts'
import { finishRehearsal, noteCases, rehearsedItems } from '../../appliance/people/rehearsals.ts'
import { readProviderAddress } from '../../web/admin/provider-addresses.ts'
import { paybill } from '../support/factories.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, safe, work } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const owner = await signedIn(origin, 'owner')
test.after.always(() => door.close())

const path = `/settings/paybills/${paybill}`
const kept = { name: 'Kilima Net', base_url: 'https://sandbox.safaricom.co.ke' }

async function credentials() {
  return openCredentials(safe, (await db('shortcodes').where({ shortcode: paybill }).first())!)
}

test.serial('S2-60, T41: a key that was typed is sealed, and no page shows it again', async (t) => {
  const secret = 'CANARY-consumer-secret-7f3a'
  const answer = await owner.post(path, { ...kept, consumer_secret: secret })
  t.is(answer.status, 303)
  t.is((await credentials()).consumer_secret, secret)
  for (const page of [path, '/settings', '/go-live']) {
    t.false((await owner.get(page)).html.includes(secret), page)
  }
  const row = await db('audit').orderBy('id', 'desc').first()
  t.deepEqual((row!.after as { keys: string[] }).keys, ['consumer_secret'])
  t.false(JSON.stringify(row).includes(secret))
})

test.serial('a field that is left empty keeps the key that is held', async (t) => {
  const before = await credentials()
  await owner.post(path, { ...kept, passkey: 'another' })
  t.deepEqual(await credentials(), { ...before, passkey: 'another' })
})

test.serial(
  'another key makes Daraja’s token of before worth nothing, and registers anew',
  async (t) => {
    const held = { access_token_sealed: Buffer.from('x'), access_token_expires_at: appliance.now() }
    await db('shortcodes')
      .where({ shortcode: paybill })
      .update({ ...held, due_at: null })
    await owner.post(path, { ...kept, consumer_key: 'new' })
    const row = (await db('shortcodes').where({ shortcode: paybill }).first())!
    t.is(row.access_token_sealed, null)
    t.is(row.urls_registered_at, null)
    t.not(row.due_at, null)
  },
)

test.serial(
  'what can’t be read is told beside its field, and no key comes back in the page',
  async (t) => {
    const typed = { shortcode: '12', name: 'X', base_url: 'ftp://x', consumer_key: 'CANARY-typed' }
    const { status, html } = await owner.post('/settings/paybills', typed)
    t.is(status, 422)
    t.regex(html, /5 to 7 digits/)
    t.regex(html, /begins with https/)
    t.false(html.includes('CANARY-typed'))
    const missing = await owner.post('/settings/paybills', {
      shortcode: '512345',
      name: 'X',
      base_url: 'https://api.safaricom.co.ke',
    })
    t.is(missing.status, 422)
    t.is(await db('shortcodes').where({ shortcode: '512345' }).first(), undefined)
  },
)

const inside = [
  'http://api.safaricom.co.ke',
  'http://10.0.0.1',
  'http://127.0.0.1:9',
  'http://localhost',
  'https://localhost',
  'https://127.0.0.1',
  'https://127.1',
  'https://2130706433',
  'https://0x7f000001',
  'https://0x7f.0.0.1',
  'https://0177.0.0.1',
  'https://[::1]',
  'https://[::ffff:127.0.0.1]',
  'https://169.254.169.254',
  'https://192.168.88.1',
  'https://100.64.0.1',
  'https://router.local',
  'https://db.internal',
  'https://printer.lan',
  'https://postgres',
  'https://localhost.',
  'https://api.safaricom.co.ke:5432',
  'https://api.safaricom.co.ke:22',
  'https://user@host.co.ke',
  'https://user:word@api.safaricom.co.ke',
  'https://x.co/y?z',
  'https://api.safaricom.co.ke#x',
  'https://api.safaricom.co.ke\\@10.0.0.1',
  'https://1２7.0.0.1',
  'http://127.0.0.1.evil.example',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'gopher://127.0.0.1:25',
]

test.serial('T35: only a name on the internet is asked for money, over https', async (t) => {
  const sms = { username: 'kilima', api_key: '' }
  const before = await db('shortcodes').where({ shortcode: paybill }).first('base_url')
  for (const address of inside) {
    const paid = await owner.post(path, { ...kept, base_url: address })
    t.is(paid.status, 422, address)
    const told = await owner.post('/settings/sms', { ...sms, gateway_url: address })
    t.is(told.status, 422, address)
    t.regex(told.html, /id="gateway_url-wrong">An address begins with https/)
  }
  t.deepEqual(await db('shortcodes').where({ shortcode: paybill }).first('base_url'), before)
  for (const address of ['https://api.safaricom.co.ke', 'https://sandbox.safaricom.co.ke/'])
    t.is((await owner.post(path, { ...kept, base_url: address })).status, 303, address)
})

test('T35: a trial asks its simulators on this very machine, and nothing else beside the internet', (t) => {
  const simulators = new Set(['http://127.0.0.1:9', 'http://localhost'])
  for (const address of inside) {
    const read = () => readProviderAddress(address, { trial: true })
    if (simulators.has(address)) t.is(read(), address)
    else t.throws(read, { code: 'url_unreadable' }, address)
  }
})

test.serial('S2-82: it is not ready while anything is open, and says what to do', async (t) => {
  const { html } = await owner.get('/go-live')
  t.regex(html, /Not ready/)
  t.regex(html, /href="\/settings"/)
  t.is((await owner.post('/go-live/ticks/no_such_item', { note: 'x' })).status, 422)
  t.is((await owner.post('/go-live/ticks/journey_mapped', { note: '' })).status, 422)
})

test.serial(
  'S2-92 to S2-99: what was played is dated, for thirty days, and one that failed is open',
  async (t) => {
    await owner.post('/go-live/rehearsals')
    const { id } = (await db('rehearsals').where({ finished_at: null }).first('id'))!
    await owner.post('/go-live/rehearsals')
    t.is((await db('rehearsals').where({ finished_at: null })).length, 1)
    const cases = rehearsedItems.map((item) => ({ item, passed: true, words: `saw ${item}` }))
    await work((unit) => noteCases(unit, id, cases.slice(0, 2)))
    t.regex((await owner.get('/go-live')).html, /saw failed_payment/)
    const failed = cases.map((one) => ({ ...one, passed: one.item !== 'wrong_amount' }))
    await work((unit) => finishRehearsal(unit, id, failed, null))
    t.like(await db('rehearsals').where({ id }).first(), { passed: false })
    const count = (html: string) => Number(/Not ready: (\d+) of/.exec(html)?.[1])
    const open = count((await owner.get('/go-live')).html)
    clock.pass({ hours: 24 * 31 })
    const later = await signedIn(origin, 'owner')
    t.is(count((await later.get('/go-live')).html), open + rehearsedItems.length - 1)
  },
)
