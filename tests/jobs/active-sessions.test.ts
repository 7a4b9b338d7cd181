// Who is online, by the router's own list: read, shortened, and a guest let in, on a simulated hotspot with its API.

import test, { type ExecutionContext } from 'ava'
import { letGuestIn, readActive, removeFromRouter } from '../../jobs/routers/active-sessions.ts'
import { openRouterApi, type ApiTarget } from '../../jobs/routers/routeros-api.ts'
import { tieInside } from '../simulators/router/inside.ts'
import { browse, openHotspotLab } from '../simulators/router-lab.ts'
import { openApiServer } from '../simulators/routeros/api-server.ts'
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
  return { ...lab, ros, target, api, guest }
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
