// Where money comes in, as the settings list it: who asks phones first, how the keys stand, who can be added.

import { accountProviders, isAccountProvider } from '../../appliance/money/provider-keys.ts'
import { keysChangedAt, type BoxSettings } from '../../appliance/people/box-settings.ts'
import type { ProviderCheck, Shortcode } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts'
import { checkView } from './check-view.ts'

const words = staffWords.settings

/** Those who ask phones first, in the order they are asked; the rest behind. */
export function placesView(
  settings: BoxSettings,
  checks: Map<string, ProviderCheck>,
  now: Instant,
  mayOrder: boolean,
) {
  const { asks, asks_not } = words.paybills
  const { asked_first, next, asks_not_yet } = staffWords.providers
  const rows = settings.shortcodes.toSorted(
    (one, other) => Number(other.asks) - Number(one.asks) || one.ask_order - other.ask_order,
  )
  const several = rows.filter((row) => row.asks).length > 1
  return rows.map((row, place) => {
    const target = `shortcode:${row.shortcode}`
    return {
      shortcode: row.shortcode,
      name: row.name,
      href: hrefOf(row),
      asks: row.asks
        ? [asks, ...(several ? [place === 0 ? asked_first : next] : [])].join(', ')
        : isAccountProvider(row.provider)
          ? asks_not_yet
          : asks_not,
      first:
        mayOrder && several && row.asks && place > 0
          ? `${paths.provider(row.shortcode)}/first`
          : null,
      check: checkView(checks.get(target), keysChangedAt(settings, target), now),
    }
  })
}

function hrefOf({ provider, shortcode }: Shortcode): string {
  if (provider === 'ipn') return paths.ipn
  return isAccountProvider(provider) ? paths.provider(shortcode) : paths.paybill(shortcode)
}

export function accountLinks({ shortcodes }: BoxSettings) {
  const { add, of } = staffWords.providers
  return accountProviders
    .filter((one) => one !== 'paystack' || !shortcodes.some(({ provider }) => provider === one))
    .map((one) => ({ label: add(of[one].name), href: paths.newProvider(one) }))
}
