// The simulated router: its packets are RouterOS's, attribute by attribute, and prove what they should.

import { createHash, createHmac } from 'node:crypto'
import test from 'ava'
import { guest, njeri, numberOf, openLab, secret, textOf, valueOf } from './router-lab.ts'
import { md4 } from './router/md4.ts'
import { msChap2 } from './router/credentials.ts'
import { attribute, vendorAttribute, type Heard } from './stand-in-radius.ts'

const types = ({ attributes }: Heard) => attributes.map(([type]) => type)

test('a hotspot request is as in the real log of RouterOS 7, Message-Authenticator last', async (t) => {
  const { router, heard, close } = await openLab()
  t.teardown(close)
  await router.dial(guest)

  const [request] = heard(1)
  t.deepEqual(types(request!), [
    '61', // NAS-Port-Type
    '31', // Calling-Station-Id
    '30', // Called-Station-Id
    '87', // NAS-Port-Id
    '1', // User-Name
    '5', // NAS-Port
    '44', // Acct-Session-Id
    '8', // Framed-IP-Address
    '14988/10', // Mikrotik-Host-IP
    '60', // CHAP-Challenge
    '3', // CHAP-Password
    '6', // Service-Type
    '14122/3', // WISPr-Logoff-URL
    '32', // NAS-Identifier
    '4', // NAS-IP-Address
    '80', // Message-Authenticator
  ])
  t.is(numberOf(request!, '61'), 19)
  t.is(numberOf(request!, '6'), 1)
  t.is(textOf(request!, '31'), 'BC:24:11:EB:56:4D')
  t.is(textOf(request!, '44'), '80100001')
  t.is(numberOf(request!, '5'), 0x80100001, 'NAS-Port is the session id as a number')
  t.is(request!.from.address, router.address)
  t.deepEqual([...valueOf(request!, '4')!].join('.'), router.address)
})

test('a hotspot Start is as in the real log, with one Identifier counter for both sockets', async (t) => {
  const { router, heard, close } = await openLab()
  t.teardown(close)
  await router.dial(guest)
  await router.idle()
  const [request] = heard(1)
  const [start] = heard(4)
  t.deepEqual(types(start!), [
    '40', // Acct-Status-Type
    '61',
    '31',
    '30',
    '87',
    '1',
    '5',
    '44',
    '8',
    '14988/10',
    '55', // Event-Timestamp
    '32',
    '41', // Acct-Delay-Time
    '4',
  ])
  t.is(start!.identifier, (request!.identifier + 1) % 256)
  t.not(start!.from.port, request!.from.port)
  t.is(
    numberOf(start!, '55'),
    Temporal.Instant.from('2026-11-21T11:32:00Z').epochMilliseconds / 1000,
  )
  const zeroed = Buffer.from(start!.bytes).fill(0, 4, 20)
  t.deepEqual(
    createHash('md5').update(zeroed).update(secret).digest(),
    Buffer.from(start!.authenticator),
  )
})

test('a PPPoE request is in the likely order, and PAP hides the password', async (t) => {
  const { router, heard, close } = await openLab()
  t.teardown(close)
  await router.dial(njeri)
  const [request] = heard(1)
  t.is(types(request!).join(' '), '6 7 5 61 1 31 30 87 44 2 32 4 80')
  t.is(numberOf(request!, '6'), 2)
  t.is(numberOf(request!, '5'), 0xf00001)
  t.is(textOf(request!, '44'), '81100001')

  const pad = createHash('md5').update(secret).update(request!.authenticator).digest()
  const plain = valueOf(request!, '2')!.map((octet, index) => octet ^ pad[index]!)
  t.is(Buffer.from(plain).toString().replaceAll('\0', ''), 'S3cret!')

  const zeroed = Buffer.from(request!.bytes).fill(0, request!.bytes.length - 16)
  t.deepEqual(createHmac('md5', secret).update(zeroed).digest(), valueOf(request!, '80'))
})

test('switches: PPPoE in the hotspot’s order, older RouterOS without Message-Authenticator', async (t) => {
  const { router, heard, server, close } = await openLab({
    switches: {
      pppoe_order: 'like_hotspot',
      pppoe_nas_port: 'session_id',
      require_message_auth: false,
    },
  })
  t.teardown(close)
  server.answer = ({ code }) => ({ code: code === 1 ? 2 : 5, message_authenticator: 'none' })
  t.is((await router.dial(njeri)).outcome, 'online')
  const [request] = heard(1)
  t.is(types(request!).join(' '), '5 61 1 31 30 87 44 2 6 7 32 4')
  t.is(numberOf(request!, '5'), 0x81100001)
})

