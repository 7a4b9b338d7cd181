// Adding a subscriber in one form, and what their box must be told.

import type { Plan } from '../../tables.ts'
import { formatSpeed, kes } from '../figures.ts'

export const new_subscriber = {
  title: 'Add a subscriber',
  lead: 'The account opens at once; the line comes online when its first payment arrives.',
  enter: 'Add the subscriber',
  cancel: 'Back without adding',
  look: 'Something is missing or cannot be read: look at the marked fields.',
  nothing_to_sell: 'A subscriber needs a site and a plan for lines at home. Add those first.',

  who: 'Who',
  name: 'Name',
  phone: 'M-Pesa phone',
  phone_hint: 'May stay blank; payments by account number work without it',
  language: 'Messages in',
  languages: [
    { value: 'en', label: 'English' },
    { value: 'sw', label: 'Kiswahili' },
  ],

  what: 'What they take',
  site: 'Site',
  choose_site: 'Choose a site.',
  plan: 'Plan',
  choose_plan: 'Choose a plan.',
  plan_choice: ({
    name,
    price_cents,
    down_kbps,
    up_kbps,
  }: Pick<Plan, 'name' | 'price_cents' | 'down_kbps' | 'up_kbps'>): string =>
    `${name}: ${kes(price_cents)}, ${formatSpeed(down_kbps)} down, ${formatSpeed(up_kbps)} up`,

  box: 'Their box',
  box_help: 'Left blank, the user name is made of their name and a password is drawn.',
  box_more: 'User name, password, place and address of their own',
  user_name: 'PPPoE user name',
  user_name_hint: 'Blank: made of their name',
  password: 'PPPoE password',
  password_hint: 'Blank: drawn, and shown once',
  place: 'May come online',
  places: [
    { value: 'anywhere', label: 'through any router' },
    { value: 'site', label: 'through any router of this site' },
  ],
  only_router: (router: string, site: string): string => `through ${router} only (${site})`,
  address: 'Static IP address',
  address_hint: 'Blank: from the pool',

  deposit_part: 'Deposit',
  deposit: 'Deposit, KES',
  deposit_hint: 'Blank: none. Payments fill it; it may come in parts',
  deposit_what: 'For',
  deposit_usual: 'Router and installation',
  deposit_first: 'Internet opens only when the deposit is whole',
  deposit_first_hint: 'Else time is bought first, and the deposit takes what is left over',

  made: (name: string): string => `${name} is added`,
  once: 'The password is shown this once. Write it down or type it into the box now.',
  account: 'Account number, for the paybill',
  made_user_name: 'PPPoE user name',
  made_password: 'PPPoE password',
  copy: 'Copy',
  copied: 'Copied',
  see: 'See their page',
  another: 'Add another',
  same_phone: 'This phone is on other accounts too. If it is the same person, close one of them:',
}
