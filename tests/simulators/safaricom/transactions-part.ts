// The part of the page that lists each payment: what state it is in, and every attempt to tell Lango of it.

import { html, stateWord, type Html, type Tone } from '../page.ts'
import { clockTime, maskedPhone, shillings } from '../words.ts'
import type { Answered, Books, Delivery, Transaction, Validation } from './books.ts'

const SHOWN = 25

export function transactionsPart(books: Books): Html {
  const shown = books.transactions.slice(-SHOWN).toReversed()
  const more = books.transactions.length - shown.length
  return html`<section
    class="part"
    id="transactions"
    data-live
    aria-labelledby="transactions-title"
  >
    <div class="between">
      <h2 id="transactions-title">Payments</h2>
      <a class="small" href="/">Look again</a>
    </div>
    ${
      shown.length === 0
        ? html`<div class="empty">
            <p>No payments yet.</p>
            <p class="soft">Fill in the phone and send the money.</p>
          </div>`
        : html`<table class="table">
            <thead>
              <tr>
                <th scope="col">Code</th>
                <th scope="col" class="w">For</th>
                <th scope="col">News</th>
                <th scope="col" class="num">KES</th>
              </tr>
            </thead>
            <tbody>
              ${shown.map((one) => row(books, one))}
            </tbody>
          </table>`
    }
    ${more > 0 && html`<p class="small soft">${more} earlier ones are in <a href="/control/transactions">/control/transactions</a>.</p>`}
  </section>`
}

function row(books: Books, one: Transaction): Html {
  const { tone, word, sub } = news(books, one)
  const who = `${one.first_name} ${maskedPhone(one.msisdn)}`
  const account = one.bill_ref === '' ? 'no account' : one.bill_ref
  return html`<tr>
    <th scope="row">
      <span class="code">${one.trans_id}</span
      ><span class="sub"
        ><time>${clockTime(one.started_at)}</time
        ><span class="n"> · ${account} at ${one.shortcode}</span></span
      >
    </th>
    <td class="w">
      <span class="num">${account}</span> at <span class="num">${one.shortcode}</span
      ><span class="sub">${who}</span>
    </td>
    <td>${stateWord(tone, word)}<span class="sub">${sub}</span>${attempts(books, one)}</td>
    <td class="num">${shillings(one.amount_cents)}</td>
  </tr>`
}

interface News {
  readonly tone: Tone
  readonly word: string
  readonly sub: string
}

function news(books: Books, one: Transaction): News {
  if (one.state === 'asking') return { tone: 'wait', word: 'asking', sub: 'before money moves' }
  if (one.state === 'cancelled') {
    return { tone: 'over', word: 'refused', sub: verdictWords(one.validation) }
  }
  const { deliveries, fault } = one
  const told = deliveries.filter(({ status }) => status === 200)
  if (told.length > 0)
    return { tone: 'good', word: timesTold(told.length), sub: lag(one, told[0]!) }
  if (deliveries.length > 0) {
    return { tone: 'bad', word: 'not taken', sub: answerWords(deliveries.at(-1)!) }
  }
  if (!books.shortcodes.get(one.shortcode)?.urls) {
    return { tone: 'over', word: 'not told', sub: 'no URL is registered' }
  }
  if (fault.lost) return { tone: 'bad', word: 'lost', sub: 'only a pull or a query finds it' }
  if (fault.order === 'after_next') {
    return { tone: 'wait', word: 'held', sub: 'until the next payment has gone first' }
  }
  if (fault.late_seconds !== undefined) {
    const due = one.started_at.add({ seconds: fault.late_seconds })
    return { tone: 'wait', word: 'late', sub: `due at ${clockTime(due)}` }
  }
  return { tone: 'wait', word: 'on its way', sub: 'waiting for an answer' }
}

function timesTold(times: number): string {
  if (times === 1) return 'told once'
  return times === 2 ? 'told twice' : `told ${times} times`
}

function lag({ started_at }: Transaction, { sent_at, milliseconds }: Delivery): string {
  const seconds = Math.round(sent_at.since(started_at).total('seconds'))
  return seconds > 1 ? `${seconds} s later` : `answered in ${milliseconds} ms`
}

function attempts({ transactions }: Books, one: Transaction): Html | false {
  const { validation, deliveries } = one
  if (validation === null && deliveries.length === 0) return false
  return html`<details class="attempts" id="sent-${transactions.indexOf(one)}">
    <summary>${deliveries.length + (validation ? 1 : 0)} sent</summary>
    <ol class="plain">
      ${
        validation &&
        html`<li>
          <time>${clockTime(validation.sent_at)}</time> validation:
          ${verdictWords(validation)}${said(validation)}
        </li>`
      }${deliveries.map((one) => html`<li><time>${clockTime(one.sent_at)}</time> confirmation: ${answerWords(one)}${said(one)}</li>`)}
    </ol>
  </details>`
}

function said({ body }: Answered): Html | false {
  return body !== '' && html`<span class="code answer">${body.slice(0, 240)}</span>`
}

function answerWords({ status, milliseconds, problem }: Answered): string {
  if (status === null) return problem ?? 'no answer'
  return `${status} in ${milliseconds} ms`
}

function verdictWords(validation: Validation | null): string {
  if (validation === null) return 'no answer'
  if (validation.verdict === 'silence') return 'no answer Safaricom could read'
  return validation.verdict === 'accepted'
    ? `accepted in ${validation.milliseconds} ms`
    : `refused with ${validation.result_code}`
}
