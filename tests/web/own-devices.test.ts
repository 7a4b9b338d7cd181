// The devices of one's own pass: names, and letting one go so that another has its place.

import test from 'ava'
import type { Msisdn } from '../../appliance/msisdn.ts'
import { openDoor, said } from './door.ts'
import { ask, drawMac, goOnline, openHotspot, settle } from './guests.ts'
import { addGateway, signInOwn } from './own-door.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db } = appliance
const spot = await openHotspot(appliance)
await addGateway(appliance)
test.after.always(() => door.close())

test('S0-02: the devices of a pass have names, and one that is let go is off and frees its place', async (t) => {
  const [mac, msisdn] = [drawMac(), '254723000901' as Msisdn]
  const asked = await ask(appliance, spot, mac, msisdn)
  await settle(appliance, asked, 'UKLDEVICE1')
  const { service_id } = asked.checkout
  await goOnline(appliance, spot, mac, service_id)
  const other = await ask(appliance, spot, drawMac(), '254723000902')
  await settle(appliance, other, 'UKLDEVICE2')

  await db('subscribers').where({ msisdn }).update({ language: 'en' })
  const guest = await signInOwn(appliance, origin, msisdn)
  const home = await guest.get('/p/me')
  t.regex(said(home.html), /Devices 1 of 1 .*Your devices/)
  const path = /href="([^"]+\/devices)"/.exec(home.html)![1]!
  t.regex(said((await guest.get(path)).html), new RegExp(`1 of 1 places are taken.*Device …${mac.slice(-5)} Its address ends in ${mac.slice(-5)}; here since 14:32 today`))
  const device = (await db('devices').where({ mac }).first())!
  const theirs = (await db('devices').where({ service_id: other.checkout.service_id }).first())!
  const send = (id: number, name: string) => guest.post(`${path}/${id}`, { lang: 'en', name })
  t.is((await send(device.id, 'Mama’s <phone>')).status, 303)
  t.regex((await guest.get(path)).html, /Mama’s &lt;phone&gt;/)
  t.is((await send(device.id, 'x'.repeat(41))).status, 422)
  t.is((await send(device.id, '')).status, 303)
  t.regex(said((await guest.get(path)).html), /Device …/)

  const remove = (id: number) => guest.post(`${path}/${id}?_method=delete`, { lang: 'en' })
  for (const id of [theirs.id, 999_999]) {
    t.is((await send(id, 'Mine')).status, 404)
    t.is((await remove(id)).status, 404)
  }
  t.is((await db('devices').where({ id: theirs.id }).first())!.service_id, other.checkout.service_id)
  t.is((await remove(device.id)).status, 303)
  t.is((await remove(device.id)).status, 404)
  t.like(await db('devices').where({ id: device.id }).first(), { service_id: null, name: null })
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `select from disconnections d join sessions x on x.id = d.session_id where x.service_id = ? and d.reason = 'moved'`,
    [service_id],
  )
  t.is(rows.length, 1, 'it is put off the network')
  t.regex(said((await guest.get(path)).html), /0 of 1 places are taken.*No device uses this pass now.*without paying again/)
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'own.device_let_go', staff_id: null })
}) // prettier-ignore
