// The phones on the Wi-Fi, on the routers' page: open one's browser, take it out of reach, let it use data.

import { html, stateWord, type Html } from '../page.ts'
import { bytes, lasting } from '../words.ts'
import type { Hotspot } from './hotspot.ts'
import type { Phone } from './phone.ts'
import { phonesOf } from './phones-control.ts'
import type { Session } from './sessions.ts'

/** How many are past the login, for the top of the page. */
export function phonesVerdict(hotspots: readonly Hotspot[]): string {
  const phones = phonesOf(hotspots)
  const online = phones.filter(({ state }) => state === 'online').length
  return phones.length === 0 ? '' : `${online} of ${phones.length} phones are past the login.`
}

export function phonesPart(hotspots: readonly Hotspot[]): Html | false {
  const phones = phonesOf(hotspots)
  if (phones.length === 0) return false
  return html`<section class="part" id="phones" data-live aria-labelledby="phones-title">
    <h2 id="phones-title">Phones on the Wi-Fi</h2>
    <ul class="homes">
      ${phones.map((phone) => phoneRow(phone, hotspots.length > 1))}
    </ul>
  </section>`
}

function phoneRow(phone: Phone, named: boolean): Html {
  const { id, name, mac, router, session, url, is_connected } = phone
  return html`<li>
    <div class="who">
      <h3>${name}</h3>
      <span class="sub code">${mac}</span
      >${named && html`<span class="sub">on ${router.name}</span>`}
    </div>
    <div class="how">${phoneState(phone)}</div>
    <div class="what" style="grid-column-end: -1">
      ${session ? usedWords(session, router.now()) : endedWords(phone.last_session)}
      ${
        is_connected &&
        html`<p><a href="${url}/hello" target="_blank">Open this phone’s browser</a></p>`
      }
      <div class="inline-form">
        ${
          is_connected
            ? act('/wifi', id, 'Leave the Wi-Fi', name)
            : act('/wifi', id, 'Come back', name, true)
        }
        ${is_connected && act('/mac', id, 'New random MAC', name)}
        ${session !== undefined && is_connected && act('/data', id, 'Use 100 MB', name)}
      </div>
    </div>
  </li>`
}

function act(action: string, id: string, words: string, name: string, on = false): Html {
  return html`<form method="post" action="${action}">
    <input type="hidden" name="client" value="${id}" />${
      on && html`<input type="hidden" name="on" value="on" />`
    }<button class="button" data-small>${words}<span class="unseen">, ${name}</span></button>
  </form>`
}

function phoneState({ state, error }: Phone): Html {
  const sub = error !== '' && html`<span class="sub">${error}</span>`
  switch (state) {
    case 'online':
      return stateWord('good', 'online')
    case 'waiting':
      return html`${stateWord('wait', 'before the login')}${sub}`
    case 'away':
      return stateWord('over', 'out of reach')
  }
}

function usedWords(session: Session, now: Temporal.Instant): Html {
  const { ends_at, input_bytes, output_bytes, user_name, framed_ip } = session
  const left = ends_at ? Math.max(0, Math.floor(ends_at.since(now).total('seconds'))) : undefined
  return html`<span class="num"
      >${left === undefined ? 'no time limit' : `${lasting(left)} left`}</span
    ><span class="sub">${bytes(output_bytes)} down, ${bytes(input_bytes)} up</span
    ><span class="sub code">${user_name}, ${framed_ip}</span>`
}

function endedWords(session: Session | undefined): Html | false {
  if (!session?.ended_by) return false
  return html`<span class="sub"
    >Was online as <span class="code">${session.user_name}</span>; ended by
    ${session.ended_by.replaceAll('_', ' ')} after
    ${bytes(session.input_bytes + session.output_bytes)}.</span
  >`
}
