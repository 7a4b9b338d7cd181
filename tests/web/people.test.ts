import test from 'ava'
import { openDoor, said, signedIn, visit } from './door.ts'
import { emailOf, hireStaff, password } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
test.after.always(() => door.close())

const fresh = 'bahari shwari na mawimbi'
const idOf = async (role: string) =>
  (await db('staff').where({ email: emailOf(role) }).first('id'))!.id // prettier-ignore

/** The link on a page that shows one. */
function linkOn(html: string): string {
  const link = /<code id="link">([^<]+)<\/code>/.exec(html)![1]!.replaceAll('&#x3D;', '=')
  return new URL(link).pathname + new URL(link).search
}

const mercy = (more: Record<string, string> = {}) => ({
  name: 'Mercy Achieng',
  email: 'mercy@kilima.co.ke',
  role: 'cashier',
  site: '',
  ...more,
})

test.serial(
  'S2-87: an invitation is a link, good once: whoever opens it has the role it names',
  async (t) => {
    const owner = await signedIn(origin, 'owner')
    const made = await owner.post('/people/invitations', mercy())
    t.is(made.status, 200)
    const link = linkOn(made.html)
    const [row] = await db('invitations').where({ email: 'mercy@kilima.co.ke' })
    t.false(JSON.stringify(row).includes(link.split('=')[1]!))
    t.notRegex((await owner.get('/people')).html, /token=/)

    const visitor = visit(origin)
    t.regex(said((await visitor.get(link)).html), /Welcome, Mercy Achieng/)
    const token = link.split('=')[1]!
    const weak = await visitor.post('/join', { token, password: 'mercy12345' })
    t.is(weak.status, 422)
    t.regex(weak.html, /id="password-wrong">At least twelve letters/)
    const joined = await visitor.post('/join', { token, password: fresh })
    t.is(joined.location, '/')
    t.is((await visitor.get('/payments')).status, 200)
    t.is((await visitor.get('/people')).status, 403)
    for (const again of [await visit(origin).get(link), await visit(origin).post('/join', { token, password: fresh })])
    t.is(again.status, 404) // prettier-ignore
    t.is((await owner.post('/people/invitations', mercy())).status, 409)
  },
)

test.serial('T40: an invitation takes no role and no site from whoever opens it', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const made = await owner.post('/people/invitations', mercy({ email: 'a@kilima.co.ke' }))
  const token = linkOn(made.html).split('=')[1]!
  for (const more of [{ role: 'owner' }, { site_id: '1' }, { email: 'b@kilima.co.ke' }])
    t.is((await visit(origin).post('/join', { token, password: fresh, ...more })).status, 422)
  t.is(await db('staff').where({ email: 'a@kilima.co.ke' }).first(), undefined)
  for (const wrong of [{ role: 'admin' }, { role: '' }, { site: 'x' }, { email: 'nobody' }, { name: '' }])
    t.is((await owner.post('/people/invitations', mercy({ email: 'c@kilima.co.ke', ...wrong }))).status, 422) // prettier-ignore
  const sees_all = await owner.post(
    '/people/invitations',
    mercy({ email: 'd@kilima.co.ke', role: 'owner', site: '1' }),
  )
  t.is(sees_all.status, 422)
})

test.serial('S2-87: an invitation ends: withdrawn, made anew, after three days', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const person = mercy({ email: 'late@kilima.co.ke' })
  const first = linkOn((await owner.post('/people/invitations', person)).html)
  const second = linkOn((await owner.post('/people/invitations', person)).html)
  t.is((await visit(origin).get(first)).status, 404)
  t.is((await visit(origin).get(second)).status, 200)
  const { id } = (await db('invitations')
    .where({ email: person.email, withdrawn_at: null })
    .first('id'))!
  await owner.delete(`/people/invitations/${id}`)
  t.is((await visit(origin).get(second)).status, 404)
  const third = linkOn((await owner.post('/people/invitations', person)).html)
  clock.pass({ hours: 72 })
  t.is((await visit(origin).get(third)).status, 404)
})

test.serial('T29: another role, and leaving, sign somebody out at once', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const support = await signedIn(origin, 'support')
  const id = await idOf('support')
  t.is((await owner.post(`/people/${id}/place`, { role: 'technician', site: '' })).status, 303)
  t.is((await support.get('/')).status, 303)
  await owner.post(`/people/${id}/place`, { role: 'support', site: '' })
  const again = await signedIn(origin, 'support')
  await owner.post(`/people/${id}/departure`, { why: 'Moved to Kisumu' })
  t.is((await again.get('/')).status, 303)
  const out = await visit(origin).post('/sign-in', {
    email: emailOf('support'),
    password,
    back: '',
  })
  t.is(out.status, 422)
  await owner.delete(`/people/${id}/departure`)
  t.is((await signedIn(origin, 'support')).cookie().length > 20, true)
  await db('sign_in_attempts').delete()
})

