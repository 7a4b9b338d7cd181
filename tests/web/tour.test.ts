import test from 'ava'
import { mistyped } from '../../appliance/people/tour-links.ts'
import { decideTour, readTour } from '../../appliance/people/tour.ts'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { online, pay } from './past.ts'

const pages = 'http://127.0.0.1:9001,http://127.0.0.1:9002,http://127.0.0.1:9003'
const door = await openDoor({ LANGO_TRIAL: 'yes', LANGO_TRIAL_PAGES: pages })
const real = await openDoor()
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
await hireStaff(real.appliance)
const { otieno, njeri } = await openKilima(appliance, clock)
const owner = await signedIn(origin, 'owner')
const router = (await db('routers').first('id'))!
test.after.always(async () => {
  await real.close()
  await door.close()
})

/** Each step's name and how it stands, as the page says it. */
async function steps(): Promise<string[]> {
  const { html } = await owner.get('/tour')
  return [...html.matchAll(/id="step-(\w+)" class="(\w+)"/g)].map(
    ([, step, look]) => `${step} ${look}`,
  )
}

async function page(): Promise<string> {
  return said((await owner.get('/tour')).html)
}

test.serial(
  'S0-18: the tour is five steps, the first to do now, each with a page to press',
  async (t) => {
    t.deepEqual(await steps(), [
      'guest now',
      'line later',
      'stray later',
      'time later',
      'gate later',
    ])
    const { html } = await owner.get('/tour')
    for (const href of [
      'http://127.0.0.1:9002/',
      'http://127.0.0.1:9001/phone?number&#x3D;0723456951',
    ])
      t.true(html.includes(`href="${href}"`), href)
    t.regex(
      html,
      /href="http:\/\/127\.0\.0\.1:9001\/\?shortcode&#x3D;600966&amp;account&#x3D;\d{7}&amp;/,
    )
    t.regex(said((await owner.get('/people')).html), /The tour: 0 of 5 done/)
  },
)

test.serial('S0-18: a step ticks itself when the books say so, and not before', async (t) => {
  const shop = { appliance, clock }
  const typed = mistyped(njeri.subscriber.account_no)
  await pay(shop, {
    at: '2026-11-21T11:40:00Z',
    code: 'UKLTOUR001',
    amount: 500,
    typed: otieno,
    name: 'OTIENO',
  })
  t.is((await steps())[1], 'line later')
  t.regex(await page(), /KES 500 heard and proved/)
  const from = '2026-11-21T11:41:00Z'
  await online(shop, {
    who: otieno,
    router_id: router.id,
    from,
    heard: from,
    gigabytes: 1,
    ip: '10.40.3.118',
  })
  clock.set(from)
  t.is((await steps())[1], 'line done')

  await pay(shop, {
    at: '2026-11-21T11:42:00Z',
    code: 'UKLTOUR002',
    amount: 1500,
    typed,
    name: 'NJERI',
  })
  t.regex(await page(), /KES 1,500 waits for you/)
  const [waiting] = await db('exceptions').where({ kind: 'unknown_account' }).orderBy('id', 'desc')
  await owner.post(`/exceptions/${waiting!.id}/resolution`, { to: njeri.subscriber.account_no })
  t.is((await steps())[2], 'stray done')
  t.regex(await page(), /KES 1,500 given to Njeri Mwangi by Daniel Kimani/)
  t.regex(said((await owner.get('/')).html), /The tour: 2 of 5 done/)
})

test.serial('S0-18: begun anew, nothing of before counts', async (t) => {
  clock.set('2026-11-21T11:50:00Z')
  t.is((await owner.post('/tour')).location, '/tour')
  t.deepEqual(await steps(), ['guest now', 'line later', 'stray later', 'time later', 'gate later'])
})

test('S0-18: time has passed only once it has reached the end of what was paid', async (t) => {
  const now = appliance.now()
  const tour = { ...(await readTour(db, now)), time_passed: true }
  t.true(decideTour(tour, now).time)
  const line = {
    ...({} as never as NonNullable<typeof tour.line>),
    ends_at: now.add({ seconds: 1 }),
  }
  t.false(decideTour({ ...tour, line }, now).time)
  t.true(decideTour({ ...tour, line }, now.add({ seconds: 1 })).time)
})

test('S0-18: outside a trial there is no tour', async (t) => {
  const visitor = await signedIn(real.origin, 'owner')
  t.is((await visitor.get('/tour')).status, 404)
  t.is((await visitor.post('/tour')).status, 404)
  t.false((await visitor.get('/')).html.includes('/tour'))
})
