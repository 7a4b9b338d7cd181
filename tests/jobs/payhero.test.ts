// From a guest's click to time online through PayHero: S1-11.

import test from 'ava'
import { openDarajaClients } from '../../jobs/daraja-clients.ts'
import { tryLines } from '../../jobs/try-lines.ts'
import { findActiveShortcode } from '../../appliance/access/portal.ts'
import { openPayHeroTown } from './collector-town.ts'
import { standing } from './push-town.ts'

const at = await openPayHeroTown()
test.after.always(() => at.close())
const { db } = at.town.appliance

test.serial(
  'S1-11: asked, approved, called back: online, under M-Pesa’s own code on its own rail',
  async (t) => {
    const checkout = await at.buy({ act: 'approve', after_seconds: 5 })
    const prompt = at.payhero.asking.find(checkout.msisdn)!
    t.like(await standing(at.town, checkout), {
      push: 'paid',
      payments: [prompt.receipt],
      credits: 1,
      sms: ['sent'],
    })
    const payment = await db('payments').where({ receipt_code: prompt.receipt }).first()
    t.like(payment, {
      rail: 'mpesa',
      shortcode: at.shortcode,
      proved_by: 'provider_status',
      channel: 'stk',
    })
    t.deepEqual(await db('exceptions').whereNull('resolved_at'), [])
  },
)

test.serial('N11: PayHero out: the next in the order asks phones, and a self-test that passes ends it', async (t) => {
  const { appliance } = at.town
  const now = appliance.now()
  const line = { failures: 5, failing_since: now, failure: 'daraja_timeout', out_since: now, try_at: now.add({ hours: 1 }) } // prettier-ignore
  await db('provider_lines').insert({ shortcode: at.shortcode, ...line }).onConflict('shortcode').merge()
  t.not((await findActiveShortcode(db))!.shortcode, at.shortcode)
  t.is(await tryLines(appliance, openDarajaClients(appliance)), 1)
  t.is((await findActiveShortcode(db))!.shortcode, at.shortcode)
}) // prettier-ignore
