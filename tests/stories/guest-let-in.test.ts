// A guest pays and closes the browser: the router's API lets the phone in, and the timeline tells so.

import test from 'ava'
import { readTimeline } from '../../appliance/people/timeline.ts'
import { tellHappening } from '../../appliance/words/staff/timeline.ts'
import { tieInside } from '../simulators/router/inside.ts'
import { openApiServer } from '../simulators/routeros/api-server.ts'
import { simulatedRouterOS } from '../simulators/routeros/routeros.ts'
import { eventually } from '../support/eventually.ts'
import { phone as number } from '../support/factories.ts'
import { askToPay, browse, openGuestShop, type GuestShop } from '../support/guests.ts'
import { openWorld, type World } from '../support/world.ts'

let world: World
let shop: GuestShop
test.before(async () => {
  world = await openWorld({ routerAddress: '127.0.0.59' })
  shop = await openGuestShop(world)
})
test.after.always(async () => {
  await shop?.hotspot.close()
  await world?.close()
})

test('S1-08, S1-20: she closes her browser after paying, and the router’s API lets her in, once, as her timeline tells', async (t) => {
  const { appliance, safaricom, router } = world
  const { db, safe } = appliance
  const ros = simulatedRouterOS({ version: '7.20', now: appliance.now })
  await ros.run(`/user group add name=lango policy=read,write,api,rest-api,test
    /user add name=lango group=lango password=gate`)
  tieInside(ros, router, shop.hotspot)
  const api = await openApiServer(ros, { host: '127.0.0.59' })
  t.teardown(() => api.close())
  const has = (password: string | null) => db('routers').update({ api_port: api.port, api_password_sealed: password === null ? null : safe.seal(password, 'routers.api_password') })
  await has('gate')
  t.teardown(() => has(null))

  const phone = await shop.hotspot.addClient({ name: 'Zawadi' })
  const payer = number(101)
  await askToPay(phone, shop.hour, payer)
  await safaricom.promptOn(payer)
  await safaricom.answerPrompt(payer, 'approve') // And looks at no page any more.
  await eventually('she is in', () => phone.state === 'online')
  const { service_id, subscriber_id } = (await db('payments').where({ payer_msisdn: payer }).first())!
  const told = await eventually('it is written down', () => db('guest_logins').where({ service_id: service_id!, state: 'let_in' }).first())
  t.like(told, { mac: phone.mac, tries: 1, due_at: null })
  const sessions = () => db('sessions').where({ service_id: service_id! })
  await eventually('accounting tells of it', async () => (await sessions()).length === 1)
  const window = { subscriber_id: subscriber_id!, before: appliance.now().add({ hours: 1 }), now: appliance.now(), limit: 50 }
  const { told: timeline } = await readTimeline(db, window)
  const line = timeline.find(({ kind }) => kind === 'guest_login')!
  t.regex(JSON.stringify(tellHappening(line, appliance.now())), /let in.*the router let the phone in without its browser/)
  const kinds = timeline.map(({ kind }) => kind)
  t.true(kinds.indexOf('credit_bought') > kinds.indexOf('guest_login'), 'paid, then let in')

  // She opens her browser after all: it finds her in, and there is one session.
  await browse(`${phone.url}/news`)
  t.is((await sessions()).length, 1)
  t.is(router.sessions.filter(({ mac }) => mac === phone.mac).length, 1)
}) // prettier-ignore
