// Troubles of the box, as they are told to the staff: in an SMS, in a mail, and on the page of how the box is.

import { countOf } from '../figures.ts'

export interface ToldNews {
  kind: 'begun' | 'still' | 'over'
  words: string
}

interface Link {
  link_no: number
  /** Hex of SHA-256. */
  hash: string
}

const kinds = { begun: '', still: 'still: ', over: 'over: ' }
const say = ({ kind, words }: ToldNews): string => `${kinds[kind]}${words}`
/** Two messages long at most. */
const smsMax = 300

export const alertWords = {
  subject: (name: string, news: readonly ToldNews[]): string => {
    const ill = news.filter(({ kind }) => kind !== 'over')
    const [first] = ill.length > 0 ? ill : news
    return `${name}: ${news.length === 1 ? say(first!) : ill.length > 0 ? countOf(ill.length, 'trouble') : 'well again'}`
  },
  sms: (name: string, news: readonly ToldNews[]): string => {
    const whole = `${name}: ${news.map(say).join('; ')}`
    if (whole.length <= smsMax) return whole
    return `${whole.slice(0, smsMax - 25).trimEnd()}… (${countOf(news.length, 'thing')})`
  },
  mail: (news: readonly ToldNews[], page: string): string =>
    [
      ...news.map((one) => `- ${say(one)}`),
      '',
      `How the box is, and what to do: ${page}`,
      'Each trouble has its section in the runbook: what it means, where to look, the cure.',
    ].join('\n'),

  heads: (audit: Link, ledger: Link) => ({
    subject: `Lango: the heads of the books, audit ${audit.link_no}, ledger ${ledger.link_no}`,
    body: [
      `Audit, link ${audit.link_no}: ${audit.hash}`,
      `Ledger, link ${ledger.link_no}: ${ledger.hash}`,
      '',
      'Keep this mail. “lango audit verify” and “lango ledger check” compare the books with the heads the box kept; these nobody on the box can change.',
    ].join('\n'),
  }),

  title: 'Troubles',
  lead: 'What burns on this box, and who is rung for it: lines and machines ring technicians, money rings finance, and what can’t wait rings the owner too.',
  open: 'Now',
  none: 'Nothing burns',
  none_text: 'Lango looks every minute. What lasts is told, once, and again after hours.',
  since: 'since',
  told: 'told',
  not_told: 'not yet, it has to last',
  times: (times: number): string => (times === 1 ? 'once' : `${times} times`),
  whose: { technician: 'technician', finance: 'finance' },
  over: 'Over lately',
  runbook: 'runbook:',
  state: {
    page: { word: 'now', tone: 'bad' },
    ticket: { word: 'soon', tone: 'wait' },
    well: { word: 'well for now', tone: 'good' },
  },
  readers: 'Who is rung',
  readers_lead:
    'Everybody says for themselves where; at night a phone rings only for what can’t wait.',
  rung: (sms: boolean, mail: boolean) =>
    sms || mail
      ? { word: sms && mail ? 'SMS and mail' : sms ? 'SMS' : 'mail', tone: 'good' }
      : { word: 'not told', tone: 'wait' },

  me: {
    title: 'Where you are rung',
    phone: 'Your phone, for SMS',
    phone_hint: 'Empty: no SMS.',
    mail: (email: string): string => `By mail to ${email}`,
    mail_hint: 'Each with what to do.',
    mail_none: 'There is no mail server yet.',
    save: 'Save',
  },

  server: {
    title: 'Mail server',
    lead: 'Any mailbox you own can send: its provider says what to fill in.',
    host: 'Server',
    host_hint: 'As in smtp.example.co.ke',
    host_wrong: 'A server’s name, as in smtp.example.co.ke.',
    port: 'Port',
    tls: 'Encryption',
    ways: {
      starttls: 'STARTTLS (port 587)',
      from_the_start: 'TLS from the start (port 465)',
      none: 'None (a server of this machine)',
    },
    username: 'User name',
    username_hint: 'Empty where nobody signs in.',
    password: 'Password',
    sender: 'From',
    sender_hint: 'The address the mail comes from.',
  },
}
