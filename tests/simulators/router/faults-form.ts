// The form that makes a router misbehave.

import { html, inputField, selectField, tickBox, type Html } from '../page.ts'
import { errorCauses, type RouterFaults } from './habits.ts'
import type { Router } from './router.ts'

const boxes: readonly { name: keyof RouterFaults; words: string; why: string }[] = [
  { name: 'unplugged', words: 'Unplugged', why: 'nothing goes in or out' },
  { name: 'coa_silent', words: 'Deaf to orders', why: 'Incoming is not accepted' },
  { name: 'coa_ack_but_stays', words: 'Says done, does nothing', why: 'ACK, and still online' },
  { name: 'disconnect_refused', words: 'Refuses to disconnect', why: 'and takes a CoA' },
  { name: 'wrong_secret', words: 'Wrong secret', why: 'somebody typed it wrongly' },
  { name: 'duplicate_packets', words: 'Sends everything twice', why: 'the same bytes again' },
  { name: 'stop_lost', words: 'Never says goodbye', why: 'Accounting Stops are lost' },
]

const causeNames: Readonly<Record<number, string>> = {
  0: 'no, without a reason',
  401: 'unsupported attribute',
  402: 'missing attribute',
  403: 'wrong router',
  404: 'invalid request',
  405: 'unsupported service',
  406: 'unsupported extension',
  407: 'invalid value',
  501: 'prohibited',
  502: 'not routable',
  503: 'session not found',
  504: 'session not removable',
  505: 'proxy failed',
  506: 'no resources',
  507: 'request initiated',
  508: 'several sessions',
}

export function faultsForm({ name, faults }: Router, id: string): Html {
  const naks = errorCauses.map((cause) => ({
    value: String(cause),
    label: cause === 0 ? causeNames[0]! : `${cause} ${causeNames[cause]}`,
  }))
  const answers = [{ value: '', label: 'obeys' }, ...naks]
  const wrong = boxes.filter((box) => faults[box.name] === true).length

  return html`<details class="more" id="${id}-faults" ${wrong > 0 && html` open`}>
    <summary>How ${name} misbehaves</summary>
    <form method="post" action="/faults" class="stack">
      <input type="hidden" name="router" value="${name}" />
      <div>
        ${boxes.map(({ name: box, words, why }) =>
          tickBox(
            `${id}-${box}`,
            box,
            faults[box] === true,
            html`${words}<span class="sub">${why}</span>`,
          ),
        )}
      </div>
      <div class="fault-grid">
        ${selectField(`${id}-nak`, 'coa_nak', 'Answer to orders', answers, faults.coa_nak === null ? '' : String(faults.coa_nak))}
        ${inputField(`${id}-loss`, 'loss_percent', 'Packets lost, %', String(faults.loss_percent), html`inputmode="numeric" autocomplete="off"`)}
        ${inputField(`${id}-delay`, 'delay_ms', 'Sends late by, ms', String(faults.delay_ms), html`inputmode="numeric" autocomplete="off"`)}
      </div>
      <p><button class="button">Behave like this</button></p>
    </form>
    <form method="post" action="/reboot" class="inline-form">
      <input type="hidden" name="router" value="${name}" /><button
        class="button"
        data-tone="danger"
        data-small
      >
        Cut the power for a moment</button
      ><span>Sessions end without a word.</span>
    </form>
  </details>`
}
