import test from 'ava'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  askOnInternet,
  findOnInternet,
  isOnInternet,
} from '../../../jobs/providers/internet-only.ts'

/** What a name leads to, by a resolver that says so. */
const leads = (...addresses: string[]) =>
  new Promise<string>((resolve) => {
    const found = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    findOnInternet('api.example.co.ke', { all: true }, (error, to) => resolve(error ? 'refused' : JSON.stringify(to)), (_name, _options, told) => told(null, found)) // prettier-ignore
  })

test('T35: a provider’s name that leads to this machine, to our network or to its host’s data is not dialled', async (t) => {
  const inside = ['127.0.0.1', '::1', '::ffff:127.0.0.1', '0.0.0.0', '10.0.0.5', '172.16.9.9', '192.168.1.1', '100.64.0.1', '169.254.169.254', 'fe80::1', 'fd00:ec2::254', '64:ff9b::7f00:1', '2002:7f00:1::', '224.0.0.1'] // prettier-ignore
  for (const address of inside) {
    t.false(isOnInternet(address), address)
    t.is(await leads(address), 'refused', address)
    t.is(await leads('196.201.214.200', address), 'refused', `${address} beside a good one`)
  }
  t.regex(await leads('196.201.214.200', '2c0f:fe38::1'), /196\.201\.214\.200/)
  t.is(await leads(), 'refused')
})

test('T35: what is judged is what is dialled: a name of ours that leads to loopback hears nothing', async (t) => {
  let asked = 0
  const server = createServer((_, answer) => {
    asked += 1
    answer.end('secret')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo
  // Debian, and systemd’s resolver, know these names as this machine.
  for (const name of ['ip6-localhost', 'lango.localhost'])
    await t.throwsAsync(askOnInternet(new URL(`http://${name}:${port}/`), { milliseconds: 3000 }))
  t.is(asked, 0)
  const told = await askOnInternet(new URL(`http://127.0.0.1:${port}/`), { milliseconds: 3000 })
  t.deepEqual(told, { status: 200, text: 'secret' }, 'an address is judged where it is typed')
})
