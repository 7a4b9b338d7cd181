import test, { type ExecutionContext } from 'ava'
import { sample, string } from 'fast-check'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { findReachable, judgeAddress } from '../../jobs/routers/reachable.ts'
import { encodeWord, openSentenceReader } from '../../jobs/routers/api-sentences.ts'
import { openRouterApi, type ApiTarget, type RouterApi } from '../../jobs/routers/routeros-api.ts'
import { seededDice } from '../simulators/dice.ts'
import { openApiServer, type ApiFault, type ApiOptions } from '../simulators/routeros/api-server.ts'
import { encodeSentence, openSentences } from '../simulators/routeros/api-words.ts'
import { makeCertificate } from '../support/certificates.ts'
import { simulatedRouterOS } from '../simulators/routeros/routeros.ts'

// For a router that says nothing. Elsewhere a busy machine must not be taken for one.
const quick = { connectMilliseconds: 5000, commandMilliseconds: 700 }
const patient = { connectMilliseconds: 15_000, commandMilliseconds: 15_000 }

async function open(t: ExecutionContext, options: ApiOptions = {}, version = '7.20') {
  const ros = simulatedRouterOS({ version })
  await ros.run(`/user group add name=lango policy=read,write,api,rest-api,test
    /user add name=lango group=lango password="p\\C3\\A9 ss"`)
  const server = await openApiServer(ros, options)
  t.teardown(() => server.close())
  const target: ApiTarget = {
    host: '127.0.0.1',
    port: server.port,
    user: 'lango',
    password: 'pé ss',
    certificate_sha256: null,
    trial: true,
  }
  const api = async (changes: Partial<ApiTarget> = {}, patience = patient): Promise<RouterApi> => {
    const opened = await openRouterApi({ ...target, ...changes }, patience)
    t.teardown(() => opened.close())
    return opened
  }
  return { ros, server, api }
}

for (const [login, version] of [
  ['plain', '7.20'],
  ['challenge', '6.42'],
] as const) {
  test(`RouterOS ${version} is asked, its list is empty, and its refusal is an answer`, async (t) => {
    const { api } = await open(t, { login }, version)
    const router = await api()
    t.deepEqual(await router.ask('/ip/pool/print'), { kind: 'rows', rows: [] })
    t.is((await router.ask('/system/identity/print')).kind, 'rows')
    t.deepEqual(await router.ask('/ip/pool/remove', ['=.id=*9']), {
      kind: 'refused',
      words: 'no such item',
    })
  })
}

test('fifty questions at once are fifty answers, each to its own', async (t) => {
  const { ros, server, api } = await open(t)
  for (let each = 0; each < 50; each += 1)
    await ros.run(`/ip/pool/add name=pool${each} ranges=10.1.0.${each}`)
  server.delay_ms = 20
  const router = await api()
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, each) => router.ask('/ip/pool/print', [`?name=pool${each}`])),
  )
  t.deepEqual(
    answers.map((answer) => (answer.kind === 'rows' ? answer.rows.map((row) => row['ranges']) : [])), // prettier-ignore
    Array.from({ length: 50 }, (_, each) => [`10.1.0.${each}`]),
  )
})

for (const [fault, code] of [
  ['silent', 'router_silent'],
  ['hang_up', 'router_gone'],
  ['broken', 'router_gone'],
  ['endless', 'router_gone'],
  ['fatal', 'router_gone'],
  ['other_tag', 'router_silent'],
] as const satisfies readonly (readonly [ApiFault, string])[]) {
  test(`F57: a router that is ${fault} in the middle of fifty commands costs their time and nothing else`, async (t) => {
    const { server, api } = await open(t)
    const router = await api({}, code === 'router_silent' ? quick : patient)
    server.fault = fault
    const asked = Array.from({ length: 50 }, () => router.ask('/ip/pool/print'))
    const ended = await Promise.allSettled(asked)
    t.true(ended.every((one) => one.status === 'rejected' && one.reason.code === code), JSON.stringify(ended[0])) // prettier-ignore
    await t.throwsAsync(router.ask('/ip/pool/print')) // Closed, and it says so at once.
    server.fault = 'none'
    t.is((await (await api()).ask('/ip/pool/print')).kind, 'rows')
  })
}

test('an answer that no router gives is a refusal', async (t) => {
  const { server, api } = await open(t)
  const router = await api()
  server.fault = 'strange'
  t.is((await router.ask('/ip/pool/print')).kind, 'refused')
})

test('a login that is refused, strange, unanswered, or at a closed door is an error in its time', async (t) => {
  const { server, api } = await open(t)
  await t.throwsAsync(api({ password: 'wrong' }), { message: /does not know our user/ })
  server.fault = 'login_strange'
  await t.throwsAsync(api())
  server.fault = 'login_silent'
  await t.throwsAsync(api({}, quick), { message: /does not answer/ })
  const shut = createServer()
  shut.listen(0, '127.0.0.1')
  await once(shut, 'listening')
  const { port } = shut.address() as { port: number }
  shut.close()
  await t.throwsAsync(api({ port }))
})

