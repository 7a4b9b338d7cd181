// Logins laid out as RouterOS lays them out, each method of it, sent to the real door: the answer to each.

import test from 'ava'
import { readPacket } from '../../radius/wire/packet.ts'
import { describePacket } from '../../radius/wire/description.ts'
import { openBareRouter } from '../support/radclient.ts'
import { openVillage } from './conversations/village.ts'
import { exchangeNamed } from './wire/packet-files.ts'

const village = await openVillage()
const { db, safe } = village.appliance
const id = await village.addRouter({ name: 'Kiambu', address: '127.0.0.1' })
const secret_sealed = safe.seal(exchangeNamed('pppoe-pap').secret, 'routers.secret')
await db('routers').where({ id }).update({ secret_sealed })
const [row] = await db('routers').where({ id })
const legacy = {
  address: '127.0.0.2',
  name: 'Kiambu, the old one',
  unsigned: true,
}
await village.addRouter(legacy)
await db('routers').where({ name: legacy.name }).update({ secret_sealed: row!.secret_sealed })
const paid: [number, number][] = [[-1, 1]]
for (const [user_name, password] of [
  ['jane', 'S3cret!'],
  ['jane@lango', 'S3cret!'],
  ['mgeni-007', 'lkfgxifde'],
  ['test', 'test'],
  ['bc:24:11:eb:56:4d', 'BC:24:11:EB:56:4D'],
] as const) {
  await village.addHome({ user_name, password, paid })
}
const radius = await village.open()
test.after.always(() => village.close())

async function answerTo(name: string, address = '127.0.0.1'): Promise<string[]> {
  const router = await openBareRouter(radius.auth_port, address)
  router.send(exchangeNamed(name).request.bytes)
  const { packet } = readPacket(await router.next())
  router.close()
  return describePacket(packet!)
}

for (const [name, code, address] of [
  ['pppoe-pap', 'Access-Accept', undefined],
  ['pppoe-chap', 'Access-Accept', undefined],
  ['pppoe-ms-chap', 'Access-Accept', undefined],
  ['pppoe-ms-chap2', 'Access-Accept', undefined],
  ['pppoe-pap-long-password', 'Access-Reject', undefined], // Another password than this jane has.
  ['routeros-hotspot-chap', 'Access-Accept', undefined],
  ['hotspot-mac-as-password', 'Access-Accept', undefined],
  ['hotspot-mac-empty-password', 'Access-Reject', undefined],
  ['routeros-rb433-chap', 'Access-Accept', '127.0.0.2'],
] as const) {
  test(`${name} is answered with ${code}`, async (t) => {
    const [first] = await answerTo(name, address)
    t.true(first!.startsWith(code), first)
  })
}

test('MS-CHAPv2 gets the proof that its client waits for, and keys', async (t) => {
  const proof = (lines: string[]) => lines.find((line) => line.startsWith('MS-CHAP2-Success'))
  const answer = await answerTo('pppoe-ms-chap2')
  t.is(proof(answer), proof(exchangeNamed('pppoe-ms-chap2').reply!.decode))
  t.is(answer.filter((line) => line.startsWith('MS-MPPE-')).length, 4)
})
