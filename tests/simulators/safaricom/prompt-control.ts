// How a person or a test moves the phones: prompts, habits and text messages, by JSON and by the form of a phone.

import { setTimeout as pause } from 'node:timers/promises'
import { htmlPage, json, seeOther, type Answer, type Asked, type Route } from '../door.ts'
import { choiceOf, textOf, wholeOf, type Fields } from '../fields.ts'
import type { Books } from './books.ts'
import { guestPage } from './guest-phone.ts'
import {
  answerPrompt,
  findPrompt,
  lapse,
  mayAnswer,
  phoneActs,
  PIN,
  type PhoneAct,
} from './prompts.ts'
import { readPushFault } from './push-faults.ts'
import { messagesTo } from './text-messages.ts'

/** How long a form waits for the news to be answered before it shows the page. */
const FORM_PATIENCE_MS = 1200

export function promptRoutes(books: Books): Route[] {
  return [
    { method: 'GET', path: '/phone', answer: ({ query }) => showPhone(books, query) },
    { method: 'POST', path: '/phone', answer: (asked) => actFromForm(books, asked) },
    {
      method: 'GET',
      path: '/control/prompts',
      answer: ({ query }) => {
        void lapse(books)
        const phone = query.get('phone')
        return json(
          200,
          books.prompts.filter((one) => phone === null || one.phone === phone),
        )
      },
    },
    {
      method: 'POST',
      path: '/control/prompts',
      answer: ({ fields }) => actFromControl(books, fields),
    },
    {
      method: 'GET',
      path: '/control/messages',
      answer: ({ query }) => {
        const phone = query.get('phone')
        return json(200, phone === null ? books.messages : messagesTo(books, phone))
      },
    },
    {
      method: 'POST',
      path: '/control/habits',
      answer: ({ fields }) => changeHabit(books, fields),
    },
  ]
}

/** 2547… of what a person typed, or undefined. */
export function msisdnOf(typed: string | undefined): string | undefined {
  const digits = (typed ?? '').replaceAll(/[^\d]/g, '')
  const found = /^(?:254|0)?([17]\d{8})$/.exec(digits)
  return found ? `254${found[1]}` : undefined
}

function showPhone(books: Books, query: URLSearchParams): Answer {
  void lapse(books)
  const typed = query.get('number') ?? ''
  const phone = msisdnOf(typed)
  return htmlPage(guestPage(books, phone, typed), typed !== '' && phone === undefined ? 422 : 200)
}

/** What the fields say a phone does. A PIN that is not the phone's is a wrong PIN. */
export function readAct(fields: Fields): PhoneAct | undefined {
  const act = choiceOf(fields, 'act', phoneActs)
  const pin = textOf(fields, 'pin')
  const seconds = wholeOf(fields, 'late_seconds')
  if (act === 'approve' && pin !== undefined && pin !== PIN) return 'wrong_pin'
  if (act === 'approve_late' && seconds !== undefined) return { late_seconds: seconds }
  if (act !== undefined) return act

  const code = textOf(fields, 'result_code')
  if (code === undefined) return undefined
  const words = textOf(fields, 'words')
  const result_code = /^\d{1,9}$/.test(code) ? Number(code) : code
  return words === undefined ? { result_code } : { result_code, words }
}

async function actFromControl(books: Books, fields: Fields): Promise<Answer> {
  void lapse(books)
  const which = textOf(fields, 'checkout_request_id') ?? msisdnOf(textOf(fields, 'phone')) ?? ''
  const act = readAct(fields)
  const prompt = findPrompt(books, which)
  if (!act) return json(422, { wrong: { act: 'One of the acts, or a result_code' } })
  if (!prompt) return json(404, {})
  try {
    return json(200, await answerPrompt(books, prompt, act, readPushFault(fields, 'fault')))
  } catch (problem) {
    return json(409, { problem: (problem as Error).message, prompt })
  }
}

/** The page shows by itself whether anything came of it. */
async function actFromForm(books: Books, { fields }: Asked): Promise<Answer> {
  const prompt = findPrompt(books, textOf(fields, 'checkout_request_id') ?? '')
  const act = readAct(fields)
  const number = encodeURIComponent(textOf(fields, 'number') ?? '')
  // A late approval asks for no PIN: the phone took it while the prompt still lay there.
  const lacksPin = act === 'approve' && !textOf(fields, 'pin') && prompt?.state === 'open'
  if (prompt && act && mayAnswer(prompt) && !lacksPin) {
    const named = textOf(fields, 'fault')
    const fault =
      named === undefined || named === 'none' ? undefined : readPushFault(fields, 'fault')
    const acting = answerPrompt(books, prompt, act, fault).catch(() => {})
    await Promise.race([acting, pause(FORM_PATIENCE_MS, undefined, { ref: false })])
  }
  return seeOther(`/phone?number=${number}`)
}

function changeHabit(books: Books, fields: Fields): Answer {
  const typed = textOf(fields, 'phone')
  const phone = typed === 'every' ? typed : msisdnOf(typed)
  if (phone === undefined) return json(422, { wrong: { phone: 'A phone, or every' } })

  const act = readAct(fields)
  if (act) books.habits.set(phone, { act, after_seconds: wholeOf(fields, 'after_seconds') ?? 0 })
  else books.habits.delete(phone)
  return json(200, Object.fromEntries(books.habits))
}
