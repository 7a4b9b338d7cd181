// T51: a RadSec client that is not ours, FreeRADIUS, before the real door.

import { once } from 'node:events'
import { createServer } from 'node:net'
import test from 'ava'
import { makeCertificate, type Certified } from '../support/certificates.ts'
import { ask, valueIn } from '../support/radclient.ts'
import { openRadSecProxy } from '../support/radsec-proxy.ts'
import { login, openVillage, secret } from './conversations/village.ts'

const village = await openVillage((url) => url, Temporal.Now.instant().toString())
await village.addHome({ user_name: 'wanjiku', paid: [[-24, 24]] })
const [server, own, other] = ['127.0.0.1', 'kilimani', 'other'].map((name) => makeCertificate(name)) as [Certified, Certified, Certified] // prettier-ignore
village.clock.pass({ minutes: 5 }) // The certificates begin a moment after the clock was set.
const id = await village.addRouter({ name: 'Kilimani', address: '192.0.2.7' })
await village.appliance.db('routers').where({ id }).update({ certificate_sha256: own.sha256 })
const radius = await village.open({ radSec: { port: 0, identity: server } })
const port = radius.radsec_port!
test.after.always(() => village.close())

async function freePort(): Promise<number> {
  const holder = createServer().listen(0, '127.0.0.1')
  await once(holder, 'listening')
  const address = holder.address() as { port: number }
  holder.close()
  return address.port
}

test.serial(
  'T51: FreeRADIUS logs in and accounts through RadSec, and not with another certificate',
  async (t) => {
    const proxying = { secret, port, server }
    const [authPort, acctPort] = [await freePort(), await freePort()]
    const proxy = await openRadSecProxy({ ...proxying, authPort, acctPort, own })
    const accepted = await ask({ port: authPort, kind: 'auth', secret }, login('wanjiku'))
    t.is(accepted.code, 'Access-Accept', proxy.log().slice(-3000))
    t.is(valueIn(accepted, 'Mikrotik-Rate-Limit'), '5M/10M')
    const wrong = await ask({ port: authPort, kind: 'auth', secret }, login('wanjiku', 'another'))
    t.is(wrong.code, 'Access-Reject')
    const words = 'User-Name = "wanjiku"\nAcct-Session-Id = "81300052"\nAcct-Status-Type = Start'
    t.is((await ask({ port: acctPort, kind: 'acct', secret }, words)).code, 'Accounting-Response')
    await proxy.close()

    const [ports, acct] = [await freePort(), await freePort()]
    const stranger = await openRadSecProxy({
      ...proxying,
      authPort: ports,
      acctPort: acct,
      own: other,
    })
    const refused = await ask({ port: ports, kind: 'auth', secret }, login('wanjiku'))
    t.not(refused.code, 'Access-Accept')
    await stranger.close()
  },
)
