// What a browser shows of PayHero and Paystack: the prompts they have out, what can be done with each on its phone, and, at
// Paystack, the refunds that wait for their end.

import { json, type Asked, type Route } from '../door.ts'
import { assetRoutes, html, pageOf, stateWord, type Html } from '../page.ts'
import { clockTime, dayAndTime, shillings } from '../words.ts'
import type { Act, AskedPrompt, Asking } from './asking.ts'
import type { RefundEnd, Refunds } from './paystack-refunds.ts'

const shown = 12
const acts: [Act, string][] = [
  ['approve', 'Enter the PIN'],
  ['cancel', 'Cancel'],
  ['no_money', 'Not enough money'],
  ['wrong_pin', 'Wrong PIN'],
]
const ends: [RefundEnd, string][] = [
  ['processed', 'It is paid'],
  ['failed', 'It fails'],
]
const back = { status: 303, type: 'text/plain', body: '', location: '/' }

export function pageRoutes(title: string, asking: Asking, refunds?: Refunds): Route[] {
  const page = () => ({
    status: 200,
    type: 'text/html; charset=utf-8',
    body: pageOf({
      title,
      lead: html`<span id="now" data-live>${dayAndTime(asking.now())} in Nairobi</span>. The phones
        that it asked for Lango, and what they do.`,
      body: html`<div class="stack-wide">
        ${promptsPart(asking)}${refunds && refundsPart(refunds)}
      </div>`,
    }),
  })
  const act = async ({ fields, headers }: Asked) => {
    const { phone, act: wanted } = fields
    const prompt = asking.prompts.findLast((one) => one.phone === phone && one.state === 'open')
    const [known] = acts.find(([name]) => name === wanted) ?? []
    if (prompt && known) await asking.act(prompt, known)
    if (!isForm(headers)) return json(prompt && known ? 200 : 404, { receipt: prompt?.receipt })
    return back
  }
  const end = async ({ fields }: Asked) => {
    const refund = refunds?.list.find(({ id }) => String(id) === fields['id'])
    const [known] = ends.find(([name]) => name === fields['how']) ?? []
    if (refund && known) await refunds!.end(refund, known)
    return back
  }
  return [
    { method: 'GET', path: '/', answer: page },
    { method: 'POST', path: '/control/act', answer: act },
    { method: 'POST', path: '/control/end', answer: end },
    ...assetRoutes,
  ]
}

const isForm = (headers: Asked['headers']) =>
  headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false

function promptsPart({ prompts }: Asking): Html {
  const rows = prompts.slice(-shown).toReversed()
  return html`<section class="part" id="prompts" data-live aria-labelledby="prompts-title">
    <h2 id="prompts-title">Prompts</h2>
    ${
      rows.length === 0
        ? html`<p class="soft">
            No phone has been asked to pay. In Lango’s settings, have it asked first.
          </p>`
        : html`<ul class="prompts">
            ${rows.map(promptRow)}
          </ul>`
    }
  </section>`
}

const tones = { open: 'wait', paid: 'good', failed: 'bad' } as const
const words = { open: 'open', paid: 'paid', failed: 'not paid' } as const

function promptRow({
  phone,
  shillings: asked,
  state,
  asked_at,
  receipt,
  words: said,
}: AskedPrompt): Html {
  return html`<li>
    <p class="between">
      <strong class="num">KES ${asked}</strong>${stateWord(tones[state], words[state])}
    </p>
    <p class="sub">
      <time>${clockTime(asked_at)}</time>, on
      <span class="num">0${phone.slice(3)}</span
      >${receipt && html`, receipt <span class="code">${receipt}</span>`}
    </p>
    ${state === 'failed' && html`<p class="sub">${said}</p>`}
    ${
      state === 'open' &&
      html`<form class="actions" method="post" action="/control/act">
        <input type="hidden" name="phone" value="${phone}" />
        ${acts.map(([name, label]) => html`<button class="button" name="act" value="${name}">${label}</button>`)}
      </form>`
    }
  </li>`
}

function refundsPart({ list }: Refunds): Html {
  return html`<section class="part" id="refunds" data-live aria-labelledby="refunds-title">
    <h2 id="refunds-title">Refunds</h2>
    ${list.length === 0 && html`<p class="soft">Nothing was asked back.</p>`}
    <ul class="prompts">
      ${list
        .slice(-shown)
        .toReversed()
        .map(
          ({ id, amount, status, prompt }) =>
            html`<li>
              <p class="between">
                <strong class="num">KES ${shillings(amount)}</strong
                >${stateWord(status === 'processed' ? 'good' : status === 'pending' ? 'wait' : 'bad', status)}
              </p>
              <p class="sub">to <span class="num">0${prompt.phone.slice(3)}</span></p>
              ${
                status === 'pending' &&
                html`<form class="actions" method="post" action="/control/end">
                  <input type="hidden" name="id" value="${id}" />
                  ${ends.map(([how, label]) => html`<button class="button" name="how" value="${how}">${label}</button>`)}
                </form>`
              }
            </li>`,
        )}
    </ul>
  </section>`
}
