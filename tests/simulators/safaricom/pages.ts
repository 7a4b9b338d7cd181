// Safaricom's page: a phone to pay with, and what became of each payment's news.

import type { Fields } from '../fields.ts'
import { textOf } from '../fields.ts'
import { html, inputField, pageOf, selectField, stateWord, type Html } from '../page.ts'
import { clockTime, dayAndTime, shillings } from '../words.ts'
import type { Books, Shortcode } from './books.ts'
import { faultsPart } from './faults-part.ts'
import { namedFaults } from './faults.ts'
import { promptsPart } from './prompts-part.ts'
import { payerMessage } from './text-messages.ts'
import { transactionsPart } from './transactions-part.ts'

/** `given` and `wrong` are what a refused form said, and what is wrong with it by field. */
export function phonePage(
  books: Books,
  given: Fields = {},
  wrong: Readonly<Record<string, string>> = {},
): string {
  return pageOf({
    title: 'Safaricom',
    lead: html`<span id="now" data-live>${dayAndTime(books.now())} in Nairobi</span>, by the clock
      of this trial. Pay from the phone; watch the news of it reach Lango. For what the portal asks
      of a guest, pick up <a href="/phone">a guest’s phone</a>.`,
    body: html`<div class="sim-cols">
      ${phone(books, given, wrong)}
      <div class="stack-wide">
        ${verdict(books)} ${transactionsPart(books)} ${promptsPart(books)} ${shortcodesPart(books)}
        ${faultsPart(books.faults)} ${callsPart(books)}
      </div>
    </div>`,
  })
}

function phone(books: Books, given: Fields, wrong: Readonly<Record<string, string>>): Html {
  const last = books.transactions.at(-1)
  const first = [...books.shortcodes.keys()][0] ?? ''
  const said = (name: string, otherwise: string) => textOf(given, name) ?? otherwise
  const field = (name: string, label: string, value: string, more: Html) => {
    const problem = wrong[name]
    const described =
      problem === undefined ? html`` : html`aria-describedby="${name}-wrong" aria-invalid="true"`
    return html`<div class="field" ${problem !== undefined && html` data-wrong`}>
      <label for="${name}">${label}</label
      ><input
        class="input num"
        id="${name}"
        name="${name}"
        value="${said(name, value)}"
        ${more}
        ${described}
      />${problem !== undefined && html`<span class="wrong" id="${name}-wrong">${problem}</span>`}
    </div>`
  }
  const choices = Object.entries(namedFaults).map(([value, { words }]) => ({ value, label: words }))

  return html`<section class="phone" aria-labelledby="phone-title">
    <div class="phone-screen">
      <p class="phone-bar">
        <span id="phone-clock" class="num" data-live>${clockTime(books.now()).slice(0, 5)}</span
        ><svg viewBox="0 0 34 12" aria-hidden="true">
          <path d="M1 9h2v2H1zM5 7h2v4H5zM9 4h2v7H9zM13 1h2v10h-2z" />
          <path d="M20 2.5h10v7H20zM31 4.5h2v3h-2z" />
        </svg>
      </p>
      ${textMessage(books)}
      <h2 id="phone-title">Lipa na M-PESA: pay bill</h2>
      <form method="post" action="/pay" class="phone-form">
        ${field('shortcode', 'Business number', last?.shortcode ?? first, html`inputmode="numeric" autocomplete="off" required`)}
        ${field('account', 'Account number', last?.bill_ref ?? '', html`autocomplete="off"`)}
        ${field('amount', 'Amount, KES', last ? shillings(last.amount_cents) : '1500', html`inputmode="decimal" autocomplete="off" required`)}
        <div class="phone-pair">
          ${field('phone', 'From phone', last ? `0${last.msisdn.slice(3)}` : '0712345678', html`type="tel" inputmode="tel" autocomplete="off" required`)}
          ${field('name', 'Name', last?.first_name ?? 'Njeri', html`autocomplete="off"`)}
        </div>
        <div class="phone-pair" data-weird>
          ${selectField('fault', 'fault', 'And then', choices, said('fault', 'none'))}
          ${inputField('late_seconds', 'late_seconds', 'If late, by s', said('late_seconds', '120'), html`inputmode="numeric" autocomplete="off"`)}
        </div>
        <button class="button" data-tone="main" data-wide>Send the money</button>
      </form>
    </div>
  </section>`
}

