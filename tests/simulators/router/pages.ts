// The routers' page: who is online and for how much longer, the homes that dial, and what was said on the wire.

import { html, inputField, pageOf, selectField, stateWord, tickBox, type Html } from '../page.ts'
import { bytes, clockTime, dayAndTime, lasting, speed } from '../words.ts'
import type { Network } from './control.ts'
import { faultsForm } from './faults-form.ts'
import type { Home } from './homes.ts'
import { phonesPart, phonesVerdict } from './phones-part.ts'
import { sayPacket } from './packet-words.ts'
import type { RateLimit } from './rate-limit.ts'
import type { Router } from './router.ts'
import type { Session } from './sessions.ts'

const SHOWN_PACKETS = 14

export function sitePage(network: Network): string {
  const { routers, now } = network
  const one = routers.length === 1 ? routers[0] : undefined
  return pageOf({
    title: one ? `Router ${one.name}` : 'Routers',
    lead: html`<span id="now" data-live>${dayAndTime(now())} in Nairobi</span>, by the clock of this
      trial. Dial in from a home; Lango decides.`,
    body: html`${verdict(network)}
      <div class="cols" data-cols="main">
        <div class="stack-wide">
          ${phonesPart(network.hotspots)} ${homesPart(network)} ${addHomePart(network)}
        </div>
        <div class="stack-wide">${routers.map((router, index) => routerPart(router, index))}</div>
      </div>`,
  })
}

function verdict({ homes, hotspots, routers }: Network): Html {
  const online = homes.all.filter(({ state }) => state === 'online').length
  const refused = homes.all.filter(({ state }) => state === 'refused').length
  const silent = homes.all.filter(({ state }) => state === 'no_answer').length
  const sessions = routers.reduce((sum, router) => sum + router.sessions.length, 0)
  const words =
    homes.all.length === 0
      ? 'No home is connected to the network yet.'
      : html`<strong class="num">${online} of ${homes.all.length}</strong> homes are
          online.${
            refused > 0 && html` Lango keeps <strong class="num">${refused}</strong> out.`
          }${silent > 0 && html` <strong class="num">${silent}</strong> got no answer.`}`
  return html`<section class="verdict" id="verdict" data-live aria-label="How it stands">
    <p class="say">${words}</p>
    <p class="small soft">
      ${sessions === 1 ? 'One session is' : `${sessions} sessions are`} open on
      ${routers.length === 1 ? 'the router' : `${routers.length} routers`}.
      ${phonesVerdict(hotspots)}
    </p>
  </section>`
}

function homesPart({ homes, now, routers }: Network): Html {
  const rows = homes.all.map((home) => homeRow(home, now(), routers.length > 1))
  return html`<section class="part" id="homes" data-live aria-labelledby="homes-title">
    <div class="between">
      <h2 id="homes-title">Homes</h2>
      <a class="small" href="/">Look again</a>
    </div>
    ${
      rows.length === 0
        ? html`<div class="empty">
            <p>No homes yet.</p>
            <p class="soft">Add one below with a user name that Lango knows.</p>
          </div>`
        : html`<ul class="homes">
            ${rows}
          </ul>`
    }
  </section>`
}

function homeRow(home: Home, now: Temporal.Instant, named: boolean): Html {
  const { name, user_name, service, router, session } = home
  const isOn = home.wanted || home.state === 'online'
  const verb = !isOn ? 'Dial' : home.state === 'online' ? 'Hang up' : 'Stop dialling'
  const way = service === 'pppoe' ? 'PPPoE' : 'hotspot'
  return html`<li>
    <div class="who">
      <h3>${name}</h3>
      <span class="sub"><span class="code">${user_name}</span>, password hidden</span
      ><span class="sub">${way}${named && ` on ${router.name}`}</span>
    </div>
    <div class="how">${homeState(home)}</div>
    <div class="what">${session && sessionWords(session, now)}</div>
    <form class="act" method="post" action="${isOn ? '/hang-up' : '/dial'}">
      <input type="hidden" name="home" value="${home.id}" /><button class="button" data-small>
        ${verb}<span class="unseen"> ${name}</span>
      </button>
    </form>
  </li>`
}

function homeState({ state, words }: Home): Html {
  const sub = words !== '' && html`<span class="sub">${words}</span>`
  switch (state) {
    case 'online':
      return html`${stateWord('good', 'online')}${sub}`
    case 'dialling':
      return stateWord('wait', 'dialling')
    case 'refused':
      return html`${stateWord('bad', 'refused')}${sub}`
    case 'no_answer':
      return html`${stateWord('bad', 'no answer')}${sub}`
    case 'fell_off':
      return html`${stateWord('wait', 'fell off')}${sub}`
    case 'off':
      return stateWord('over', 'off')
  }
}

