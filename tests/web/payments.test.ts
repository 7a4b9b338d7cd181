// The list of payments as finance uses it, and the messages behind them.

import test from 'ava'
import { openDoor, said, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
await hireStaff(appliance)
await openKilima(appliance, clock)
const finance = await signedIn(origin, 'finance')
test.after.always(() => door.close())

async function page(path: string): Promise<string> {
  return said((await finance.get(path)).html)
}

test.serial(
  'S2-70: the list is narrowed in its address, and says how each payment is reconciled',
  async (t) => {
    const path = '/payments?days=ever&recon=exception&view=answers'
    const words = await page(path)
    t.regex(words, /Who paid What for Was it right Which record Receipt Reconciled KES/)
    t.regex(
      words,
      /OTIENO OUMA UKL4T8M2QX .* into the wallet KES 500 short expected KES 1,500 Otieno Ouma/,
    )
    t.false(words.includes('UKB4N0QQ7C'))
    const { html } = await finance.get(path)
    t.true(html.includes('<option value="exception" selected>'))
    t.true(html.includes('name="view" value="answers"'), 'the form keeps the view')
    t.true((await page('/payments?days=ever&channel=cash')).includes('No payments'))
  },
)

test.serial('S3-03, S3-06: what proved each payment, and when, stands in the list, on its page and in the file', async (t) => {
  const { db } = appliance
  const payment = (await db('payments').where({ receipt_code: 'UKL4T8M2QX' }).first())!
  const kept = { proved_by: payment.proved_by, shortcode: payment.shortcode }
  const proved_at = Temporal.Instant.from('2026-11-21T11:00:05Z')
  await db('shortcodes').insert({ ...(await db('shortcodes').where({ shortcode: payment.shortcode! }).first())!, shortcode: 'payhero-1', provider: 'payhero', token_hash: Buffer.from('another'), due_at: null }) // prettier-ignore
  for (const [proved_by, shortcode, told, said_in_full] of [
    ['stk_query', kept.shortcode, 'STK query', 'the answer about this prompt (STK query)'],
    ['transaction_status', kept.shortcode, 'transaction status', 'the status of this payment'],
    ['pull', kept.shortcode, 'pull', 'the list of payments (pull)'],
    ['provider_status', 'payhero-1', 'PayHero verify', 'the provider’s answer about this prompt'],
    ['trusted_ipn', kept.shortcode, 'trusted source', 'the old service (IPN), trusted up to a cap'],
    ['staff', kept.shortcode, 'staff', 'a colleague who took it'],
  ] as const) {
    await db('payments').where({ id: payment.id }).update({ proved_by, shortcode, proved_at })
    const row = /<tr>(?:(?!<tr>).)*UKL4T8M2QX.*?<\/tr>/s.exec((await finance.get('/payments?days=ever')).html)![0]
    t.regex(row, new RegExp(`<td class="w">${told}<span class="sub"><time datetime="2026-11-21T11:00:05.000Z">.*heard by callback, pull`), told)
    t.true((await page('/payments/mpesa/UKL4T8M2QX')).includes(`${said_in_full}, 2026-11-21 14:00:05`), told)
    const file = (await finance.post('/payments/export?days=ever&q=UKL4T8M2QX')).html.split('\r\n')
    t.true(file[0]!.includes('"Proved by","Proved at (Nairobi)","Heard by"'))
    t.true(file[1]!.includes(`"${told}","2026-11-21 14:00:05","callback pull"`), file[1])
  }
  await db('payments').where({ id: payment.id }).update({ ...kept, proved_at: payment.proved_at })
}) // prettier-ignore

test.serial('S2-71, S2-58: numbers are shown for a reason, which is written down', async (t) => {
  const path = '/payments/mpesa/UKL4T8M2QX'
  const blank = await finance.post(`${path}/messages`, { seen_why: ' ' })
  t.is(blank.status, 422)
  t.true(said(blank.html).includes('Say why, in a few words.'))
  t.false(blank.html.includes('254710000318'))
  const shown = await finance.post(`${path}/messages`, { seen_why: 'He disputes it' })
  t.true(shown.html.includes('254710000318'))
  t.like(await appliance.db('audit').orderBy('id', 'desc').first(), {
    action: 'payment.messages_seen',
    why: 'He disputes it',
  })
})

test.serial('S2-71: messages are searched by code, phones covered', async (t) => {
  const { html } = await finance.get('/messages?code=UKL4T8M2QX')
  t.true(said(html).includes('Confirmation They sent · 196.201.214.200'))
  t.true(html.includes('0710 ••• 318'))
  t.false(html.includes('254710000318'))
  t.true(
    (await page('/messages?code=NONESUCH')).includes('None with this code in the last 24 months.'),
  )
  t.true((await page('/messages')).includes('Type a code'))
})
