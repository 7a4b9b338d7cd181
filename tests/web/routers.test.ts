import test from 'ava'
import { tellRadiusSetup } from '../../appliance/routeros/radius-setup.ts'
import { makeCertificate } from '../support/certificates.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, safe } = appliance
await hireStaff(appliance)
await openKilima(appliance, clock)
const technician = await signedIn(origin, 'technician')
const support = await signedIn(origin, 'support')
const kasarani = (await db('sites').where({ name: 'Kasarani' }).first())!
const fresh = {
  name: 'githurai-2',
  address: '10.99.0.42',
  site: String(kasarani.id),
  box: '10.99.0.1',
}
test.after.always(() => door.close())

const secretPattern = /secret=&quot;([^&]*)&quot;/
const routerOf = async (name: string) => (await db('routers').where({ name }).first())!

test.serial('each place is told with its routers: heard when, who is online, what is wrong', async (t) => {
  await db('router_voices').insert({ router_id: (await routerOf('kasarani-1')).id, nas_identifier: '', since_at: clock.now(), heard_at: clock.now() })
  const words = said((await support.get('/routers')).html)
  t.regex(words, /Kasarani 5 subscribers .*githurai-1 10\.99\.0\.14 not heard yet never yet 1/)
  t.regex(words, /kasarani-1 10\.99\.0\.11 has not signed yet 14:32 today 1/)
  t.false(words.includes('Add a router'))
}) // prettier-ignore

test.serial('T46, S2-60: a router is added with a secret of its own, shown once with the lines for its terminal', async (t) => {
  const answer = await technician.post('/routers', fresh)
  t.is(answer.status, 200)
  t.is(answer.headers.get('cache-control'), 'no-store')
  const secret = secretPattern.exec(answer.html.replaceAll('&#x3D;', '='))![1]!.replaceAll('&#x3D;', '=')
  t.is(secret.length, 32)
  t.is(safe.open((await routerOf('githurai-2')).secret_sealed, 'routers.secret'), secret)
  t.regex(said(answer.html).replaceAll('&#x3D;', '='), /\/radius add address=10\.99\.0\.1 service=ppp,hotspot .*\/radius\/incoming set accept=yes port=3799/)
  const { id } = await routerOf('githurai-2')
  for (const path of ['/routers', `/routers/${id}`]) t.false((await technician.get(path)).html.includes(secret))
  t.false(JSON.stringify(await db('audit')).includes(secret))
  t.is((await technician.post('/routers', fresh)).status, 422, 'its name and address are taken')
}) // prettier-ignore

test.serial('N5, S1-20: its page tells who is online there without paid time, and what is done about it', async (t) => {
  const { id: router_id } = await routerOf('kasarani-1')
  const page = async () => said((await support.get(`/routers/${router_id}`)).html)
  t.regex(await page(), /Expired but online Nobody is online here without paid time\./)
  t.regex(await page(), /Paid but offline/)
  const session = (await db('sessions').where({ router_id, stopped_at: null }).first())!
  const { subscriber_id } = (await db('services').where({ id: session.service_id! }).first())!
  await db('subscribers').where({ id: subscriber_id }).update({ suspended_at: clock.now().subtract({ minutes: 2 }) })
  await db('sessions').where({ id: session.id }).update({ started_at: clock.now().subtract({ hours: 2 }) })
  t.regex(await page(), new RegExp(`Expired but online · 1 ${session.user_name} suspended · not asked to end yet`))
  await db('disconnections').insert({ session_id: session.id, reason: 'suspended', state: 'refused', step: 'api', asked_at: clock.now(), due_at: clock.now() })
  t.regex(await page(), /suspended · API: refused/)
  await db('disconnections').where({ session_id: session.id }).delete()
  await db('subscribers').where({ id: subscriber_id }).update({ suspended_at: null })
}) // prettier-ignore