test('CHAP sends its challenge as an attribute; the answer is over identifier, password, challenge', async (t) => {
  const { router, heard, close } = await openLab()
  t.teardown(close)
  await router.dial({ ...njeri, method: 'chap' })
  const proof = valueOf(heard(1)[0]!, '3')!
  const challenge = valueOf(heard(1)[0]!, '60')!
  t.is(challenge.length, 16)
  const expected = createHash('md5')
    .update(proof.subarray(0, 1))
    .update('S3cret!')
    .update(challenge)
    .digest()
  t.deepEqual(proof.subarray(1), expected)
})

test('a device that logs in by its address: PAP or CHAP, and the empty password in three ways', async (t) => {
  const device = { ...guest, user_name: guest.mac, password: '' }
  for (const [switches, lengths] of [
    [
      { mac_login: 'pap', empty_password: 'sixteen_zeros' },
      { '2': 16, '3': undefined },
    ],
    [
      { mac_login: 'pap', empty_password: 'no_octets' },
      { '2': 0, '3': undefined },
    ],
    [
      { mac_login: 'pap', empty_password: 'left_out' },
      { '2': undefined, '3': undefined },
    ],
    [
      { mac_login: 'chap', empty_password: 'left_out' },
      { '2': undefined, '3': 17 },
    ],
  ] as const) {
    const { router, heard, close } = await openLab({ switches })
    t.teardown(close)
    await router.dial(device)
    for (const [type, length] of Object.entries(lengths)) {
      t.is(valueOf(heard(1)[0]!, type)?.length, length, JSON.stringify(switches))
    }
  }
})

test('MD4 and MS-CHAPv2 give the values printed in RFC 1320 and RFC 2759', (t) => {
  t.is(md4(Buffer.from('')).toString('hex'), '31d6cfe0d16ae931b73c59d7e0c089c0')
  t.is(md4(Buffer.from('abc')).toString('hex'), 'a448017aaf21d8525fc10ae87aa6729d')
  t.is(md4(Buffer.from('1234567890'.repeat(8))).toString('hex'), 'e33b4ddc9c38f2199c3e7b164fcc0536')
  const { response, success } = msChap2({
    user_name: 'User',
    password: 'clientPass',
    challenge: Buffer.from('5B5D7C7D7B3F2F3E3C2C602132262628', 'hex'),
    peer_challenge: Buffer.from('21402324255E262A28295F2B3A337C7E', 'hex'),
  })
  t.is(response.toString('hex'), '82309ecd8d708b5ea08faa3981cd83544233114a3d85d6df')
  t.is(success, 'S=407A5589115FD0D6209F510FE9C04566932CDA56')
})

test('MS-CHAPv2: an Accept that does not prove itself does not let the subscriber in', async (t) => {
  const { router, server, heard, close } = await openLab()
  t.teardown(close)
  const dialled = await router.dial({ ...njeri, method: 'mschap2' })
  t.like(dialled, { outcome: 'rejected', error: 'could not verify the identity of the server' })
  await router.idle()
  t.is(heard(4).length, 0)

  server.answer = (request) => {
    if (request.code !== 1) return { code: 5, message_authenticator: 'none' }
    const response = valueOf(request, '311/25')!
    const { success } = msChap2({
      user_name: njeri.user_name,
      password: njeri.password,
      challenge: valueOf(request, '311/11')!,
      peer_challenge: response.subarray(2, 18),
    })
    const proof = Buffer.concat([response.subarray(0, 1), Buffer.from(success)])
    return { code: 2, attributes: [vendorAttribute(311, 26, proof)] }
  }
  t.is((await router.dial({ ...njeri, method: 'mschap2' })).outcome, 'online')
})

test('a rejection says what the subscriber reads', async (t) => {
  const { router, server, close } = await openLab()
  t.teardown(close)
  server.answer = () => ({ code: 3, attributes: [attribute(18, 'Account expired')] })
  t.like(await router.dial(guest), { outcome: 'rejected', error: 'Account expired' })
  router.switches.error_shows_reply_message = false
  t.like(await router.dial(guest), { error: 'invalid username or password' })
  t.is(router.monitor.rejects, 2)
})
