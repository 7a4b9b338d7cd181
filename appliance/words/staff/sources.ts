// From where providers call us, and what is done with who calls from elsewhere.

import { countOf } from '../figures.ts'

interface Seen {
  listed: number
  elsewhere: number
  unknown: number
}

export const sources = {
  title: 'Who may call us',
  lead: 'From which addresses a provider says that it calls. It is never proof: every payment is proved by asking. A list grows old, so what comes from elsewhere is written down either way.',
  link: 'Who may call us',
  providers: { daraja: 'Safaricom', paystack: 'Paystack', payhero: 'PayHero', ipn: 'M-Pesa IPN' },
  seen: ({ listed, elsewhere, unknown }: Seen): string => {
    if (listed + elsewhere + unknown === 0) return 'Nothing came in the last seven days.'
    const hidden =
      unknown === 0 ? '' : `; of ${unknown} nobody could tell, a proxy of our own stands before us`
    return `In seven days ${countOf(listed, 'message')} came from the list, ${elsewhere} from elsewhere${hidden}.`
  },
  missing: (count: number): string =>
    `${countOf(count, 'true payment')} came with a message from elsewhere: the list misses an address.`,
  networks: 'Addresses and networks, one a line',
  no_list: 'No list is known',
  noted_from: 'Where you have new ones from',
  mode: 'What comes from elsewhere',
  modes: {
    log: 'is noted, and asked about like any other',
    enforce:
      'is kept and not asked about; a true payment comes a few minutes later, with the list of payments',
  },
}
