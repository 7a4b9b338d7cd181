// How a person or a test moves the routers: a JSON control API, and the forms of the page.

import { setTimeout as pause } from 'node:timers/promises'
import { htmlPage, json, seeOther, type Answer, type Asked, type Route } from '../door.ts'
import { choiceOf, isOn, textOf, wholeOf, type Fields } from '../fields.ts'
import { methods } from './credentials.ts'
import { changeFaults, changeFaultsByForm, changeSwitches } from './habits.ts'
import type { Home, Homes } from './homes.ts'
import type { Hotspot } from './hotspot.ts'
import { sitePage } from './pages.ts'
import { sayPacket } from './packet-words.ts'
import { phoneRoutes, phonesState } from './phones-control.ts'
import type { Router } from './router.ts'
import { causes, sessionFacts, type Cause } from './sessions.ts'

/** How long the form waits for the server's word before it shows the page. */
const FORM_PATIENCE_MS = 1500

export interface Network {
  readonly routers: readonly Router[]
  readonly homes: Homes
  readonly hotspots: readonly Hotspot[]
  readonly now: () => Temporal.Instant
}

export function controlRoutes(network: Network): Route[] {
  return [...pageRoutes(network), ...apiRoutes(network), ...phoneRoutes(network.hotspots)]
}

function pageRoutes(network: Network): Route[] {
  const post = (path: string, act: (fields: Fields) => void | Promise<void>): Route => ({
    method: 'POST',
    path,
    async answer({ fields }) {
      await act(fields)
      return seeOther('/')
    },
  })
  return [
    { method: 'GET', path: '/', answer: () => htmlPage(sitePage(network)) },
    post('/dial', async (fields) => {
      const home = findHome(network, fields)
      const patience = pause(FORM_PATIENCE_MS, undefined, { ref: false })
      if (home) await Promise.race([network.homes.dial(home), patience])
    }),
    post('/hang-up', (fields) => {
      const home = findHome(network, fields)
      if (home) network.homes.hangUp(home)
    }),
    post('/homes', (fields) => void addHome(network, fields)),
    post('/reboot', (fields) => findRouter(network, fields)?.reboot()),
    post('/faults', (fields) => {
      const router = findRouter(network, fields)
      if (router) changeFaultsByForm(router.faults, fields)
    }),
  ]
}

function apiRoutes(network: Network): Route[] {
  const post = (path: string, answer: (fields: Fields) => Answer | Promise<Answer>): Route => ({
    method: 'POST',
    path,
    answer: ({ fields }: Asked) => answer(fields),
  })
  const unknown = (what: string) => json(404, { error: `There is no such ${what}.` })

  return [
    { method: 'GET', path: '/control/state', answer: () => json(200, stateOf(network)) },
    post('/control/homes', (fields) => {
      const home = addHome(network, fields)
      return home ? json(200, homeFacts(home, network.now())) : json(422, { error: 'incomplete' })
    }),
    post('/control/dial', async (fields) => {
      const home = findHome(network, fields)
      if (!home) return unknown('home')
      await network.homes.dial(home)
      return json(200, homeFacts(home, network.now()))
    }),
    post('/control/hang-up', (fields) => {
      const home = findHome(network, fields)
      if (!home) return unknown('home')
      const cause = choiceOf(fields, 'cause', Object.keys(causes) as Cause[])
      if (home.session && cause) home.router.hangUp(home.session, cause)
      network.homes.hangUp(home)
      return json(200, homeFacts(home, network.now()))
    }),
    post('/control/reboot', (fields) => {
      const router = findRouter(network, fields)
      if (!router) return unknown('router')
      router.reboot()
      return json(200, routerFacts(router, network.now()))
    }),
    post('/control/faults', (fields) => {
      const router = findRouter(network, fields)
      if (!router) return unknown('router')
      changeFaults(router.faults, fields)
      return json(200, router.faults)
    }),
    post('/control/switches', (fields) => {
      const router = findRouter(network, fields)
      if (!router) return unknown('router')
      changeSwitches(router.switches, fields)
      return json(200, router.switches)
    }),
    post('/control/wish', (fields) => {
      const session = findHome(network, fields)?.session
      if (!session) return unknown('session')
      session.wish.up = wholeOf(fields, 'up') ?? session.wish.up
      session.wish.down = wholeOf(fields, 'down') ?? session.wish.down
      return json(200, session.wish)
    }),
  ]
}

/** By its number, its name or its user name. */
function findHome({ homes }: Network, fields: Fields): Home | undefined {
  const home = textOf(fields, 'home')
  return homes.all.find(({ id, name, user_name }) => [id, name, user_name].includes(home ?? ''))
}

/** By name; where there is only one it need not be named. */
function findRouter({ routers }: Network, fields: Fields): Router | undefined {
  const name = textOf(fields, 'router')
  if (name === undefined && routers.length === 1) return routers[0]
  return routers.find((router) => router.name === name)
}

function addHome(network: Network, fields: Fields): Home | undefined {
  const router = findRouter(network, fields)
  const user_name = textOf(fields, 'user_name')
  const mac = textOf(fields, 'mac')
  const method = choiceOf(fields, 'method', methods)
  if (!router || user_name === undefined) return undefined
  return network.homes.add(router, {
    name: textOf(fields, 'name') ?? user_name,
    user_name,
    password: textOf(fields, 'password') ?? '',
    service: choiceOf(fields, 'service', ['pppoe', 'hotspot']) ?? 'pppoe',
    wanted: isOn(fields, 'wanted'),
    ...(mac === undefined ? {} : { mac }),
    ...(method === undefined ? {} : { method }),
  })
}

function stateOf({ routers, homes, hotspots, now }: Network) {
  const instant = now()
  return {
    now: instant,
    routers: routers.map((router) => routerFacts(router, instant)),
    homes: homes.all.map((home) => homeFacts(home, instant)),
    clients: phonesState(hotspots),
  }
}

function routerFacts(router: Router, now: Temporal.Instant) {
  const { name, address, coa_port, faults, switches, monitor, incoming, notes } = router
  return {
    name,
    address,
    coa_port,
    boot_digit: router.boot_digit,
    faults,
    switches,
    monitor,
    incoming,
    sessions: router.sessions.map((session) => sessionFacts(session, now)),
    packets: notes.map((note) => ({
      at: note.at,
      way: note.way,
      code: note.packet.code,
      identifier: note.packet.identifier,
      words: sayPacket(note).words,
      attributes: note.packet.attributes.map(({ name, value }) => [name, value]),
    })),
  }
}

/** Without the password. */
function homeFacts(home: Home, now: Temporal.Instant) {
  const { password: _password, router, session, ...rest } = home
  return {
    ...rest,
    router: router.name,
    session: session ? sessionFacts(session, now) : null,
  }
}
