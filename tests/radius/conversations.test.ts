// What a router says and what it must hear, spoken by radclient. A conversation is two files: a request, and a filter
// that names every attribute of the answer, so that nothing slips out unseen. Anyone can add one.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { openEavesdropper, writeCapture } from '../support/eavesdropper.ts'
import { converse } from '../support/radclient.ts'
import { dissect } from '../support/tshark.ts'
import { openVillage, secret, type Home } from './conversations/village.ts'

const day = 24
const homes: Home[] = [
  { user_name: 'wanjiku', devices: 2, paid: [[-day, day]] },
  { user_name: 'mutua', paid: [[-1, 1]], up_kbps: 512, down_kbps: 20_000 },
  { user_name: 'njoroge', paid: [[-day, day]], static_address: '10.20.0.7' },
  { user_name: 'akinyi', paid: [[-day, day], [day, 2 * day]] },
  { user_name: 'barasa', paid: [[-day, 730 * day]] },
  { user_name: 'otieno', paid: [[-14 * day, -7 * day]] },
  { user_name: 'chebet' },
  { user_name: 'achieng', paid: [[-day, day]], suspended: true },
  { user_name: 'kamau', paid: [[-day, day]], closed: true },
  { user_name: 'njogu', paid: [[-14 * day, -7 * day]], static_address: '10.20.0.9', plan: { address_pool: 'homes' } },
  { user_name: 'wairimu', paid: [[-day, day]], plan: { address_pool: 'homes', ipv6_pool: 'homes-6' } },
  { user_name: 'omondi', paid: [[-day, day]], static_address: '10.20.0.8', plan: { address_pool: 'homes', ipv6_pool: 'homes-6' }, line: { ipv6_prefix: '2001:db8:7:100::/56' } },
  { user_name: 'kiprono', paid: [[-day, day]], data_bytes: 5 * 2 ** 30, plan: { data_counts: 'up' } },
  { user_name: 'nafula', paid: [[-day, day]], data_bytes: 3 * 2 ** 30, plan: { data_counts: 'down' } },
  { user_name: 'wekesa', paid: [[-day, day]], plan: { burst_down_kbps: 16_000, burst_up_kbps: 8_000, threshold_down_kbps: 8_000, threshold_up_kbps: 4_000, burst_seconds: 10, priority: 3 } },
  { user_name: 'auma', paid: [[-day, day]], speeds: [{ weekdays: [6, 7], from_time: '00:00', until_time: '00:00', down_kbps: 30_000, up_kbps: 15_000 }] },
  { user_name: 'mwende', paid: [[-day, day]], plan: { opens_at: '18:00', closes_at: '06:00' } },
  { user_name: 'kariuki', paid: [[-day, day]], plan: { opens_at: '08:00', closes_at: '17:30' } },
  { user_name: 'cheruiyot', paid: [[-day, day]], line: { locked_mac: '4C:5E:0C:AA:BB:01' } },
  { user_name: 'wanjiku@home', paid: [[-day, day]], down_kbps: 20_000, up_kbps: 10_000 },
  { user_name: '9133574-1', kind: 'hotspot', macs: ['DA:A1:19:00:00:07'], paid: [[-day, day]] },
  { user_name: '9133574-2', kind: 'hotspot', macs: ['DA:A1:19:00:00:08'], paid: [[-day, day]], data_bytes: 5 * 2 ** 30, devices: 2 },
] // prettier-ignore

const folder = new URL('conversations/', import.meta.url)
const names = (await readdir(folder))
  .filter((file) => file.endsWith('.request'))
  .map((file) => file.slice(0, -'.request'.length))

const village = await openVillage()
for (const home of homes) await village.addHome(home)
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
await village.addRouter({
  name: 'Kilimani, the old one',
  address: '127.0.0.2',
  unsigned: true,
})
const elsewhere = await village.addRouter({ name: 'Kibera', address: '127.0.0.3' })
await village.addHome({ user_name: 'moraa', paid: [[-day, day]], line: { router_id: elsewhere } })
const radius = await village.open()
const auth = await openEavesdropper(radius.auth_port, 1812)
const acct = await openEavesdropper(radius.acct_port, 1813)
test.after.always(async () => {
  auth.close()
  acct.close()
  await village.close()
})

for (const name of names) {
  test.serial(`conversation: ${name.replaceAll('-', ' ')}`, async (t) => {
    const [request, reply] = ['request', 'reply'].map((end) =>
      fileURLToPath(new URL(`${name}.${end}`, folder)),
    )
    const words = await readFile(request!, 'utf8')
    const answer = await readFile(reply!, 'utf8')
    const accounting = /Accounting-Response/.test(answer)
    const { passed, output } = await converse(
      {
        kind: /Status-Server/.test(words) ? 'status' : accounting ? 'acct' : 'auth',
        port: accounting ? acct.port : auth.port,
        secret,
      },
      request!,
      reply!,
    )
    t.true(passed, output)
  })
}

// Serial tests are over when this one begins.
test('tshark has nothing to say against any packet of them', async (t) => {
  const heard = [...auth.heard, ...acct.heard]
  const folder = await mkdtemp(join(tmpdir(), 'lango-capture-'))
  const path = join(folder, 'conversations.pcap')
  await writeCapture(path, heard)
  const seen = await dissect(path, secret)
  await rm(folder, { recursive: true })

  t.is(seen.length, heard.length)
  const told = seen.flatMap(({ frame, complaints }) => {
    const { bytes } = heard[frame - 1]!
    return complaints.map((complaint) => `${complaint}: ${bytes.toString('hex')}`)
  })
  // It reads MS-CHAP-Error as text, whose first octet is a number: radclient's 0 looks like the text's end (RFC 2548 2.1.5).
  const [mistaken, rest] = [/stray characters\]: 03.*000001370210004[0-9a-f]/, /./].map((pattern) =>
    told.filter((words) => pattern.test(words)),
  )
  t.deepEqual(rest, mistaken)
  t.true(mistaken!.length > 0)

  const answers = seen.filter(({ code }) => [2, 3, 5].includes(code))
  t.is(answers.length, names.length)
  // It does not pair the answers to a Status-Server with it.
  const unproved = answers.filter(({ proved }) => !proved)
  t.is(unproved.length, seen.filter(({ code }) => code === 12).length)
})

test('there are conversations', (t) => {
  t.true(names.length >= 40)
})