test('a router that is closed while it is asked rejects what waits', async (t) => {
  const { server, api } = await open(t)
  server.delay_ms = 400
  const router = await api()
  const asked = router.ask('/ip/pool/print')
  await server.close()
  await t.throwsAsync(asked, { message: /closed|ECONNRESET|reset/i })
})

test('a router shows the certificate we know, or hears no password', async (t) => {
  const { key, certificate, sha256 } = makeCertificate('router')
  const { server, api } = await open(t, { tls: { key, cert: certificate } })
  const router = await api({ certificate_sha256: sha256 })
  t.is((await router.ask('/system/resource/print')).kind, 'rows')
  await t.throwsAsync(api({ certificate_sha256: Buffer.alloc(32, 7) }))
  t.deepEqual(server.logins, { good: 1, bad: 0 })
})

test('names of every kind come back as they went, and make nothing else', async (t) => {
  const { ros, api } = await open(t)
  const router = await api()
  const names = sample(string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), 150)
  const hostile = ['=name=x', '.tag=1', '!done', '?name=a', 'a=b=c', '"; /user add', '$(x)', '\n/system reset', 'é€漢😀', '__proto__'] // prettier-ignore
  const all = [...new Set([...hostile, ...names])].filter((name) => !name.includes('\0'))
  const users = ros.rows('/user').length
  const added = await Promise.all(
    all.map((name) => router.ask('/ip/hotspot/user/add', [`=name=${name}`])),
  )
  t.deepEqual(added.filter(({ kind }) => kind !== 'rows'), []) // prettier-ignore
  const read = await router.ask('/ip/hotspot/user/print', ['=.proplist=name'])
  t.deepEqual(read.kind === 'rows' ? read.rows.map((row) => row['name']) : [], ros.rows('/ip/hotspot/user').map(({ name }) => name)) // prettier-ignore
  t.deepEqual(new Set(ros.rows('/ip/hotspot/user').map(({ name }) => name)), new Set(all))
  t.is(ros.rows('/user').length, users)
})

test.serial('ten thousand words are read alike by two readers, however the bytes fall', (t) => {
  const dice = seededDice(9)
  const signs = [
    '"',
    '\\',
    '$',
    '=',
    '!',
    '.tag=',
    '\n',
    '\0',
    '?',
    ';',
    ']',
    '}',
    'é',
    '漢',
    '😀',
    '\u{10ffff}',
    '\x7f',
    'a',
    ' ',
  ]
  const draw = (below: number) => Math.floor(dice() * below)
  const word = () => Array.from({ length: 1 + draw(40) }, () => signs[draw(signs.length)]).join('')
  const words = Array.from({ length: 10_000 }, word)
  const sizes = [127, 128, 16_383, 16_384, 70_000].map((length) => 'x'.repeat(length))
  const wellFormed = [...words, ...sizes].filter((word) => word.isWellFormed())
  const theirs = openSentences()
  const ours = openSentenceReader()
  const wrong = wellFormed.filter((word, place) => {
    const bytes = Buffer.from(word, 'utf8').toString('latin1')
    const [read] = theirs(Buffer.concat([encodeWord(word), Buffer.from([0])]))
    const sent = encodeSentence([bytes])
    const cut = (place * 7) % sent.length
    const got = [...ours(sent.subarray(0, cut)), ...ours(sent.subarray(cut))]
    return read?.[0] !== bytes || got.length !== 1 || got[0]!.length !== 1 || got[0]![0] !== word
  })
  t.deepEqual(wrong, [])
})

test('T35: no router is dialled at this machine, at a link, at the data of its host, or at another door', async (t) => {
  const trial = false
  for (const address of [
    '127.0.0.1',
    '127.9.9.9',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '0:0:0:0:0:ffff:7f00:1',
    '0.0.0.0',
    '::',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    'fe80::1',
    'ff02::1',
    '224.0.0.1',
    '255.255.255.255',
    '::127.0.0.1',
    '::7f00:1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fd00:ec2::254',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    'localhost',
    '',
  ])
    // prettier-ignore
    t.not(judgeAddress(address, { trial }), 'good', address)
  for (const address of ['10.99.0.7', '192.168.88.1', '41.90.1.2', '2c0f:fe38::1'])
    t.is(judgeAddress(address, { trial }), 'good', address)
  t.is(judgeAddress('127.0.0.11', { trial: true }), 'good')

  for (const host of ['2130706433', '0177.0.0.1', '0x7f.1', 'localhost', '127.1'])
    await t.throwsAsync(findReachable(host, 8728, { trial }))
  for (const port of [22, 25, 80, 5432, 8080])
    await t.throwsAsync(findReachable('10.0.0.1', port, { trial }), { name: 'Invalid' })
  let asked = 0
  const rebinding = async () => ({ address: asked++ === 0 ? '10.0.0.1' : '127.0.0.1', family: 4 })
  t.is(await findReachable('rebinding.test', 8728, { trial }, rebinding as never), '10.0.0.1')
  t.is(asked, 1)
})

test('T35: no password goes over the internet in the clear', async (t) => {
  const target = { host: '41.90.1.2', port: 8728, user: 'lango', password: 'x', certificate_sha256: null, trial: false } // prettier-ignore
  await t.throwsAsync(openRouterApi(target, quick), { message: /in the clear/ })
})
