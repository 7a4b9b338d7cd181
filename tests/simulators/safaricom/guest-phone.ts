// The page of one guest's phone: the prompt as the phone shows it, what can be done with it, and the text messages.

import { html, pageOf, selectField, type Html } from '../page.ts'
import { clockTime, dayAndTime } from '../words.ts'
import type { Books } from './books.ts'
import { promptsPart } from './prompts-part.ts'
import { PIN, type PhoneAct, type Prompt } from './prompts.ts'
import { namedPushFaults } from './push-faults.ts'
import { resultCodes, resultOf, UNREACHABLE } from './stk-results.ts'
import { messagesTo, type TextMessage } from './text-messages.ts'

const SHOWN_MESSAGES = 20

/** `typed` is the number as it was typed: kept when no phone has it. */
export function guestPage(books: Books, phone: string | undefined, typed: string): string {
  return pageOf({
    title: 'A guest’s phone',
    lead: html`<span id="now" data-live>${dayAndTime(books.now())} in Nairobi</span>. What the
      portal asks of this number appears here. <a href="/">All of Safaricom</a>`,
    body: html`<div class="sim-cols">
      <section class="phone" aria-label="The phone">
        <div class="phone-screen">
          <p class="phone-bar">
            <span id="phone-clock" class="num" data-live>${clockTime(books.now()).slice(0, 5)}</span
            ><svg viewBox="0 0 34 12" aria-hidden="true">
              <path d="M1 9h2v2H1zM5 7h2v4H5zM9 4h2v7H9zM13 1h2v10h-2z" />
              <path d="M20 2.5h10v7H20zM31 4.5h2v3h-2z" />
            </svg>
          </p>
          ${phone === undefined ? chooseNumber(books, typed) : screen(books, phone)}
        </div>
      </section>
      <div class="stack-wide">${promptsPart(books, phone)}</div>
    </div>`,
  })
}

function chooseNumber(books: Books, typed: string): Html {
  const isWrong = typed !== ''
  return html`<form method="get" action="/phone" class="phone-form">
      <div class="field" ${isWrong && html` data-wrong`}>
        <label for="number">Whose phone is it?</label
        ><input
          class="input num"
          id="number"
          name="number"
          type="tel"
          value="${typed}"
          placeholder="0712 345 678"
          autocomplete="tel"
          required
          ${isWrong && html`aria-describedby="number-wrong" aria-invalid="true"`}
        />${isWrong && html`<span class="wrong" id="number-wrong">A Kenyan mobile number, for example 0712 345 678</span>`}
      </div>
      <button class="button" data-tone="main" data-wide>Pick it up</button>
    </form>
    ${ringing(books)}`
}

function ringing({ prompts }: Books): Html {
  const open = prompts.filter(({ state }) => state === 'open')
  return html`<div id="ringing" data-live>
    ${open.map(({ phone }) => html`<p><a href="/phone?number=0${phone.slice(3)}">A prompt lies on 0${phone.slice(3)}: pick it up</a></p>`)}
  </div>`
}

function screen(books: Books, phone: string): Html {
  const local = `0${phone.slice(3)}`
  return html`<div class="phone-owner">
      <h2 class="num">${local}</h2>
      <a class="small" href="/phone">Another phone</a>
    </div>
    ${promptArea(books, phone, local)} ${inbox(messagesTo(books, phone))}`
}

function promptArea(books: Books, phone: string, number: string): Html {
  const prompt = books.prompts.findLast((one) => one.phone === phone && one.state === 'open')
  // The key changes with what is shown: then it is swapped even while somebody types in it.
  const isOff = prompt?.lapse.result === UNREACHABLE
  const key = prompt ? `${prompt.checkout_request_id}${isOff ? ' off' : ''}` : 'none'
  return html`<div id="prompt" data-live data-key="${key}">
    ${
      prompt === undefined || isOff
        ? html`<div class="phone-idle">
            <p>${isOff ? 'This phone is off.' : 'No prompt.'}</p>
            <p class="soft small">
              ${isOff ? 'Safaricom gives up when the prompt lapses.' : 'One appears here as soon as the portal asks for it.'}
            </p>
          </div>`
        : promptDialog(books, prompt, number)
    }
  </div>`
}

function promptDialog(books: Books, prompt: Prompt, number: string): Html {
  const left = Math.max(0, Math.ceil(prompt.expires_at.since(books.now()).total('seconds')))
  const faults = Object.entries(namedPushFaults).map(([value, { words }]) => ({
    value,
    label: words,
  }))
  return html`<form method="post" action="/phone" class="prompt" aria-labelledby="prompt-text">
    <p class="prompt-bar">
      <b>M-PESA</b><span class="num" id="prompt-left" data-live>${left} s</span>
    </p>
    <p id="prompt-text">${prompt.text}</p>
    <div class="field">
      <label for="pin">Enter M-PESA PIN</label
      ><input
        class="input num"
        id="pin"
        name="pin"
        type="password"
        inputmode="numeric"
        autocomplete="off"
        maxlength="4"
        required
        aria-describedby="pin-hint"
      /><span class="hint" id="pin-hint">${PIN} is every phone’s PIN here.</span>
    </div>
    <div class="prompt-pair">
      <button class="button" data-tone="main" name="act" value="approve">Send</button>
      ${actButton('cancel', 'Cancel')}
    </div>
    <details id="other-ends">
      <summary>Let it end differently</summary>
      ${selectField('fault', 'fault', 'What becomes of the news', faults, 'none')}
      <div class="prompt-ends">
        ${actButton('wrong_pin', 'Wrong PIN')} ${actButton('ignore', 'Ignore it')}
        ${actButton('approve_late', 'Approve late')} ${actButton('no_balance', 'No balance')}
        ${actButton('over_limit', 'Over the limit')} ${actButton('over_daily_limit', 'Daily limit')}
        ${actButton('phone_off', 'Phone is off')} ${actButton('pin_locked', 'PIN is locked')}
      </div>
      <div class="prompt-code">
        ${selectField('result_code', 'result_code', 'Or with a result code', codes, '17')}
        <button class="button" data-small name="act" value="result" formnovalidate>
          End it so
        </button>
      </div>
    </details>
    ${leaning(prompt)}
    <input type="hidden" name="checkout_request_id" value="${prompt.checkout_request_id}" />
    <input type="hidden" name="number" value="${number}" />
  </form>`
}

const codes = resultCodes.map((value) => ({
  value,
  label: `${value}: ${resultOf(value).words}`.slice(0, 60),
}))

function actButton(act: Extract<PhoneAct, string>, label: string): Html {
  return html`<button class="button" name="act" value="${act}" formnovalidate>${label}</button>`
}

/** What was chosen that only happens when the prompt lapses. */
function leaning({ lapse }: Prompt): Html | false {
  return (
    lapse.late_seconds !== null &&
    html`<p class="small soft">
      It will lapse, and be approved ${lapse.late_seconds} s after that.
    </p>`
  )
}

function inbox(messages: readonly TextMessage[]): Html {
  const shown = messages.slice(-SHOWN_MESSAGES).toReversed()
  return html`<div id="messages" data-live role="log" aria-label="Text messages">
    ${
      shown.length === 0
        ? html`<p class="soft small">No text messages.</p>`
        : shown.map(
            ({ from, at, text }) =>
              html`<div class="phone-sms" data-short>
                <b>${from}</b> <time>${clockTime(at).slice(0, 5)}</time>
                <p>${text}</p>
              </div>`,
          )
    }
  </div>`
}
