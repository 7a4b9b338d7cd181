// What a router says and what it must hear, spoken by radclient. A conversation is two files: a request, and a filter
// that names every attribute of the answer, so that nothing slips out unseen. Anyone can add one.

import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import test from 'ava'
import { converse } from '../support/radclient.ts'
import { openVillage, secret, type Home } from './conversations/village.ts'

const day = 24
const homes: Home[] = [
  { user_name: 'wanjiku', paid: [[-day, day]] },
  { user_name: 'mutua', paid: [[-1, 1]], up_kbps: 512, down_kbps: 20_000 },
  { user_name: 'njoroge', paid: [[-day, day]], static_address: '10.20.0.7' },
  { user_name: 'akinyi', paid: [[-day, day], [day, 2 * day]] },
  { user_name: 'barasa', paid: [[-day, 730 * day]] },
  { user_name: 'otieno', paid: [[-14 * day, -7 * day]] },
  { user_name: 'chebet' },
  { user_name: 'achieng', paid: [[-day, day]], suspended: true },
  { user_name: 'kamau', paid: [[-day, day]], closed: true },
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
const radius = await village.open()
test.after.always(() => village.close())

for (const name of names) {
  test(`conversation: ${name.replaceAll('-', ' ')}`, async (t) => {
    const [request, reply] = ['request', 'reply'].map((end) =>
      fileURLToPath(new URL(`${name}.${end}`, folder)),
    )
    const words = await readFile(request!, 'utf8')
    const answer = await readFile(reply!, 'utf8')
    const accounting = /Accounting-Response/.test(answer)
    const { passed, output } = await converse(
      {
        kind: /Status-Server/.test(words) ? 'status' : accounting ? 'acct' : 'auth',
        port: accounting ? radius.acct_port : radius.auth_port,
        secret,
      },
      request!,
      reply!,
    )
    t.true(passed, output)
  })
}

test('there are conversations', (t) => {
  t.true(names.length >= 25)
})
