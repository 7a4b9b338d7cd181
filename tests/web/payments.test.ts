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
