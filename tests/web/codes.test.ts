import test from 'ava'
import { codeAt, stepAt } from '../../appliance/people/totp.ts'
import { openDoor, said, signedIn, visit, type Visitor } from './door.ts'
import { emailOf, hireStaff, openKilima, password } from './kilima.ts'
import { seed } from './phone-codes.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, safe } = appliance
await hireStaff(appliance)
const { njeri } = await openKilima(appliance, clock)
const suspension = `/subscribers/${njeri.subscriber.account_no}/suspension`
test.after.always(() => door.close())

const codeNow = (of: Buffer = seed, later = 0) => codeAt(of, stepAt(appliance.now()) + later)
const nextStep = () => clock.pass({ seconds: 30 })

async function withPassword(role: string): Promise<Visitor> {
  const visitor = visit(origin)
  const answer = await visitor.post('/sign-in', {
    email: emailOf(role),
    password,
    back: '/payments',
  })
  t303(answer.status)
  return visitor
}

function t303(status: number): void {
  if (status !== 303) throw new Error(`expected 303, got ${status}`)
}

async function codesOff(role: string): Promise<number> {
  const { id } = (await db('staff')
    .where({ email: emailOf(role) })
    .first('id'))!
  await db('recovery_codes').where({ staff_id: id }).delete()
  await db('code_seeds').where({ staff_id: id }).delete()
  return id
}

test.serial(
  'T31: with the password alone nothing opens but the page that asks for the code',
  async (t) => {
    const finance = await withPassword('finance')
    t.is((await finance.get('/payments')).status, 303)
    t.is((await finance.get('/me')).status, 303)
    t.is((await finance.post(suspension, { why: '' })).status, 303)
    t.is((await finance.get('/sign-in/code?back=%2Fpayments')).status, 200)
    const half = finance.cookie()
    const answer = await finance.post('/sign-in/code', { code: codeNow(), back: '/payments' })
    t.is(answer.location, '/payments')
    t.not(finance.cookie(), half, 'T29: a new token where more is allowed')
    t.is((await finance.get('/payments')).status, 200)
    const stale = visit(origin)
    stale.bring(half)
    t.is((await stale.get('/payments')).status, 303)
    t.is((await stale.get('/sign-in/code')).location, '/sign-in')
  },
)

test.serial('T32: a code is good once, and only in its own half minute', async (t) => {
  nextStep()
  const [one, other] = [await withPassword('owner'), await withPassword('owner')]
  for (const wrong of [codeNow(seed, -1), codeNow(seed, 1)]) {
    t.is((await one.post('/sign-in/code', { code: wrong, back: '' })).status, 422)
  }
  const code = codeNow()
  t.is((await one.post('/sign-in/code', { code, back: '' })).status, 303)
  t.is((await other.post('/sign-in/code', { code, back: '' })).status, 422, 'replayed')
  nextStep()
  t.is((await other.post('/sign-in/code', { code, back: '' })).status, 422)
  t.is((await other.post('/sign-in/code', { code: codeNow(), back: '' })).status, 303)
})

test.serial('T32: of ten who send one code at once, one is let in', async (t) => {
  nextStep()
  const ten: Visitor[] = []
  for (let turn = 0; turn < 10; turn++) {
    await db('sign_in_attempts').delete()
    ten.push(await withPassword('cashier'))
  }
  await db('sign_in_attempts').delete()
  const code = codeNow()
  const answers = await Promise.all(
    ten.map((visitor) => visitor.post('/sign-in/code', { code, back: '' })),
  )
  t.is(answers.filter(({ status }) => status === 303).length, 1)
})

test.serial('T32: guessing codes waits longer each time, whoever knows the password', async (t) => {
  await db('sign_in_attempts').delete()
  clock.pass({ hours: 2 })
  let heard = 0
  for (let turn = 0; turn < 40; turn++) {
    const guesser = visit(origin)
    const first = await guesser.post('/sign-in', {
      email: emailOf('technician'),
      password,
      back: '',
    })
    if (first.status !== 303) continue
    const answer = await guesser.post('/sign-in/code', { code: '000000', back: '' })
    if (answer.status === 422) heard += 1
  }
  t.true(heard <= 3, `${heard} of 40 were heard`)
  await db('sign_in_attempts').delete()
})

test.serial('T32: ten minutes after the password, the password is asked for again', async (t) => {
  const finance = await withPassword('finance')
  clock.pass({ minutes: 10 })
  t.is((await finance.get('/sign-in/code')).location, '/sign-in')
  const answer = await finance.post('/sign-in/code', { code: codeNow(), back: '' })
  t.is(answer.status, 422)
  t.regex(said(answer.html), /Begin again with your password/)
})

/** Something the role may do, where it may not suspend. */
const changes: Record<string, string> = {
  cashier: '/trial/time',
  technician: '/trial/time',
  reseller: '/payments/cash/LG-1/void',
}