for (const [what, wrong, words] of [
  ['a name with a command in it', { name: 'a"; /system reset' }, /One word of letters/],
  ['an address that is none', { address: '10.99.0.999' }, /An address like/],
  ['a box that is a name', { box: 'lango.example.net' }, /An address like/],
  ['a place there is none of', { site: '999999' }, /Place/],
] as const) {
  test.serial(`T53: ${what} is refused beside its field, and no router is added`, async (t) => {
    const before = (await db('routers').select('id')).length
    const sent = { ...fresh, name: 'other', address: '10.99.0.43', ...wrong }
    const answer = await technician.post('/routers', sent)
    t.is(answer.status, 422)
    t.regex(said(answer.html), words)
    t.is((await db('routers').select('id')).length, before)
  })
}

test.serial('a new secret is drawn: both are good until the new one is used', async (t) => {
  const before = await routerOf('kasarani-1')
  const answer = await technician.post(`/routers/${before.id}/secret`)
  t.regex(said(answer.html).replaceAll('&#x3D;', '='), /\/radius set \[find comment=&quot;Lango&quot;\] secret=/)
  const after = await routerOf('kasarani-1')
  t.true(after.secret_sealed.equals(before.secret_sealed))
  t.truthy(after.next_secret_sealed)
  t.regex(said((await support.get('/routers')).html), /kasarani-1 10\.99\.0\.11 new secret not used yet/)
}) // prettier-ignore

test.serial('its hotspot’s address is kept, and a bad one told beside the field', async (t) => {
  const { id } = await routerOf('githurai-2')
  const path = `/routers/${id}/hotspot`
  t.is((await technician.post(path, { host: 'http://x/' })).status, 422)
  t.is((await technician.post(path, { host: ' Login.Example.net ' })).status, 303)
  t.is((await routerOf('githurai-2')).hotspot_host, 'login.example.net')
  await technician.post(path, { host: '' })
  t.is((await routerOf('githurai-2')).hotspot_host, null)
})

test.serial('T35, S1-08: how its API is reached: port, the certificate it must show, and our password there, which no page shows', async (t) => {
  const { id } = await routerOf('githurai-2')
  const path = `/routers/${id}/api`
  const page = async () => said((await technician.get(`/routers/${id}`)).html)
  t.regex(await page(), /API not asked: no password is known/)
  for (const [wrong, words] of [
    [{ api_port: '5432' }, /8728, 8729 for TLS/],
    [{ api_port: '80' }, /8728, 8729 for TLS/],
    [{ api_port: '8729', api_certificate: '-----BEGIN CERTIFICATE----- aGVsbG8= -----END CERTIFICATE-----' }, /Its SHA-256, 64 digits/],
    [{ api_port: '8729', api_password: 'short' }, /8 to 128 signs/],
  ] as const) {
    const answer = await technician.post(path, { api_certificate: '', api_password: '', ...wrong })
    t.is(answer.status, 422)
    t.regex(said(answer.html), words)
  }
  t.is((await routerOf('githurai-2')).api_password_sealed, null)
  const { certificate, sha256: fingerprint } = makeCertificate('githurai-2')
  const sha256 = fingerprint.toString('hex')
  const password = 'Siri-Ya-Mlango-8'
  await db('router_readings').insert({ router_id: id, tried_at: clock.now() })
  t.is((await technician.post(path, { api_port: '8729', api_certificate: certificate.replaceAll('\n', ' '), api_password: password })).status, 303)
  const kept = await routerOf('githurai-2')
  t.is(kept.api_port, 8729)
  t.is(kept.api_certificate_sha256!.toString('hex'), sha256)
  t.is(safe.open(kept.api_password_sealed!, 'routers.api_password'), password)
  t.is(await db('router_readings').where({ router_id: id }).first(), undefined, 'it is read at once')
  t.regex(await page(), new RegExp(`API TCP 8729, by certificate ${sha256.slice(0, 16)}`))
  // A fingerprint as RouterOS prints it; the password stays.
  t.is((await technician.post(path, { api_port: '8729', api_certificate: sha256.toUpperCase().replace(/../g, '$&:').slice(0, -1), api_password: '' })).status, 303)
  t.is(safe.open((await routerOf('githurai-2')).api_password_sealed!, 'routers.api_password'), password)
  t.false((await technician.get(`/routers/${id}`)).html.includes(password))
  t.false(JSON.stringify(await db('audit')).includes(password))
  t.is((await support.post(path, { api_port: '8728', api_certificate: '', api_password: '' })).status, 403)
}) // prettier-ignore

