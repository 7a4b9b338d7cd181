import test from 'ava'
import { findSignIn } from '../../appliance/people/sign-ins.ts'
import { issueFirstRunToken } from '../../appliance/people/first-run.ts'
import { openDoor, signedIn, visit } from './door.ts'
import { emailOf, hireStaff, password } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
await hireStaff(appliance)
test.after.always(() => door.close())

// Of those whose role demands no code.
const right = (role = 'support') => ({ email: emailOf(role), password, back: '' })

test.serial('T29: the cookie is a session’s, for this host, out of reach of scripts', async (t) => {
  const answer = await visit(origin).post('/sign-in', right())
  const [cookie] = answer.headers.getSetCookie()
  t.regex(cookie!, /^lango_sign_in=[0-9a-f]{64}; path=\/; samesite=lax; httponly$/)
})

test.serial(
  'T29: over TLS the cookie is __Host- and Secure, and HSTS and upgrades are said',
  async (t) => {
    const secure = await openDoor({
      LANGO_PUBLIC_URL: 'https://lango.kilima.co.ke',
      LANGO_PROXY_HOPS: '1',
    })
    try {
      await hireStaff(secure.appliance)
      const headers = { origin: 'https://lango.kilima.co.ke' }
      const answer = await visit(secure.origin).post('/sign-in', right(), headers)
      const [cookie] = answer.headers.getSetCookie()
      t.regex(
        cookie!,
        /^__Host-lango_sign_in=[0-9a-f]{64}; path=\/; samesite=lax; secure; httponly$/,
      )
      t.is(answer.headers.get('strict-transport-security'), 'max-age=31536000')
      t.regex(answer.headers.get('content-security-policy')!, /upgrade-insecure-requests/)
    } finally {
      await secure.close()
    }
  },
)

test.serial('T29: a cookie somebody planted is not the one that is signed in', async (t) => {
  const victim = visit(origin)
  victim.bring(`lango_sign_in=${'ab'.repeat(32)}`)
  await victim.post('/sign-in', right())
  t.not(victim.cookie(), `lango_sign_in=${'ab'.repeat(32)}`)
  t.is((await victim.get('/')).status, 200)
  const attacker = visit(origin)
  attacker.bring(`lango_sign_in=${'ab'.repeat(32)}`)
  t.is((await attacker.get('/')).status, 303)
})

test.serial(
  'T29: who signs in with a live cookie leaves the old sign-in behind, ended',
  async (t) => {
    const planted = await signedIn(origin, 'support')
    const old = planted.cookie()
    await planted.post('/sign-in', right('auditor'))
    t.not(planted.cookie(), old)
    const token = old.split('=')[1]!
    t.is(await findSignIn(appliance.db, token, appliance.now()), undefined)
  },
)

test.serial('T29: signing out makes the token worthless, not only the cookie gone', async (t) => {
  const grace = await signedIn(origin, 'finance')
  const cookie = grace.cookie()
  const answer = await grace.delete('/sign-in')
  t.is(answer.location, '/sign-in')
  t.regex(answer.headers.getSetCookie()[0]!, /^lango_sign_in=; path=\/; expires=Thu, 01 Jan 1970/)
  grace.bring(cookie)
  t.is((await grace.get('/')).status, 303)
})

test.serial('T29: half an hour of nothing signs out; a page in between keeps it', async (t) => {
  const grace = await signedIn(origin, 'finance')
  clock.pass({ minutes: 25 })
  t.is((await grace.get('/')).status, 200)
  clock.pass({ minutes: 25 })
  t.is((await grace.get('/')).status, 200)
  clock.pass({ minutes: 31 })
  t.is((await grace.get('/')).status, 303)
})

test.serial(
  'T31: wrong e-mail and wrong password read the same, keep the e-mail, never the password',
  async (t) => {
    const wrong = await visit(origin).post('/sign-in', { ...right(), password: 'mlango-siri-9' })
    const unknown = await visit(origin).post('/sign-in', {
      email: 'nobody@kilima.co.ke',
      password: 'mlango-siri-9',
      back: '',
    })
    t.is(wrong.status, 422)
    t.is(
      wrong.html.replaceAll(emailOf('support'), 'X'),
      unknown.html.replaceAll('nobody@kilima.co.ke', 'X'),
    )
    t.true(wrong.html.includes(`value="${emailOf('support')}"`))
    t.false(wrong.html.includes('mlango-siri-9'))
  },
)

test.serial('T31: after five tries the page says how long to wait', async (t) => {
  const guesser = visit(origin)
  for (let turn = 0; turn < 5; turn++)
    await guesser.post('/sign-in', { ...right('auditor'), password: 'guess' })
  const answer = await guesser.post('/sign-in', right('auditor'))
  t.is(answer.status, 429)
  t.is(answer.headers.get('retry-after'), '10')
  t.true(answer.html.includes('Too many tries. Wait 10 s, then try once more.'))
})

test.serial(
  'T40: a form that sends what it does not have, or a list for a word, is refused',
  async (t) => {
    const ask = (body: string) =>
      fetch(`${origin}/sign-in`, {
        method: 'POST',
        body,
        headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
      })
    for (const body of [
      'email=a@b.co&password=x&back=&role=owner',
      'email=a@b.co&email=c@d.co&password=x',
      'email[]=a@b.co&password=x',
      'email[$ne]=x&password=x',
      'email=a@b.co&password=x&__proto__[admin]=1',
      'constructor[prototype][admin]=1',
    ]) {
      const { status } = await ask(body)
      t.is(status, 422, body)
    }
    t.is(({} as Record<string, unknown>)['admin'], undefined)
  },
)

test.serial('T30: once there is staff, the first run is over', async (t) => {
  const stranger = visit(origin)
  t.is((await stranger.get('/first-run?token=x')).status, 409)
  const answer = await stranger.post('/first-run', {
    token: 'x',
    name: 'X',
    email: 'x@y.co',
    password,
  })
  t.is(answer.status, 409)
})

test.serial(
  'T30: the link makes the owner, once, and what is wrong is said beside its field',
  async (t) => {
    const fresh = await openDoor()
    try {
      const visitor = visit(fresh.origin)
      t.true((await visitor.get('/sign-in')).html.includes('Nobody can sign in yet.'))
      t.is((await visitor.get('/first-run?token=guess')).status, 404)
      const token = await issueFirstRunToken(fresh.appliance)
      t.is((await visitor.get(`/first-run?token=${token}`)).status, 200)
      const daniel = { token, name: 'Daniel Kimani', email: 'Daniel@Kilima.co.ke', password }
      const short = await visitor.post('/first-run', {
        ...daniel,
        email: 'daniel',
        password: 'lango2026',
      })
      t.is(short.status, 422)
      t.regex(short.html, /id="email-wrong">An e-mail address looks like/)
      t.regex(short.html, /id="password-wrong">At least twelve letters/)
      t.false(short.html.includes('lango2026'))
      t.is((await visitor.post('/first-run', daniel)).location, '/first-steps')
      t.true((await visitor.get('/')).html.includes('Daniel Kimani'))
      t.is(
        (await visit(fresh.origin).post('/first-run', { ...daniel, email: 'x@y.co' })).status,
        409,
      )
      t.like(await fresh.appliance.db('staff').first(), {
        email: 'daniel@kilima.co.ke',
        role: 'owner',
      })
    } finally {
      await fresh.close()
    }
  },
)
