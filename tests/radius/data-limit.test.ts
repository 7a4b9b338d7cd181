// Data that was bought: how much of it the router is told to let through, and what ends it.

import test from 'ava'
import { eventually } from '../support/eventually.ts'
import { valueIn, type Heard } from '../support/radclient.ts'
import { account, logIn } from './conversations/hotspot.ts'
import { openVillage } from './conversations/village.ts'

const gibibyte = 2 ** 30
const phone = (last: number) => `BC:24:11:00:00:${String(last).padStart(2, '0')}`
const day: [number, number][] = [[-1, 23]]

const village = await openVillage()
await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
const sizes = [
  ['a byte', 1, '1', undefined],
  ['a byte less than 4 GiB', 4 * gibibyte - 1, '4294967295', undefined],
  ['4 GiB', 4 * gibibyte, '0', '1'],
  ['a byte more than 4 GiB', 4 * gibibyte + 1, '1', '1'],
  ['5 TiB', 5120 * gibibyte, '0', '1280'],
  ['5 TiB and 7 bytes', 5120 * gibibyte + 7, '7', '1280'],
  ['as much as can be sold', Number.MAX_SAFE_INTEGER, '4294967295', '2097151'],
] as const
for (const [index, [, data_bytes]] of sizes.entries()) {
  const home = { user_name: `size-${index}`, macs: [phone(index)], paid: day, data_bytes }
  await village.addHome({ ...home, kind: 'hotspot' })
}
const radius = await village.open({ pollMilliseconds: 20 })
const { readModel } = radius
test.after.always(() => village.close())

function limitOf(answer: Heard): [string | undefined, string | undefined] {
  return [
    valueIn(answer, 'Mikrotik-Total-Limit'),
    valueIn(answer, 'Mikrotik-Total-Limit-Gigawords'),
  ]
}

/** Opens when RADIUS knows that so much is used of what the pass allows. */
async function untilUsed(user_name: string, bytes: number): Promise<void> {
  const used = () => readModel.findService(user_name)?.credits.at(-1)?.data?.used_bytes === bytes
  await eventually(`${bytes} bytes are known to be used`, used)
}

for (const [index, [what, , low, gigawords]] of sizes.entries()) {
  test.serial(`S1-08: with ${what} left the router is told exactly that`, async (t) => {
    const user_name = `size-${index}`
    const answer = await logIn(radius, { user_name, mac: phone(index) })
    t.is(answer.code, 'Access-Accept')
    t.deepEqual(limitOf(answer), [low, gigawords])
  })
}

test.serial(
  'S1-08: what two sessions used is gone at the next login, and in the end it is refused',
  async (t) => {
    const guest = { user_name: '9133574-1', mac: phone(11) }
    const home = { user_name: guest.user_name, kind: 'hotspot', macs: [guest.mac] } as const
    const allowed = 10 * gibibyte
    const bought = { ...home, macs: [...home.macs], paid: day, data_bytes: allowed }
    const { service_id } = await village.addHome(bought)
    await eventually('it is known', () => readModel.findPass(guest.mac))

    const first = await logIn(radius, guest)
    t.deepEqual(limitOf(first), [String(2 * gibibyte), '2'])
    const one = { ...guest, acct_session_id: '80100001', token: valueIn(first, 'Class') }
    await account(radius, { ...one, status: 'Start' })
    await account(radius, { ...one, upload: 1000, download: 2 * gibibyte })
    await untilUsed(guest.user_name, 2 * gibibyte + 1000)
    await account(radius, { ...one, status: 'Stop', upload: 1500, download: 5 * gibibyte })
    await untilUsed(guest.user_name, 5 * gibibyte + 1500)

    const second = await logIn(radius, guest)
    t.deepEqual(limitOf(second), [String(5 * gibibyte - 1500 - 4 * gibibyte), '1'])
    // The router has lost the Class: the user name tells whose it is.
    const other = { ...guest, acct_session_id: '80100002', seconds: 3600 }
    await account(radius, { ...other, upload: 500, download: 5 * gibibyte - 2001 })
    await untilUsed(guest.user_name, allowed - 1)
    t.deepEqual(limitOf(await logIn(radius, guest)), ['1', undefined])

    await account(radius, { ...other, upload: 500, download: 5 * gibibyte - 2000 })
    await untilUsed(guest.user_name, allowed)
    const refused = await logIn(radius, guest)
    t.is(refused.code, 'Access-Reject')
    t.is(valueIn(refused, 'Reply-Message'), 'Data used up: please pay to continue')

    await village.addCredit(service_id, [23, 47], 3 * gibibyte)
    const bigger = () => readModel.findService(guest.user_name)!.credits[0]!.data!.allowed_bytes
    await eventually('more is known', () => bigger() === allowed + 3 * gibibyte)
    const again = await logIn(radius, guest)
    t.is(again.code, 'Access-Accept')
    t.deepEqual(limitOf(again), [String(3 * gibibyte), undefined])
  },
)

test.serial('two phones use up the data of one pass together', async (t) => {
  const user_name = 'family-1'
  const macs = [phone(12), phone(13)]
  const home = { user_name, macs, devices: 2, paid: day, data_bytes: gibibyte }
  await village.addHome({ ...home, kind: 'hotspot' })
  await eventually('it is known', () => readModel.findPass(phone(13)))
  for (const [index, each] of macs.entries()) {
    const token = valueIn(await logIn(radius, { user_name, mac: each }), 'Class')
    const session = { user_name, mac: each, token, acct_session_id: `8020000${index}` }
    await account(radius, { ...session, download: gibibyte / 2 })
  }
  await untilUsed(user_name, gibibyte)
  for (const each of macs)
    t.is((await logIn(radius, { user_name, mac: each })).code, 'Access-Reject')
})

test.serial('a line to a home has its data counted as well', async (t) => {
  const home = { user_name: 'wanjiku', paid: day, data_bytes: gibibyte }
  await village.addHome(home)
  const known = () => readModel.findService('wanjiku')?.credits.length === 1
  await eventually('it is known', known)
  t.deepEqual(limitOf(await logIn(radius, { user_name: 'wanjiku', mac: null })), [
    String(gibibyte),
    undefined,
  ])
})
