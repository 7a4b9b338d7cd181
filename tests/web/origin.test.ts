import test from 'ava'
import { isOurs } from '../../web/middleware/check-origin.ts'
import { ownPath } from '../../web/paths.ts'
import { routes } from '../../web/routes.ts'
import { openDoor, signedIn, visit } from './door.ts'
import { emailOf, hireStaff, openKilima, password } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { njeri } = await openKilima(appliance, clock)
const owner = await signedIn(origin, 'owner')
test.after.always(() => door.close())

const elsewhere: Record<string, string>[] = [
  { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
  { origin, 'sec-fetch-site': 'cross-site' },
  { origin, 'sec-fetch-site': 'same-site' },
  { origin, 'sec-fetch-site': 'none' },
  { origin: 'https://evil.example', 'sec-fetch-site': '' },
  { origin: 'null', 'sec-fetch-site': '' },
  { origin: '', 'sec-fetch-site': '' },
  { origin: origin.replace('127.0.0.1', '127.0.0.1.evil.example'), 'sec-fetch-site': '' },
  { origin: `${origin}0`, 'sec-fetch-site': '' },
]

for (const name of Object.keys(routes).filter((route) => !route.startsWith('GET '))) {
  test.serial(`T28: ${name} from elsewhere is refused, whatever the cookie`, async (t) => {
    const [method, pattern] = name.split(' ') as [string, string]
    const guests = pattern.startsWith('/p/') && !pattern.startsWith('/p/me')
    const path = pattern.replace(':account_no', njeri.subscriber.account_no).replace(':id', '1')
    const before = await db('audit').count('id')
    for (const headers of elsewhere) {
      // A guest has no sign-in to steal: a weak phone's browser may say nothing at all.
      if (guests && headers['origin'] === '' && headers['sec-fetch-site'] === '') continue
      const asked = method === 'DELETE' ? `${path}?_method=delete` : path
      t.is((await owner.post(asked, {}, headers)).status, 403, JSON.stringify(headers))
    }
    t.deepEqual(await db('audit').count('id'), before)
  })
}

test('T28: a page of ours is heard, by Sec-Fetch-Site or, without it, by Origin', (t) => {
  const host = 'lango.kilima.co.ke'
  const publicUrl = `https://${host}`
  t.true(isOurs({ site: 'same-origin', origin: '', host }, publicUrl))
  t.true(isOurs({ site: '', origin: publicUrl, host: '127.0.0.1:8080' }, publicUrl))
  t.true(
    isOurs(
      { site: '', origin: 'http://192.168.88.5:8080', host: '192.168.88.5:8080' },
      'http://127.0.0.1:8080',
    ),
  )
  t.false(isOurs({ site: '', origin: 'http://', host: '' }, publicUrl))
})

test('T28: no GET changes anything, and a method can’t be smuggled into one', async (t) => {
  const path = `/subscribers/${njeri.subscriber.account_no}/suspension`
  t.is((await owner.get(`${path}?_method=delete`)).status, 405)
  t.is((await owner.get(`${path}?_method=post`)).status, 405)
  t.is(
    (await db('subscribers').where({ id: njeri.subscriber.id }).first('suspended_at'))!
      .suspended_at,
    null,
  )
})

for (const back of [
  '//evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\t/evil.example',
  '/%09//evil.example', ' /x', '/..//evil.example', '/.//evil.example', '///evil.example', 'http:evil.example', '/\u2028/x', '', 'x',
]) {
  test.serial(`T34: after signing in nobody is sent to ${JSON.stringify(back)}`, async (t) => {
    const answer = await visit(origin).post('/sign-in', { email: emailOf('support'), password, back })
    t.is(answer.status, 303)
    const { origin: target } = new URL(answer.location!, origin)
    t.is(target, origin)
  })
} // prettier-ignore

test('T34: after signing in people are where they wanted to be', async (t) => {
  const stranger = visit(origin)
  const shown = await stranger.get('/subscribers?q=otieno+o&show=ended')
  t.is(shown.location, '/sign-in?back=%2Fsubscribers%3Fq%3Dotieno%2Bo%26show%3Dended')
  const form = await stranger.get(shown.location!)
  t.regex(form.html, /name="back" value="\/subscribers\?q&#x3D;otieno\+o&amp;show&#x3D;ended"/)
  t.is(ownPath('/subscribers?q=otieno+o&show=ended'), '/subscribers?q=otieno+o&show=ended')
})
