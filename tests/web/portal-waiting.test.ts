import test from 'ava'
import { addStaff } from '../../appliance/people/staff.ts'
import { openDoor, said, visit } from './door.ts'
import { ask, drawMac, openHotspot, settle, turn, type Asked } from './guests.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
const { db, work } = appliance
const spot = await openHotspot(appliance)
test.after.always(() => door.close())

let last = 300
const drawPhone = () => `254723000${String((last += 1))}`
const begin = (mac: string | null = drawMac()) => ask(appliance, spot, mac, drawPhone())
const pathOf = ({ checkout }: Asked) => `/p/checkouts/${checkout.merchant_reference}`
const look = async (asked: Asked, more = '') => {
  const answer = await visit(origin).get(pathOf(asked) + more)
  return { ...answer, page: said(answer.html) }
}
const sent = (asked: Asked) =>
  turn(appliance, asked, {
    state: 'sent',
    sent_at: appliance.now(),
    checkout_request_id: `ws_CO_${asked.push.id}`,
  })
const failed = (asked: Asked, result_code: string) =>
  turn(appliance, asked, {
    state: 'failed',
    sent_at: appliance.now(),
    result_code,
    result_words: 'x',
  })

test.serial(
  'S2-61, S1-05: while the request is on its way, and while it waits for the PIN',
  async (t) => {
    const asked = await begin()
    const sending = await look(asked)
    t.is(sending.status, 200)
    t.regex(
      sending.page,
      /Tunaiuliza simu yako.*90 sekunde.*inasubiri Tunatuma ombi.*baadaye Tunasubiri PIN yako/,
    )
    await sent(asked)
    const waiting = await look(asked)
    t.regex(waiting.page, /Weka PIN yako kwenye simu Tumetuma ombi la KES 50 kwa 0723 ••• 3\d\d\./)
    t.regex(waiting.page, /tayari Ombi limetumwa 14:32:00 inasubiri Tunasubiri PIN yako/)
    t.notRegex(waiting.page, /Malipo hayakukamilika|Tuma ombi tena/)
    const english = await look(asked, '?lang=en')
    t.regex(
      english.page,
      /Enter your PIN on the phone We sent a request for KES 50 to 0723 ••• 3\d\d\./,
    )
  },
)

test.serial('S1-15: the countdown is the server’s, also after a reload', async (t) => {
  const asked = await begin()
  await sent(asked)
  for (const [pass, left] of [
    [0, 90],
    [37, 53],
    [50, 3],
  ] as const) {
    clock.pass({ seconds: pass })
    const { html } = await look(asked)
    t.regex(html, new RegExp(`data-left="${left}"`))
    t.regex(html, new RegExp(`stroke-dashoffset="${90 - left}"`))
    t.is((await look(asked, '?seen=waiting-1-sent')).html, String(left))
  }
})

