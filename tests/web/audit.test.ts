import test from 'ava'
import { recordAct } from '../../appliance/people/audit.ts'
import { openDoor, said, signedIn } from './door.ts'
import { emailOf, hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work } = appliance
await hireStaff(appliance)
const { otieno } = await openKilima(appliance, clock)
const { account_no } = otieno.subscriber
test.after.always(() => door.close())

test.serial('N13, S2-58: an act says who, where from, from what to what, and why', async (t) => {
  const support = await signedIn(origin, 'support')
  await support.post(`/subscribers/${account_no}/suspension`, { why: 'Resold <b>the line</b>' })
  const auditor = await signedIn(origin, 'auditor')
  const page = await auditor.get(`/audit?q=${account_no}`)
  t.is(page.status, 200)
  const words = said(page.html)
  t.regex(words, new RegExp(`subscriber: suspended ${account_no}`))
  t.regex(
    words,
    /Brian Otieno Support · 127\.0\.0\.1 suspended at nothing → 14:32 today “Resold &lt;b&gt;the line/,
  )
})

test.serial('N13: a phone that was shown and a message that was opened stand in it', async (t) => {
  const finance = await signedIn(origin, 'finance')
  await finance.post(`/subscribers/${account_no}/phone`)
  await finance.post('/payments/mpesa/UKL4T8M2QX/messages', { seen_why: 'A test' })
  const owner = await signedIn(origin, 'owner')
  t.regex(said((await owner.get('/audit?noun=subscriber')).html), /subscriber: phone seen/)
  t.regex(said((await owner.get('/audit?noun=payment')).html), /payment: messages seen/)
})

test.serial(
  'N13: acts are narrowed to a person, a kind, days and words, and go on page by page',
  async (t) => {
    const owner = await signedIn(origin, 'owner')
    const { id } = (await db('staff')
      .where({ email: emailOf('support') })
      .first('id'))!
    const mine = said((await owner.get(`/audit?who=${id}`)).html)
    t.regex(mine, /subscriber: suspended/)
    t.notRegex(mine, /payment: messages seen/)
    t.regex(said((await owner.get('/audit?noun=voucher')).html), /Nothing was done/)
    t.regex(said((await owner.get('/audit?days=yesterday')).html), /Nothing was done/)
    for (let turn = 0; turn < 60; turn++)
      await work((unit) =>
        recordAct(unit, {
          staff: null,
          source_address: null,
          action: 'voucher.made',
          subject: `batch:${turn}`,
        }),
      )
    const first = await owner.get('/audit?noun=voucher')
    const next = /href="([^"]+)" rel="next"/
      .exec(first.html)![1]!
      .replaceAll('&amp;', '&')
      .replaceAll('&#x3D;', '=')
    const second = await owner.get(next)
    const seen = [first, second].flatMap(({ html }) =>
      [...html.matchAll(/>(batch:\d+)</g)].map(([, one]) => one!),
    )
    t.is(new Set(seen).size, 60)
    t.is(seen.length, 60)
  },
)

test.serial('T24: the page shows the head of the chain, to be written down', async (t) => {
  const owner = await signedIn(origin, 'owner')
  const { html } = await owner.get('/audit')
  const head = (await db('audit_links').orderBy('link_no', 'desc').first())!
  t.true(html.includes(`${head.link_no} ${head.hash.toString('hex')}`))
})