test.serial(
  'one that can’t sign is heard for some days, and never one that has signed',
  async (t) => {
    const { id } = await routerOf('githurai-2')
    const ask = (days: string) => technician.post(`/routers/${id}/leniency`, { days })
    t.is((await ask('31')).status, 422)
    t.is((await ask('7')).status, 303)
    t.regex(said((await support.get(`/routers/${id}`)).html), /heard unsigned/)
    await db('routers').where({ id }).update({ signs_since: clock.now() })
    t.is((await ask('7')).status, 409)
  },
)

test.serial('a router with people on it is not taken out; an idle one is, with the reason, and its address is free', async (t) => {
  const busy = await routerOf('githurai-1')
  t.is((await technician.post(`/routers/${busy.id}/retirement`, { why: 'x' })).status, 409)
  const { id } = await routerOf('githurai-2')
  t.is((await technician.post(`/routers/${id}/retirement`, { why: '' })).status, 422)
  t.is((await technician.post(`/routers/${id}/retirement`, { why: 'Struck by lightning' })).status, 303)
  t.like(await db('audit').orderBy('id', 'desc').first(), { action: 'router.retired', why: 'Struck by lightning' })
  t.is((await technician.get(`/routers/${id}`)).status, 404)
  t.is((await technician.post('/routers', { ...fresh, name: 'githurai-3' })).status, 200)
}) // prettier-ignore

test.serial('a place is added and renamed; a name that is taken is told', async (t) => {
  t.is((await technician.post('/sites', { site_name: 'Ruiru' })).status, 303)
  t.is((await technician.post('/sites', { site_name: 'RUIRU' })).status, 422)
  const { id } = (await db('sites').where({ name: 'Ruiru' }).first('id'))!
  t.is((await technician.post(`/sites/${id}`, { why: 'Ruiru Bypass' })).status, 303)
  t.is((await technician.post(`/sites/${id}`, { why: 'kasarani' })).status, 409)
  t.is((await technician.post('/sites/999999', { why: 'Nowhere' })).status, 404)
})

test.serial('T22: a technician of one place has its routers and no others', async (t) => {
  const { id } = (await db('sites').where({ name: 'Ruiru Bypass' }).first('id'))!
  await db('staff').where({ email: 'technician@kilima.co.ke' }).update({ site_id: id })
  const other = (await routerOf('kasarani-1')).id
  t.false((await technician.get('/routers')).html.includes('kasarani-1'))
  t.is((await technician.get(`/routers/${other}`)).status, 404)
  for (const act of ['secret', 'leniency', 'hotspot', 'api', 'retirement'])
    t.is((await technician.post(`/routers/${other}/${act}`)).status, 404, act)
  t.is((await technician.post(`/sites/${kasarani.id}`, { why: 'Mine' })).status, 404)
  t.is((await technician.post('/sites', { site_name: 'Another' })).status, 409)
  t.is(
    (await technician.post('/routers', { ...fresh, name: 'x', address: '10.99.0.60' })).status,
    422,
  )
  await db('staff').where({ email: 'technician@kilima.co.ke' }).update({ site_id: null })
})

test('U63: no line of a router’s script has a date, a time or a schedule in it', (t) => {
  for (const changes of [true, false]) {
    const asked = { lango: '10.0.0.1', secret: 'x'.repeat(32), coa_port: 3799, changes }
    const lines = tellRadiusSetup(asked).join('\n')
    t.false(/scheduler|\bdate\b|\bclock\b|\d{4}-\d\d|\bjan\b|on-event/i.test(lines))
  }
})

test('T53: what could end a string or begin a command is in no line', (t) => {
  const good = { lango: '10.0.0.1', secret: 'x'.repeat(32), coa_port: 3799, changes: false }
  for (const secret of ['a"b', 'a\\b', 'a$b', 'a b', 'a\nb', 'a;"/system reset'])
    t.throws(() => tellRadiusSetup({ ...good, secret }), undefined, secret)
  for (const lango of ['10.0.0.1;/quit', 'lango.example', '[/quit]'])
    t.throws(() => tellRadiusSetup({ ...good, lango }), undefined, lango)
})
