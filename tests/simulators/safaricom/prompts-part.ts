// The part of a page that lists prompts: how each stands, and every attempt to tell Lango of it.

import { html, stateWord, type Html, type Tone } from '../page.ts'
import { clockTime, maskedPhone, shillings } from '../words.ts'
import type { Books } from './books.ts'
import { mayAnswer, type Callback, type Prompt } from './prompts.ts'

const SHOWN = 12

/** Of one phone, or of all. */
export function promptsPart(books: Books, phone?: string): Html {
  const its = books.prompts.filter((one) => phone === undefined || one.phone === phone)
  const shown = its.slice(-SHOWN).toReversed()
  return html`<section class="part" id="prompts" data-live aria-labelledby="prompts-title">
    <div class="between">
      <h2 id="prompts-title">Prompts</h2>
      <span class="small soft"
        >${phone === undefined ? 'on every phone' : 'on this phone'}, newest first</span
      >
    </div>
    ${
      shown.length === 0
        ? html`<p class="soft">No phone has been asked to pay.</p>`
        : html`<ul class="prompts">
            ${shown.map((one) => promptRow(one, phone))}
          </ul>`
    }
  </section>`
}

function promptRow(one: Prompt, phone: string | undefined): Html {
  const { tone, word } = standing(one)
  const local = `0${one.phone.slice(3)}`
  return html`<li>
    <p class="between">
      <span
        ><strong class="num">KES ${shillings(one.amount_cents)}</strong> ·
        <span class="code">${one.account_reference}</span></span
      >${stateWord(tone, word)}
    </p>
    <p class="sub">
      <time>${clockTime(one.asked_at)}</time>,
      ${one.shortcode}${
        phone === undefined &&
        html`, on <a href="/phone?number=${local}">${maskedPhone(one.phone)}</a>`
      }${one.transaction && html`, receipt <span class="code">${one.transaction.trans_id}</span>`}
    </p>
    <p class="sub">${resultWords(one)}</p>
    <p class="sub code">${one.checkout_request_id}</p>
    ${one.callbacks.length > 0 && callbackList(one)}
    ${phone !== undefined && isLapsed(one) && lateForm(one, local)}
  </li>`
}

function standing({ state, lapse }: Prompt): { tone: Tone; word: string } {
  if (state === 'paid') return { tone: 'good', word: 'paid' }
  if (state === 'failed') return { tone: 'bad', word: 'not paid' }
  return { tone: 'wait', word: lapse.late_seconds === null ? 'open' : 'will be paid late' }
}

function resultWords({ result, fault, callbacks }: Prompt): string {
  if (result === null) return 'Nobody has answered it yet.'
  const told =
    callbacks.length > 0
      ? ''
      : fault.lost
        ? ' The callback is lost.'
        : fault.late_seconds === undefined
          ? ' The callback is on its way.'
          : ` The callback comes ${fault.late_seconds} s later.`
  return `${result.code}: ${result.words}${told}`
}

const isLapsed = (prompt: Prompt): boolean => prompt.state === 'failed' && mayAnswer(prompt)

function callbackList({ checkout_request_id, callbacks }: Prompt): Html {
  return html`<details class="attempts" id="told-${checkout_request_id}">
    <summary>${callbacks.length} ${callbacks.length === 1 ? 'callback' : 'callbacks'}</summary>
    <ol class="plain">
      ${callbacks.map((one) => html`<li><time>${clockTime(one.sent_at)}</time> ${one.result_code}: ${answerWords(one)}</li>`)}
    </ol>
  </details>`
}

function answerWords({ status, milliseconds, problem }: Callback): string {
  return status === null ? (problem ?? 'no answer') : `answered ${status} in ${milliseconds} ms`
}

function lateForm({ checkout_request_id }: Prompt, number: string): Html {
  return html`<form method="post" action="/phone" class="inline-form">
    <input type="hidden" name="checkout_request_id" value="${checkout_request_id}" />
    <input type="hidden" name="number" value="${number}" />
    <button class="button" data-small name="act" value="approve">Approve it late, now</button>
  </form>`
}