test.serial(
  'T32: nobody resets, promotes or shuts out themselves, and only an owner does so to others',
  async (t) => {
    const owner = await signedIn(origin, 'owner')
    const id = await idOf('owner')
    for (const [path, fields] of [
      [`/people/${id}/place`, { role: 'finance', site: '' }],
      [`/people/${id}/departure`, { why: '' }],
      [`/people/${id}/password-link`, {}],
    ] as const)
      t.is((await owner.post(path, fields)).status, 409, path)
    t.is((await owner.delete(`/people/${id}/codes`)).status, 409)
    const finance = await signedIn(origin, 'finance')
    t.is((await finance.delete(`/people/${id}/codes`)).status, 403)
    t.truthy(await db('code_seeds').where({ staff_id: id }).first())
  },
)

test.serial(
  'T32: another owner takes lost codes away; the person sets up new ones before changing anything',
  async (t) => {
    const owner = await signedIn(origin, 'owner')
    const finance = await signedIn(origin, 'finance')
    const id = await idOf('finance')
    await owner.delete(`/people/${id}/codes`)
    t.is((await finance.get('/')).status, 303)
    const back = visit(origin)
    t.is(
      (await back.post('/sign-in', { email: emailOf('finance'), password, back: '' })).location,
      '/',
    )
    t.is((await back.post('/vouchers', {})).status, 403)
    t.like(await db('audit').where({ action: 'staff.codes_reset' }).orderBy('id', 'desc').first(), {
      subject: `staff:${id}`,
      staff_id: await idOf('owner'),
    })
  },
)

test.serial(
  'T33: a link for a new password is good once and for an hour, and does not skip the code',
  async (t) => {
    const owner = await signedIn(origin, 'owner')
    const id = await idOf('cashier')
    const before = await signedIn(origin, 'cashier')
    const made = await owner.post(`/people/${id}/password-link`)
    const old = linkOn(made.html)
    const link = linkOn((await owner.post(`/people/${id}/password-link`)).html)
    t.is((await visit(origin).get(old)).status, 404)
    const token = link.split('=')[1]!
    t.regex(token, /^[0-9a-f]{48}$/, '192 bits')
    t.false(JSON.stringify(await db('password_links')).includes(token))
    const visitor = visit(origin)
    t.is((await visitor.get(link)).status, 200)
    const set = await visitor.post('/new-password', { token, password: fresh })
    t.is(set.location, '/sign-in?done=new_password')
    t.is((await visitor.get('/')).status, 303, 'the link signs nobody in')
    t.is((await before.get('/')).status, 303)
    const asked = await visitor.post('/sign-in', {
      email: emailOf('cashier'),
      password: fresh,
      back: '',
    })
    t.regex(asked.location!, /^\/sign-in\/code/)
    t.is((await visitor.post('/new-password', { token, password: fresh })).status, 404)
    const late = linkOn((await owner.post(`/people/${id}/password-link`)).html)
    clock.pass({ hours: 1 })
    t.is((await visit(origin).get(late)).status, 404)
  },
)

test.serial('T33: guesses at a link find nothing, and no page shows a password', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const link = linkOn((await owner.post(`/people/${await idOf('cashier')}/password-link`)).html)
  const near = link.slice(0, -1) + (link.endsWith('0') ? '1' : '0')
  for (const guess of [near, link.slice(0, -2), `${link}0`, '/new-password', '/new-password?token=000000', link.replace('new-password', 'join')])
    t.is((await visit(origin).get(guess)).status, 404, guess) // prettier-ignore
  for (const path of ['/people', `/people/${await idOf('cashier')}`, '/me'])
    t.notRegex((await owner.get(path)).html, /argon2|value="[^"]*(kilima inang|bahari)/, path)
})

test.serial(
  'T29: one’s own password changes by the old one, signs out everywhere else and has a new token',
  async (t) => {
    const here = await signedIn(origin, 'auditor')
    const there = await signedIn(origin, 'auditor')
    const token = here.cookie()
    t.is((await here.post('/me/password', { old: 'not the old one', fresh })).status, 422)
    t.is((await here.post('/me/password', { old: password, fresh: 'nairobi2026' })).status, 422)
    t.is((await here.post('/me/password', { old: password, fresh })).location, '/me?done=password')
    t.not(here.cookie(), token)
    t.is((await here.get('/me')).status, 200)
    t.is((await there.get('/me')).status, 303)
  },
)

test.serial(
  'T29: the sign-ins one has are listed and can be ended, one or all others; never another’s',
  async (t) => {
    const owner = await signedIn(origin, 'owner')
    const desk = await signedIn(origin, 'reseller')
    const phone = await signedIn(origin, 'reseller')
    const ids = await db('sign_ins').where({ staff_id: await idOf('reseller'), ended_at: null }).orderBy('id').pluck('id') // prettier-ignore
    t.is(ids.length, 2)
    t.is((await owner.delete(`/me/sign-ins/${ids[0]}`)).status, 404)
    t.is((await phone.delete(`/me/sign-ins/${ids[0]}`)).status, 303)
    t.is((await desk.get('/me')).status, 303)
    const tablet = await signedIn(origin, 'reseller')
    await phone.delete('/me/sign-ins')
    t.is((await tablet.get('/me')).status, 303)
    t.is((await phone.get('/me')).status, 200)
    await owner.delete(`/people/${await idOf('reseller')}/sign-ins`)
    t.is((await phone.get('/me')).status, 303)
  },
)
