// How a person or a test moves the simulator: a JSON control API, and the forms of the page.

import { setTimeout as pause } from 'node:timers/promises'
import { htmlPage, json, seeOther, type Answer, type Asked, type Route } from '../door.ts'
import { centsOf, choiceOf, isOn, textOf, wholeOf, type Fields } from '../fields.ts'
import { shortcodeOf, type Books, type Shortcode, type Transaction } from './books.ts'
import { changeFaults, noFaults, readPaymentFault } from './faults.ts'
import { phonePage } from './pages.ts'
import { pay, type Bill } from './payments.ts'
import { promptRoutes } from './prompt-control.ts'
import type { Switches } from './switches.ts'

/** How long a form waits for the news to be answered before it shows the page. */
const FORM_PATIENCE_MS = 1200

export function controlRoutes(books: Books): Route[] {
  const get = (path: string, answer: (asked: Asked) => Answer): Route => ({
    method: 'GET',
    path,
    answer,
  })
  const post = (path: string, answer: Route['answer']): Route => ({ method: 'POST', path, answer })

  return [
    get('/', ({ query }) => htmlPage(phonePage(books, Object.fromEntries(query)))), // A link may fill it in.
    post('/pay', (asked) => payFromForm(books, asked)),
    post('/faults', ({ fields }) => {
      changeFaults(books.faults, fields)
      return seeOther('/')
    }),
    post('/shortcodes', ({ fields }) => {
      describeShortcode(books, fields, isOn(fields, 'validation'))
      return seeOther('/')
    }),

    get('/control/state', () => json(200, stateOf(books))),
    get('/control/transactions', () => json(200, books.transactions)),
    get('/control/calls', () => json(200, books.calls)),
    post('/control/pay', (asked) => payFromControl(books, asked)),
    post('/control/faults', ({ fields }) => {
      if (isOn(fields, 'clear')) Object.assign(books.faults, noFaults())
      changeFaults(books.faults, fields)
      return json(200, books.faults)
    }),
    post('/control/switches', ({ fields }) => {
      changeSwitches(books.switches, fields)
      return json(200, books.switches)
    }),
    post('/control/shortcodes', ({ fields }) => {
      const validation = 'validation' in fields ? isOn(fields, 'validation') : undefined
      const shortcode = describeShortcode(books, fields, validation)
      return json(200, shortcode ? shown(shortcode) : {})
    }),
    ...promptRoutes(books),
  ]
}

/** A passkey is a secret, even a simulated one: only whether there is one. */
function shown(shortcode: Shortcode) {
  return { ...shortcode, passkey: shortcode.passkey !== null }
}

function stateOf(books: Books) {
  const { now, mode, shortcodes, transactions, prompts, messages, switches, faults } = books
  return {
    now: now(),
    mode,
    shortcodes: [...shortcodes.values()].map(shown),
    transactions: transactions.length,
    prompts: prompts.length,
    messages: messages.length,
    switches,
    faults,
  }
}

/** The payment the fields describe, or what is wrong with them by field. */
export function readBill(fields: Fields): { bill: Bill } | { wrong: Record<string, string> } {
  const wrong: Record<string, string> = {}
  const shortcode = textOf(fields, 'shortcode') ?? ''
  const amount_cents = centsOf(textOf(fields, 'amount')) ?? 0
  const phone = (textOf(fields, 'phone') ?? '').replaceAll(/[^\d]/g, '')
  const msisdn = /^(?:254|0)?([17]\d{8})$/.exec(phone)
  const first_name = (textOf(fields, 'name') ?? '').split(' ')[0]!.toUpperCase()

  if (!/^\d{5,7}$/.test(shortcode)) wrong['shortcode'] = 'Five to seven digits'
  if (amount_cents < 100) wrong['amount'] = 'At least 1 shilling, for example 1500'
  if (!msisdn) wrong['phone'] = 'A Kenyan mobile number, for example 0712 345 678'
  if (Object.keys(wrong).length > 0) return { wrong }
  const bill_ref = textOf(fields, 'account') ?? ''
  return {
    bill: { shortcode, amount_cents, bill_ref, msisdn: `254${msisdn![1]}`, first_name },
  }
}

async function payFromControl(books: Books, { fields }: Asked): Promise<Answer> {
  const read = readBill(fields)
  if ('wrong' in read) return json(422, read)
  return json(200, await pay(books, read.bill, readPaymentFault(fields)))
}

async function payFromForm(books: Books, { fields }: Asked): Promise<Answer> {
  const read = readBill(fields)
  if ('wrong' in read) return htmlPage(phonePage(books, fields, read.wrong), 422)

  const name = textOf(fields, 'fault')
  const fault = name === undefined || name === 'none' ? undefined : readPaymentFault(fields)
  const paying: Promise<Transaction> = pay(books, read.bill, fault)
  await Promise.race([paying, pause(FORM_PATIENCE_MS, undefined, { ref: false })])
  return seeOther('/')
}

function describeShortcode(books: Books, fields: Fields, validation: boolean | undefined) {
  const number = textOf(fields, 'shortcode')
  if (number === undefined || !/^\d{5,7}$/.test(number)) return undefined
  const shortcode = shortcodeOf(books, number)
  shortcode.organisation = textOf(fields, 'organisation') ?? shortcode.organisation
  shortcode.kind = choiceOf(fields, 'kind', ['paybill', 'till']) ?? shortcode.kind
  shortcode.passkey = textOf(fields, 'passkey') ?? shortcode.passkey
  shortcode.till = textOf(fields, 'till') ?? shortcode.till
  shortcode.validation = validation ?? shortcode.validation
  return shortcode
}

function changeSwitches(switches: Switches, fields: Fields): void {
  for (const [name, current] of Object.entries(switches)) {
    if (!(name in fields)) continue
    const changed =
      typeof current === 'number'
        ? (wholeOf(fields, name) ?? current)
        : typeof current === 'boolean'
          ? isOn(fields, name)
          : (textOf(fields, name) ?? current)
    Object.assign(switches, { [name]: changed })
  }
}