function sessionWords(session: Session, now: Temporal.Instant): Html {
  const { ends_at, started_at, input_bytes, output_bytes } = session
  const whole = ends_at?.since(started_at).total('seconds') ?? 0
  const left = ends_at ? Math.max(0, Math.floor(ends_at.since(now).total('seconds'))) : 0
  const share = whole > 0 ? Math.round((100 * left) / whole) : 0
  return html`<span class="num">${rateWords(session.rate_limit)}</span>${
      ends_at
        ? html`<svg
              class="bar"
              viewBox="0 0 100 8"
              preserveAspectRatio="none"
              role="img"
              aria-label="${share} percent of the time is left"
            >
              <rect width="100" height="8" />
              <rect width="${share}" height="8" /></svg
            ><span class="sub">${lasting(left)} left</span>`
        : html`<span class="sub">no time limit</span>`
    }<span class="sub">${bytes(output_bytes)} down, ${bytes(input_bytes)} up</span
    ><span class="sub code">${session.framed_ip}</span>`
}

function rateWords({ up, down }: RateLimit): string {
  if (up === null && down === null) return 'no speed limit'
  const say = (rate: number | null) => (rate === null ? 'any speed' : speed(rate))
  return `${say(down)} down, ${say(up)} up`
}

function addHomePart({ routers }: Network): Html {
  const places = routers.map(({ name }) => ({ value: name, label: name }))
  const services = [
    { value: 'pppoe', label: 'PPPoE line' },
    { value: 'hotspot', label: 'Hotspot guest' },
  ]
  return html`<section class="part" id="add" aria-labelledby="add-title">
    <h2 id="add-title">Connect another home</h2>
    <form method="post" action="/homes" class="stack">
      <div class="fault-grid">
        ${inputField('new-name', 'name', 'Who lives there', '', html`autocomplete="off" placeholder="Njeri Mwangi"`)}
        ${inputField('new-user', 'user_name', 'User name', '', html`autocomplete="off" required`)}
        ${inputField('new-password', 'password', 'Password', '', html`type="password" autocomplete="off"`)}
        ${selectField('new-service', 'service', 'Comes in by', services, 'pppoe')}
        ${places.length > 1 && selectField('new-router', 'router', 'Router', places, '')}
      </div>
      ${tickBox('new-wanted', 'wanted', true, 'Dial at once, and again when it falls off')}
      <p><button class="button" data-tone="main">Connect the home</button></p>
    </form>
  </section>`
}

function routerPart(router: Router, index: number): Html {
  const { name, address, coa_port, monitor, incoming, faults } = router
  const id = `router-${index}`
  return html`<section class="part" aria-labelledby="${id}-title">
    <div class="between">
      <h2 id="${id}-title">${name}</h2>
      ${faults.unplugged ? stateWord('bad', 'unplugged') : stateWord('good', 'running')}
    </div>
    <dl class="facts" id="${id}-facts" data-live>
      <div>
        <dt>Address</dt>
        <dd class="code">${address}, CoA ${coa_port}</dd>
      </div>
      <div>
        <dt>Asked</dt>
        <dd>
          ${monitor.requests} times, ${monitor.resends} resends, ${monitor.timeouts} unanswered
        </dd>
      </div>
      <div>
        <dt>Bad replies</dt>
        <dd>${monitor.bad_replies}</dd>
      </div>
      <div>
        <dt>Orders obeyed</dt>
        <dd>${incoming.acks} of ${incoming.requests}, ${incoming.bad_requests} not genuine</dd>
      </div>
    </dl>
    <h3>Last packets</h3>
    ${packetList(router, id)} ${faultsForm(router, id)}
  </section>`
}

function packetList({ notes, name }: Router, id: string): Html {
  const shown = notes.slice(-SHOWN_PACKETS).toReversed()
  if (shown.length === 0) {
    return html`<p class="soft" id="${id}-packets" data-live>Nothing yet.</p>`
  }
  const rows = shown.map((note) => {
    const { words, bad } = sayPacket(note)
    const way = note.way === 'out' ? 'to Lango' : 'from Lango'
    return html`<li><time>${clockTime(note.at)}</time><span class="way"><span aria-hidden="true">${note.way === 'out' ? '→' : '←'}</span><span class="unseen">${way}</span></span><span${bad && html` data-tone="bad"`}>${words}<span class="sub">${note.packet.code}</span></span></li>`
  })
  return html`<ol
    class="packets"
    id="${id}-packets"
    data-live
    aria-label="Last packets of ${name}, newest first"
  >
    ${rows}
  </ol>`
}