test.serial(
  'S1-14, S1-17, S2-62: the seconds end, and the page says that we keep asking; nothing is promised',
  async (t) => {
    const asked = await begin()
    await sent(asked)
    clock.pass({ seconds: 91 })
    const { page, html } = await look(asked)
    t.regex(
      page,
      /M-Pesa bado haijajibu Tunaendelea kuuliza kuhusu KES 50\. M-Pesa ikisema umelipa, usilipe tena/,
    )
    t.notRegex(page, /hakuna pesa iliyo|pesa haijatolewa|no money/i)
    t.notRegex(html, /\/attempts/)
    t.regex(page, /Nimepata SMS ya M-Pesa/)
    t.regex(html, /#already"/)
    t.regex(page, /Au lipa mwenyewe.*Paybill 600966.*Akaunti \d{7}-1.*Kiasi KES 50/)
  },
)

test.serial(
  'S3-05, U07: help for who sees no prompt opens by itself after twenty seconds',
  async (t) => {
    const asked = await begin()
    await sent(asked)
    t.regex(
      (await look(asked)).html,
      /<details class="more" data-help><summary>Sioni ombi kwenye simu/,
    )
    clock.pass({ seconds: 21 })
    t.regex((await look(asked)).html, /<details class="more" data-help open>/)
  },
)

test.serial(
  'S2-67, S2-68: paying by hand has number, account and amount, each with its copy button',
  async (t) => {
    const asked = await begin()
    const { html, page } = await look(asked)
    const { account_no } = (await db('subscribers')
      .where({ id: asked.checkout.subscriber_id })
      .first('account_no'))!
    t.regex(
      page,
      new RegExp(`Paybill 600966 Nakili Akaunti ${account_no}-1 Nakili Kiasi KES 50 Nakili`),
    )
    t.is(html.match(/data-copy data-done="Imenakiliwa"/g)!.length, 3)
    await db('shortcodes').update({ till: '5123456' })
    // What is paid at a till names nobody: so nobody is told to.
    t.notRegex((await look(asked)).page, /Au lipa mwenyewe|5123456|Akaunti/)
    await db('shortcodes').update({ till: null })
  },
)

for (const [code, told, again] of [
  ['1032', /Ombi lilighairiwa kwenye simu/, true],
  ['1', /Salio|pesa/, true],
  ['2001', /PIN ya M-Pesa haikuwa sahihi/, true],
  ['1037', /haikupata jibu kutoka kwa simu/, true],
  ['2028', /kujaribu tena hakutasaidia/, false],
  ['4711', /M-Pesa haikutoa sababu/, true],
] as const) {
  test.serial(`S2-51, S2-64, U09: a failure says why and what to do: ${code}`, async (t) => {
    const asked = await begin()
    await sent(asked)
    await failed(asked, code)
    const { page, html } = await look(asked)
    t.regex(page, told)
    t.regex(page, /usilipe tena/)
    t.regex(page, /haikufaulu Malipo hayakukamilika/)
    t.is(html.includes(`action="${pathOf(asked)}/attempts"`), again)
    t.notRegex(page, /undefined|null|\{|ResultCode/)
  })
}

test.serial('U08, T07: no failure is shown before M-Pesa has said so', async (t) => {
  const asked = await begin()
  for (const state of ['created', 'sending', 'sent', 'unknown'] as const) {
    await turn(appliance, asked, { state })
    t.notRegex((await look(asked)).page, /hayakukamilika|haikufaulu/)
  }
})

test.serial(
  'S1-16, U10: again is attempt 2 of the same checkout, and only once the first is closed',
  async (t) => {
    const asked = await begin()
    await sent(asked)
    const guest = visit(origin)
    const early = await guest.post(`${pathOf(asked)}/attempts`)
    t.is(early.location, pathOf(asked))
    const count = () =>
      db('stk_pushes').where({ checkout_id: asked.checkout.id }).orderBy('attempt').pluck('attempt')
    t.deepEqual(await count(), [1])
    await failed(asked, '1032')
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => guest.post(`${pathOf(asked)}/attempts`)),
    )
    t.deepEqual([...new Set(answers.map(({ location }) => location))], [pathOf(asked)])
    t.deepEqual(await count(), [1, 2])
    t.regex((await look(asked)).page, /Tunatuma ombi Ombi la 2/)
    t.is((await guest.post(`/p/checkouts/${crypto.randomUUID()}/attempts`)).status, 404)
    t.is((await guest.post(`${pathOf(asked)}/attempts`, { amount: '1' })).status, 422)
  },
)

test.serial('T14: too many prompts: the page says when the next one may be sent', async (t) => {
  const asked = await begin()
  const end = () =>
    db('stk_pushes')
      .where({ checkout_id: asked.checkout.id })
      .update({ state: 'failed', closed_at: appliance.now() as never, due_at: null })
  const again = () => visit(origin).post(`${pathOf(asked)}/attempts`)
  for (let attempt = 2; attempt <= 3; attempt += 1) {
    await end()
    await again()
  }
  await end()
  const refused = await again()
  t.is(refused.status, 429)
  t.regex(said(refused.html), /Simu hii imeombwa mara nyingi .* tena saa \d\d:\d\d leo/)
})

test.serial(
  'S2-65: money that is before a person: who, until when, and do not pay twice',
  async (t) => {
    const grace = await work((unit) =>
      addStaff(
        unit,
        {
          email: 'g@kilima.co.ke',
          name: 'Grace Wambui',
          role: 'finance',
          password: 'kilima inang’aa asubuhi',
        },
        null,
      ),
    )
    const asked = await begin()
    await db('subscribers')
      .where({ id: asked.checkout.subscriber_id })
      .update({ closed_at: appliance.now() as never })
    const payment = await settle(appliance, asked, 'UKLREVIEW1')
    const { page } = await look(asked)
    t.regex(page, /Tumepata pesa yako KES 50 imefika.*Usilipe tena/)
    t.regex(
      page,
      /tayari Pesa imefika .*UKLREVIEW1.*inasubiri Mtu anaangalia Mtu wetu ataiangalia kabla ya \d\d:\d\d kesho\. Usilipe mara mbili\./,
    )
    await db('exceptions').where({ payment_id: payment.id }).update({ owner_id: grace.id })
    t.notRegex(page, /utapata SMS|tutakutumia SMS/)
    t.regex((await look(asked)).page, /Grace Wambui ataiangalia/)
  },
)

test.serial(
  'S2-16, U03: nobody answered for two days, or nobody waits: closed, with a way on',
  async (t) => {
    const unanswered = await begin()
    await turn(appliance, unanswered, { state: 'unanswered', sent_at: appliance.now() })
    const left = await begin()
    await failed(left, '1032')
    await db('checkouts')
      .where({ id: left.checkout.id })
      .update({ state: 'abandoned', closed_at: appliance.now() as never, due_at: null })
    for (const asked of [unanswered, left]) {
      const { page } = await look(asked)
      t.regex(page, /Ombi hili limefungwa.*usilipe tena/)
      t.regex(page, /Chagua tena/)
      t.notRegex(page, /Tunaendelea kuuliza/)
    }
  },
)
