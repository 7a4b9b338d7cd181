// The pages of those who ask phones for us beside Daraja, and of the old notification service.

import type { AccountProvider } from '../../money/provider-keys.ts'

interface KeyWords {
  label: string
  hint: string
}

interface ProviderWords {
  name: string
  new: string
  lead: string
  base_url_hint: string
  key: Record<string, KeyWords>
  /** What to paste on the provider's own page; null where it is told with each request. */
  webhook: string | null
}

export const providers = {
  asks_not_yet: 'asks no phones before its keys have passed',
  asked_first: 'asked first',
  next: 'asked if those before it are out',
  ask_first: 'Ask this one first',
  add: (name: string): string => `Add ${name}`,
  ipn: 'Old notifications (IPN)',
  order_help:
    'New requests go to the first that asks phones. Whatever is under way is finished by the one it began with.',
  waits:
    'It asks no phones before its keys have passed. New keys are tried while those in use go on.',
  webhook: 'Address for its events',
  facts: 'What it is',
  name: 'Name',
  name_hint: 'For your own pages.',
  base_url: 'Address',
  trying: 'New keys wait for their self-test; the ones before are in use.',

  of: {
    payhero: {
      name: 'PayHero',
      new: 'A PayHero account',
      lead: 'PayHero asks phones and collects on a bank’s paybill. Safaricom tells PayHero, PayHero tells Lango, and Lango asks PayHero again before it believes it.',
      base_url_hint: 'https://backend.payhero.co.ke',
      webhook: null,
      key: {
        channel_id: {
          label: 'Channel',
          hint: 'The number of the payment channel, on PayHero’s page.',
        },
        api_username: {
          label: 'API user name',
          hint: 'Empty, where you paste the whole “Basic …” token as the password.',
        },
        api_password: { label: 'API password', hint: 'On PayHero’s page, under API keys.' },
      },
    },
    paystack: {
      name: 'Paystack',
      new: 'A Paystack account',
      lead: 'Paystack asks phones over M-Pesa and pays out to your bank later. No card is ever typed here. Its events are signed, and each is verified.',
      base_url_hint: 'https://api.paystack.co',
      webhook: 'Paste this on Paystack’s page, Settings, API keys & webhooks, as the webhook URL.',
      key: {
        secret_key: {
          label: 'Secret key',
          hint: 'Begins with sk_live_, or sk_test_ while you try.',
        },
        payer_email: {
          label: 'E-mail for receipts',
          hint: 'Paystack wants one with every charge. Guests have none: give one of your own.',
        },
      },
    },
  } satisfies Record<AccountProvider, ProviderWords> as Record<AccountProvider, ProviderWords>,

  old: {
    title: 'Old notifications (IPN)',
    lead: 'Where a paybill still sends the old M-Pesa notifications, they are one more way of hearing of a payment. They are weakly protected, so each waits until Safaricom’s list of payments proves it, unless you take its word for some money a day.',
    none: 'No paybill sends them',
    none_text: 'Give a paybill, and the user and password that the service will send.',
    shortcode: 'Paybill',
    shortcode_hint: 'Five to seven digits. One that is not at Daraja is added.',
    user: 'User',
    user_hint: 'What the service sends as “user”.',
    pass: 'Password',
    pass_hint:
      'At least twelve signs; not the “default” it came with. Leave it empty to keep the one that is held.',
    cap: 'Taken on its word, KES a day',
    cap_hint: 'Empty: nothing is. Only messages whose text and fields agree.',
    address: 'Address to give to the service',
    trusted: (amount: string): string => `taken on its word up to KES ${amount} a day`,
    hints: 'a hint, until it is proved',
    enter: 'Save',
  },
}
