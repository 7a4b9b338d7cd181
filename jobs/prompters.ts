// Who asks phones for a place where money comes in. A provider more is a line here.

import type { Appliance } from '../appliance/appliance.ts'
import { openKeys } from '../appliance/money/provider-accounts.ts'
import { Invalid } from '../appliance/errors.ts'
import type { PayHeroKeys } from '../appliance/providers/payhero.ts'
import type { PaystackKeys } from '../appliance/providers/paystack.ts'
import type { Shortcode } from '../appliance/tables.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { guardPrompter } from './providers/breaker.ts'
import { promptByDaraja } from './providers/daraja-prompts.ts'
import { openPayHero } from './providers/payhero.ts'
import { openPaystack } from './providers/paystack.ts'
import type { Prompter } from './providers/prompter.ts'

/** With `which` the keys that were typed and not tried yet. Throws Invalid `asks_nobody`. */
export function prompterFor(
  { safe, work }: Pick<Appliance, 'safe' | 'work'>,
  clients: DarajaClients,
  row: Shortcode,
  which: 'in_use' | 'next' = 'in_use',
): Prompter {
  const guarded = (prompter: Prompter) => guardPrompter({ work }, row.shortcode, prompter)
  switch (row.provider) {
    case 'daraja':
      return promptByDaraja(clients.for(row), row)
    case 'payhero':
      return guarded(openPayHero(openKeys<PayHeroKeys>(safe, row, which), clients.limits))
    case 'paystack':
      return guarded(openPaystack(openKeys<PaystackKeys>(safe, row, which), clients.limits))
    default:
      throw new Invalid('asks_nobody', `${row.name} asks no phones.`)
  }
}
