// Before RADIUS says no it looks once more: a guest who has just paid is sent to the login faster than any notice comes.

import test from 'ava'
import { logIn } from './conversations/hotspot.ts'
import { openVillage } from './conversations/village.ts'

const mac = 'BC:24:11:EB:56:4D'

test('S1-08: what was committed without a notice is known before a no is said', async (t) => {
  const village = await openVillage()
  t.teardown(village.close)
  const { db } = village.appliance
  await village.addRouter({ name: 'Kilimani', address: '127.0.0.1' })
  const { service_id } = await village.addHome({ user_name: '9133574-1', kind: 'hotspot' })
  const radius = await village.open({ pollMilliseconds: 60_000 })
  const ask = () => logIn(radius, { user_name: '9133574-1', mac, method: 'chap' })
  t.is((await ask()).code, 'Access-Reject')

  await db.raw(`alter table credits disable trigger user; alter table devices disable trigger user`)
  await village.addCredit(service_id, [-1, 1])
  await village.bind(mac, service_id)
  await db('access_changes').insert({ kind: 'service', row_id: service_id })
  t.is((await ask()).code, 'Access-Accept')
})
