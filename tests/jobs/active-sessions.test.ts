// Who is online, by the router's own list: read, shortened, and a guest let in, on a simulated hotspot with its API.

import test, { type ExecutionContext } from 'ava'
import {
  letGuestIn,
  loginAtRouter,
  readActive,
  removeFromRouter,
} from '../../jobs/routers/active-sessions.ts'
import { openRouterApi, type ApiTarget } from '../../jobs/routers/routeros-api.ts'
import { tieInside } from '../simulators/router/inside.ts'
import { browse, openHotspotLab } from '../simulators/router-lab.ts'
import { openApiServer } from '../simulators/routeros/api-server.ts'
import { menusOf } from '../simulators/routeros/menus.ts'
import { simulatedRouterOS } from '../simulators/routeros/routeros.ts'
import { rejecting } from '../simulators/stand-in-radius.ts'

async function openHotspot(t: ExecutionContext) {
  const lab = await openHotspotLab({ login_by: ['http-pap'] })
  const ros = simulatedRouterOS({ version: '7.20', now: lab.clock.now })
  await ros.run(`/user group add name=lango policy=read,write,api,rest-api,test
    /user add name=lango group=lango password=gate`)
  tieInside(ros, lab.router, lab.hotspot)
  const server = await openApiServer(ros)
  const target: ApiTarget = { host: '127.0.0.1', port: server.port, user: 'lango', password: 'gate', certificate_sha256: null, trial: true } // prettier-ignore
  const api = await openRouterApi(target)
  t.teardown(async () => {
    api.close()
    await server.close()
    await lab.close()
  })
  await browse(lab.phone, '/', { host: 'example.com' }) // Its first packet: from now on it is a host.
  const [host] = ros.rows('/ip/hotspot/host')
  const guest = { address: host!['address']!, mac: host!['mac-address']!, user_name: 'achieng', password: 'x' } // prettier-ignore
  return { ...lab, ros, target, api, guest, asked: () => server.asked }
}

test('S1-08: a guest who waits before the hotspot is let in by its API, and is in its list', async (t) => {
  const { api, guest, router } = await openHotspot(t)
  t.deepEqual(await readActive(api), [])
  t.is(await letGuestIn(api, guest), undefined)
  const [active] = await readActive(api)
  t.like(active!, { service: 'hotspot', user_name: 'achieng', address: guest.address, mac: guest.mac }) // prettier-ignore
  t.is(router.sessions.length, 1)
  t.regex((await letGuestIn(api, guest))!, /already logged in/)
})

test('S1-08: who is not there, and whom RADIUS refuses, is not let in, with the router’s words', async (t) => {
  const { api, guest, server } = await openHotspot(t)
  t.regex((await letGuestIn(api, { ...guest, mac: '4C:5E:0C:AA:00:99' }))!, /unknown host/)
  server.answer = rejecting('No paid time')
  t.regex((await letGuestIn(api, guest))!, /failure/)
  t.deepEqual(await readActive(api), [])
})

test('N5, F46: a guest is taken out of the list, or found not to be in it, also after a reboot', async (t) => {
  const { api, guest, target, router } = await openHotspot(t)
  const session = { user_name: 'Achieng', framed_ip_address: guest.address }
  t.is(await letGuestIn(api, guest), undefined)
  const elsewhere = { ...session, framed_ip_address: '10.5.50.99' }
  t.deepEqual(await removeFromRouter(target, elsewhere), { kind: 'absent' })
  const [online] = router.sessions
  t.deepEqual(await removeFromRouter(target, session), { kind: 'removed' })
  t.is(online!.ended_by, 'admin_reset')
  t.deepEqual(await removeFromRouter(target, session), { kind: 'absent' })
  router.reboot()
  t.deepEqual(await removeFromRouter(target, session), { kind: 'absent' })
})

test('S1-08, N5: every sentence that we say to an API is a command of the schema, with its words, from 7.15 to 7.24', async (t) => {
  const { api, guest, target, asked } = await openHotspot(t)
  t.is(await letGuestIn(api, guest), undefined)
  await readActive(api)
  const session = { user_name: guest.user_name, framed_ip_address: guest.address }
  t.deepEqual(await removeFromRouter(target, session), { kind: 'removed' })
  t.like(await loginAtRouter(target, guest), { kind: 'let_in' })
  t.like(await loginAtRouter(target, guest), { kind: 'was_in' })
  const wrong: string[] = []
  for (const version of ['7.15', '7.24']) {
    const menus = menusOf(version)
    for (const [sentence = '', ...words] of asked()) {
      const [, menu = '', command = ''] = /^(.+)\/([a-z]+)$/.exec(sentence) ?? []
      const allowed = menus.arguments(menu, command)
      if (!allowed) wrong.push(`${version} ${sentence}`)
      const properties = menus.properties(menu)
      for (const word of words) {
        const list = word.startsWith('=.proplist=') ? word.slice(11).split(',') : []
        const [, sign, name = ''] = /^([=?])([^=]+)=/.exec(word) ?? []
        const known = sign === '?' ? properties.includes(name) : name.startsWith('.') || allowed?.includes(name)
        const isTag = word.startsWith('.tag=')
        if (!isTag && (!known || !list.every((one) => properties.includes(one)))) wrong.push(`${version} ${sentence} ${word}`)
      }
    }
  }
  t.deepEqual(wrong, [])
  const said = new Set(asked().map(([sentence]) => sentence).filter((sentence) => sentence !== '/login'))
  t.deepEqual([...said].sort(), [
    '/ip/hotspot/active/login', '/ip/hotspot/active/print', '/ip/hotspot/active/remove', '/ip/hotspot/host/print', '/ppp/active/print',
  ])
}) // prettier-ignore
