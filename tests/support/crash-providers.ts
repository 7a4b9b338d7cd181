// The crash test's stories with the other providers: a guest is asked by PayHero or by Paystack; somebody pays by hand and the old
// service tells of it. What is killed and found again is the same as with Daraja, the messages are each provider's own.

import { formatShillings } from '../../appliance/money.ts'
import { saveIpnSource } from '../../appliance/money/ipn-sources.ts'
import { addAccount, askFirst } from '../../appliance/money/provider-accounts.ts'
import { findShortcode, webhookUrl } from '../../appliance/money/shortcodes.ts'
import { openPayHero } from '../simulators/collectors/payhero.ts'
import { openPaystack } from '../simulators/collectors/paystack.ts'
import { cellsOf, runCell, type Cell, type CrashLab } from './crash.ts'
import { openGuestLab, type GuestLab } from './crash-checkout.ts'
import { eventually } from './eventually.ts'
import { paybill } from './factories.ts'

export type Collected = 'payhero' | 'paystack'

/** From the request to the provider's answer, from its news to the proof: what is the provider's own in it. */
const own = cellsOf(['S2', 'S3', 'S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10', 'S13'])
/** PayHero is asked about by the name that its answer gave: killed with that in hand, it is a person who hears of the money. */
const nameless = /^S(2\.after|3\.before)$/
export const collectorCells = (provider: Collected): Cell[] =>
  own.filter(({ point }) => provider !== 'payhero' || !nameless.test(point))
const few = new Set(['S3.before jobs', 'S5.after postgresql', 'S8.after jobs'])
export const fewCells = (provider: Collected): Cell[] =>
  collectorCells(provider).filter(({ point, target }) => few.has(`${point} ${target}`))

/** The steps of money by hand, told of by the old service. */
export const ipnCells = cellsOf(['S4', 'S5', 'S6', 'S7', 'S8', 'S9', 'S10'])
const fewIpn = new Set(['S7.before postgresql', 'S8.after jobs'])
export const fewIpnCells = ipnCells.filter(({ point, target }) => fewIpn.has(`${point} ${target}`))

const nobody = { staff: null, source_address: null }
const keys = {
  payhero: { channel_id: '133', api_username: 'kilima', api_password: 'hero' },
  paystack: { secret_key: 'sk_test_kilima', payer_email: 'malipo@kilima.example' },
}

/** A world whose guests are asked by that provider. */
export async function openCollectorLab(
  provider: Collected,
  routerAddress: string,
): Promise<GuestLab> {
  const lab = await openGuestLab(routerAddress)
  const { appliance, origin } = lab.world
  const { db, safe, work, now } = appliance
  const simulator =
    provider === 'payhero'
      ? await openPayHero({ now, username: 'kilima', password: 'hero', channel_id: 133 })
      : await openPaystack({ now, secret_key: 'sk_test_kilima' })
  const typed = { name: provider, base_url: simulator.url, keys: keys[provider] }
  const shortcode = await work((unit) => addAccount(unit, safe, provider, typed, nobody))
  await eventually(
    'its self-test has passed',
    async () => (await findShortcode(db, shortcode)).asks,
  )
  await work((unit) => askFirst(unit, shortcode, nobody))
  if ('webhook_url' in simulator)
    simulator.webhook_url = webhookUrl(safe, await findShortcode(db, shortcode), origin)
  return {
    ...lab,
    approve: (payer) => simulator.asking.setHabit(payer, { act: 'approve', after_seconds: 0 }),
    close: async () => {
      await simulator.close()
      await lab.close()
    },
  }
}

/** The old service's address at our door. */
export async function openIpn({ world }: CrashLab): Promise<string> {
  const { db, safe, work } = world.appliance
  const source = { shortcode: paybill, name: '', user: 'kilima', pass: 'the-old-secret-word', trusted_cap_cents: null } // prettier-ignore
  await work((unit) => saveIpnSource(unit, safe, source, nobody))
  const row = (await db('shortcodes').where({ shortcode: paybill }).first())!
  return webhookUrl(safe, { ...row, provider: 'ipn' }, world.origin)
}

/** Paid by hand; Safaricom's own confirmation is lost, and the service repeats itself until it is told OK. */
export function runIpnCell(lab: CrashLab, url: string, cell: Cell): Promise<boolean> {
  return runCell(lab, cell, async (bill) => {
    const { trans_id } = await lab.world.safaricom.pay(bill, { lost: true })
    const form = new URLSearchParams({
      id: '7001', orig: 'MPESA', dest: '254722000111', tstamp: '2026-11-21 14:31:26', text: '', customer_id: '2', user: 'kilima',
      pass: 'the-old-secret-word', routemethod_id: '2', routemethod_name: 'HTTP', mpesa_code: trans_id, mpesa_acc: bill.bill_ref,
      mpesa_msisdn: bill.msisdn, mpesa_trx_date: '', mpesa_trx_time: '', mpesa_amt: formatShillings(bill.amount_cents).replace(',', ''),
      mpesa_sender: bill.first_name, business_number: paybill,
    }) // prettier-ignore
    await eventually(
      'the service is told OK',
      async () => {
        const answer = await fetch(url, { method: 'POST', body: form }).catch(() => undefined)
        return (await answer?.text().catch(() => ''))?.startsWith('OK|')
      },
      45,
    )
    return trans_id
  })
}