test.serial(
  'S2-87, T31: owner, finance, cashier, technician and reseller look around, and change nothing before they have codes',
  async (t) => {
    for (const role of ['owner', 'finance', 'cashier', 'technician', 'reseller']) {
      const id = await codesOff(role)
      const visitor = await withPassword(role)
      const page = await visitor.get('/subscribers')
      t.is(page.status, 200)
      t.regex(said(page.html), /change nothing until you have set up codes/)
      const before = await db('audit').max('id').first()
      const change = changes[role] ?? suspension
      const answer = await visitor.post(change, { why: 'x' })
      t.is(answer.status, 403, role)
      t.regex(said(answer.html), /First set up codes from your phone/)
      t.deepEqual(await db('audit').max('id').first(), before)
      await setUp(visitor)
      t.notRegex(said((await visitor.get('/subscribers')).html), /change nothing until/)
      t.is((await db('code_seeds').where({ staff_id: id }).first())!.new_seed_sealed, null)
    }
    for (const role of ['support', 'auditor']) {
      const visitor = await signedIn(origin, role)
      t.notRegex(said((await visitor.get('/me')).html), /Your role moves money/)
    }
  },
)

/** Through the pages, as a person does: returns the seed their phone has now and the recovery codes. */
async function setUp(visitor: Visitor): Promise<{ seed: Buffer; recovery: string[] }> {
  t303((await visitor.post('/me/codes', { password, code: '' })).status)
  const page = await visitor.get('/me/codes')
  const typed = /<p class="code">([A-Z2-7 ]+)<\/p>/.exec(page.html)![1]!.replaceAll(' ', '')
  const bits = [...typed].map((sign) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(sign).toString(2).padStart(5, '0'),
  )
  const octets = bits.join('').match(/.{8}/g)!.map((eight) => Number.parseInt(eight, 2)) // prettier-ignore
  const mine = Buffer.from(octets)
  const before = visitor.cookie()
  const shown = await visitor.post('/me/codes/proof', { code: codeNow(mine) })
  if (shown.status !== 200 || visitor.cookie() === before) throw new Error('not set up')
  const recovery = [...shown.html.matchAll(/<li class="code">([a-z2-7-]{29})<\/li>/g)].map(
    ([, code]) => code!,
  )
  return { seed: mine, recovery }
}

test.serial(
  'T32: the seed is sealed, the ten recovery codes are hashes, each is good once',
  async (t) => {
    const id = await codesOff('finance')
    const visitor = await withPassword('finance')
    const made = await setUp(visitor)
    t.is(new Set(made.recovery).size, 10)
    const row = (await db('code_seeds').where({ staff_id: id }).first())!
    t.false(row.seed_sealed!.includes(made.seed))
    t.is(safe.open(row.seed_sealed!, 'code_seeds.seed'), made.seed.toString('hex'))
    const kept = JSON.stringify(await db('recovery_codes').where({ staff_id: id }))
    for (const code of made.recovery) t.false(kept.includes(code))
    t.notRegex(
      JSON.stringify(await db('audit').where({ staff_id: id })),
      new RegExp(made.recovery.join('|')),
    )

    const lost = await withPassword('finance')
    const [recovery] = made.recovery
    t.is(
      (await lost.post('/sign-in/code', { code: `${recovery!.toUpperCase()} `, back: '' })).status,
      303,
    )
    const again = await withPassword('finance')
    t.is((await again.post('/sign-in/code', { code: recovery!, back: '' })).status, 422)
    t.regex(said((await lost.get('/me')).html), /9 recovery codes left/)
  },
)

test.serial(
  'T29: setting up codes signs out every other browser, and asks for the password first',
  async (t) => {
    await codesOff('owner')
    const desk = await withPassword('owner')
    const other = await withPassword('owner')
    t.is((await desk.post('/me/codes', { password: 'not mine at all', code: '' })).status, 422)
    await setUp(desk)
    t.is((await other.get('/')).status, 303)
    t.is((await desk.get('/')).status, 200)
    nextStep()
    t.is(
      (await desk.post('/me/codes', { password, code: '' })).status,
      422,
      'a new phone needs a code of the old one',
    )
  },
)

test.serial(
  'T32: the picture is the person’s own, is kept by nobody, and is gone once proved',
  async (t) => {
    await codesOff('cashier')
    const visitor = await withPassword('cashier')
    await visitor.post('/me/codes', { password, code: '' })
    const picture = await visitor.get('/me/codes/qr.svg')
    t.is(picture.headers.get('content-type'), 'image/svg+xml')
    t.is(picture.headers.get('cache-control'), 'no-store')
    t.regex(picture.html, /^<svg [^>]+><title>/)
    t.is((await (await signedIn(origin, 'support')).get('/me/codes/qr.svg')).location, '/me')
  },
)