function textMessage(books: Books): Html {
  const last = books.transactions.at(-1)
  const words = last
    ? payerMessage(last, books.shortcodes.get(last.shortcode)?.organisation ?? '')
    : 'No messages yet. Pay something below.'
  return html`<div class="phone-sms" id="sms" data-live role="status">
    <b>M-PESA</b>${last && html` <time>${clockTime(last.started_at).slice(0, 5)}</time>`}
    <p>${words}</p>
  </div>`
}

function verdict(books: Books): Html {
  const paid = books.transactions.filter(({ state }) => state === 'completed')
  const total = paid.reduce((sum, { amount_cents }) => sum + amount_cents, 0)
  const told = paid.filter(({ deliveries }) => deliveries.some(({ status }) => status === 200))
  const untold = paid.length - told.length
  const words =
    paid.length === 0
      ? 'No money has moved yet.'
      : html`<strong class="num">KES ${shillings(total)}</strong> has moved in
          ${paid.length === 1 ? 'one payment' : `${paid.length} payments`}.
          ${
            untold === 0
              ? 'Lango has answered the news of all of it.'
              : html`The news of <strong class="num">${untold}</strong> has not been answered with
                  200.`
          }`
  return html`<section class="verdict" id="verdict" data-live aria-label="How it stands">
    <p class="say">${words}</p>
  </section>`
}

function shortcodesPart(books: Books): Html {
  const rows = [...books.shortcodes.values()].map(shortcodeRow)
  return html`<section class="part" id="shortcodes" aria-labelledby="shortcodes-title">
    <div class="between">
      <h2 id="shortcodes-title">Business numbers</h2>
      <span class="small soft"
        >${books.mode === 'sandbox' ? 'sandbox: http is allowed' : 'production rules'}</span
      >
    </div>
    ${
      rows.length === 0
        ? html`<p class="soft">None yet. One appears when it is paid to or registers its URLs.</p>`
        : html`<ul class="ticks">
            ${rows}
          </ul>`
    }
  </section>`
}

function shortcodeRow({
  shortcode,
  organisation,
  urls,
  validation,
  pull,
  balance_cents,
  passkey,
  till,
}: Shortcode): Html {
  const where = urls
    ? html`${urls.version}, ${urls.response_type} by default, news to
        <span class="code">${urls.confirmation_url}</span>`
    : 'Nobody has registered where to post the news: payments complete in silence.'
  return html`<li>
    ${stateWord(urls ? 'good' : 'bad', urls ? 'registered' : 'no URLs')}
    <div>
      <strong class="num">${shortcode}</strong> ${organisation}, holds
      <span class="num">KES ${shillings(balance_cents)}</span><span class="sub">${where}</span
      ><span class="sub"
        >${till !== null && `Till ${till}. `}${pull ? `Pull is registered to ${pull.nominated_number}. ` : 'Pull is not registered. '}${passkey === null ? 'It may not ask phones.' : 'It may ask phones to pay.'}</span
      >
      <form method="post" action="/shortcodes" class="inline-form">
        <input type="hidden" name="shortcode" value="${shortcode}" />${
          validation
            ? html`<span>Asks Lango before money moves.</span
                ><button class="button" data-small>Stop asking first</button>`
            : html`<input type="hidden" name="validation" value="on" /><span
                  >Moves money without asking.</span
                ><button class="button" data-small>Ask Lango first</button>`
        }
      </form>
    </div>
  </li>`
}

function callsPart({ calls }: Books): Html {
  const rows = calls.slice(-12).toReversed()
  return html`<section class="part" id="calls" data-live aria-labelledby="calls-title">
    <div class="between">
      <h2 id="calls-title">What Lango asked</h2>
      <span class="small soft">newest first</span>
    </div>
    ${
      rows.length === 0
        ? html`<p class="soft">Nothing yet.</p>`
        : html`<table class="table">
            <thead>
              <tr>
                <th scope="col">Time</th>
                <th scope="col">Call</th>
                <th scope="col" class="num">Answer</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                ({ at, method, path, status }) =>
                  html`<tr>
                    <td class="num-left">${clockTime(at)}</td>
                    <th scope="row"><span class="code">${method} ${path}</span></th>
                    <td class="num">${status ?? 'none'}</td>
                  </tr>`,
              )}
            </tbody>
          </table>`
    }
  </section>`
}
