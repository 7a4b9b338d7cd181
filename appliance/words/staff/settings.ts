// The settings pages: what each field is for, in words for whoever has the papers in hand.

import type { KeyName } from '../../people/box-settings.ts'
import type { Standing } from '../../money/provider-checks.ts'

export const settings = {
  title: 'Settings',
  lead: 'What customers see of you, where money comes in, and how they are told.',
  save: 'Save',
  saved: 'Saved.',

  business: {
    title: 'The provider',
    name: 'Name',
    name_hint: 'On the portal, in every SMS, on every receipt.',
    support: 'Support phone',
    support_hint: 'Shown wherever something did not work. As customers should dial it.',
  },

  keeping: {
    title: 'Messages of providers',
    lead: 'What M-Pesa sends is kept word for word, with names and phones in it. After these months the words go; the payment, when it was heard and its hash stay.',
    months: 'Keep them for, months',
    months_hint: 'From 3 to 120. What waits for a person is kept longer.',
  },

  paybills: {
    title: 'Paybills and tills',
    add: 'Add a paybill',
    none: 'No paybill yet',
    none_text: 'Add yours: without one no money can come in.',
    asks: 'phones can be asked',
    asks_not: 'paid by hand only',
    open: 'Keys and address',
    one: (shortcode: string): string => `Paybill ${shortcode}`,
    new: 'A new paybill',
    shortcode: 'Paybill or store number',
    shortcode_hint:
      'Five to seven digits. For a till (Buy Goods) it is the store number, in the papers from Safaricom, not the number customers type.',
    till: 'Till number',
    till_hint: 'Only for Buy Goods: the number customers type. Else leave it empty.',
    name: 'Name',
    name_hint: 'As M-Pesa shows it to payers.',
    base_url: 'Address of Daraja',
    base_url_hint: 'https://api.safaricom.co.ke, or the sandbox.',
    facts: 'What it is',
    keys: 'Keys',
    keys_help:
      'What is typed here is sealed and never shown again. Leave a field empty to keep what is held.',
    held: 'One is held. Type another to replace it.',
    missing: 'None is held.',
    key: {
      consumer_key: 'Consumer key',
      consumer_secret: 'Consumer secret',
      passkey: 'Passkey',
      initiator_name: 'Operator’s name',
      security_credential: 'Operator’s security credential',
      nominated_msisdn: 'Nominated number',
    } satisfies Record<KeyName, string>,
    key_hint: {
      consumer_key: 'developer.safaricom.co.ke, your app.',
      consumer_secret: 'Beside the consumer key.',
      passkey: 'Safaricom mails it when the app goes live: it lets Lango ask phones.',
      initiator_name:
        'The API operator on the M-Pesa organisation portal: asks about single receipts.',
      security_credential: 'Made on the Daraja portal from the operator’s password.',
      nominated_msisdn: 'The Safaricom number in the paybill’s papers: lets payments be fetched.',
    } satisfies Record<KeyName, string>,
  },

  sms: {
    title: 'SMS',
    lead: 'Receipts and reminders go out through this gateway.',
    gateway: 'Gateway',
    gateways: { africas_talking: 'Africa’s Talking', textsms: 'TextSMS, Advanta or Celcom' },
    username: 'User name or partner ID',
    username_hint: 'Of the app on africastalking.com; of TextSMS and its family the partner ID.',
    cap: 'At most, SMS a day',
    cap_hint:
      'What comes after waits until midnight, and a person is told. Empty: as many as there are.',
    quiet: 'Quiet hours',
    quiet_hint:
      '21-7: between nine in the evening and seven only those who have just paid get an SMS. Empty: at any hour.',
    quiet_wrong: 'Two hours with a dash between, as 21-7.',
    reports: 'Delivery reports: give the gateway this address.',
    api_key: 'API key',
    sender: 'Sender',
    sender_hint: 'The sender name that was approved; empty: the gateway’s own number.',
    base_url: 'Address',
    base_url_hint: 'https://api.africastalking.com, or https://sms.textsms.co.ke',
    none: 'No gateway yet: customers are told on pages only.',
  },

  check: {
    try: 'Try the keys',
    again: 'Try them again',
    standing: {
      never: 'not tried',
      waiting: 'being tried',
      passed: 'passed',
      failed: 'failed',
      outdated: 'tried too long ago, or with other keys',
    } satisfies Record<Standing, string>,
    step: {
      addresses: 'Announcements',
      pull: 'Fetching payments',
      prompt: 'Asking phones',
      operator: 'Asking about receipts',
      sms: 'SMS',
    } as Record<string, string>,
  },
  wrong: {
    name: 'A name has 1 to 80 letters.',
    support: 'A phone number has 3 to 20 digits, with + or spaces.',
    shortcode: 'A paybill or store number has 5 to 7 digits.',
    till: 'A till number has 5 to 8 digits.',
    url: 'An address begins with https:// and names a host on the internet.',
    key: 'At most 3,000 letters, without spaces inside.',
  },
}
