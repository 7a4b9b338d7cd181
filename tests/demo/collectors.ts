// The demonstration's third part: the owner has another provider asked first, on the staff pages, and a guest pays through it. In
// the end Safaricom is asked first again, as it was.

import { strict as assert } from 'node:assert'
import { collectorUrl } from '../../appliance/commands/trial-collectors.ts'
import type { AccountProvider } from '../../appliance/money/provider-keys.ts'
import { eventually } from '../support/eventually.ts'
import { visit } from '../web/door.ts'
import { guestSurfs } from './guest.ts'
import type { Stage } from './stage.ts'

export async function switchProviders(stage: Stage, say: (step: string) => void): Promise<void> {
  const { appliance, place } = stage
  const { db } = appliance
  const owner = visit(place.publicUrl)
  await owner.post('/sign-in', place.secrets.owner)
  const first = async (shortcode: string) => {
    const answer = await owner.post(`/settings/providers/${shortcode}/first`)
    assert.equal(answer.status, 303, `${shortcode} is asked first: ${answer.status}`)
  }
  const shortcodes = await db('shortcodes').orderBy('ask_order').orderBy('shortcode')
  const was = shortcodes.find(({ provider }) => provider === 'daraja')!.shortcode
  try {
    for (const provider of ['payhero', 'paystack'] as AccountProvider[]) {
      const { name, shortcode } = shortcodes.find((row) => row.provider === provider)!
      await eventually(`${name} has passed its self-test`, async () => {
        const row = await db('shortcodes').where({ shortcode }).first('asks')
        return row!.asks
      })
      await first(shortcode)
      const approve = (phone: string) => act(collectorUrl(place, provider), phone)
      const { payment } = await guestSurfs(stage, () => {}, approve)
      assert.equal(payment.shortcode, shortcode)
      say(`${name} is asked first: a guest pays ${payment.receipt_code} through it, and surfs`)
    }
  } finally {
    await first(was)
  }
}

async function act(url: string, phone: string): Promise<boolean> {
  const answer = await fetch(`${url}/control/act`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ phone, act: 'approve' }),
  })
  return answer.ok
}
