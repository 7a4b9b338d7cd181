// Moving the phones on the hotspots' Wi-Fi: the forms of the page, and the control API.

import { json, seeOther, type Answer, type Asked, type Route } from '../door.ts'
import { choiceOf, isOn, textOf, wholeOf, type Fields } from '../fields.ts'
import type { Hotspot } from './hotspot.ts'
import type { Phone } from './phone.ts'
import { sessionFacts, type Session } from './sessions.ts'

type Hotspots = readonly Hotspot[]

const HUNDRED_MEGABYTES = 100_000_000

export function phoneRoutes(hotspots: Hotspots): Route[] {
  const form = (path: string, act: (phone: Phone, fields: Fields) => unknown): Route => ({
    method: 'POST',
    path,
    async answer({ fields }) {
      const phone = findPhone(hotspots, fields)
      if (phone) await act(phone, fields)
      return seeOther('/#phones')
    },
  })
  return [
    form('/wifi', setWifi),
    form('/mac', (phone) => phone.changeMac()),
    form('/data', (phone) => phone.useData(HUNDRED_MEGABYTES, 'down')),
    ...apiRoutes(hotspots),
  ]
}

function apiRoutes(hotspots: Hotspots): Route[] {
  const post = (path: string, answer: (fields: Fields) => Promise<Answer>): Route => ({
    method: 'POST',
    path,
    answer: ({ fields }: Asked) => answer(fields),
  })
  const change = (path: string, act: (phone: Phone, fields: Fields) => unknown): Route =>
    post(path, async (fields) => {
      const phone = findPhone(hotspots, fields)
      if (!phone) return json(404, { error: 'There is no such client.' })
      await act(phone, fields)
      return json(200, phoneFacts(phone))
    })

  return [
    post('/control/clients', async (fields) => {
      const hotspot = findHotspot(hotspots, fields)
      const name = textOf(fields, 'name')
      if (!hotspot || name === undefined) return json(422, { error: 'incomplete' })
      const mac = textOf(fields, 'mac')
      const port = wholeOf(fields, 'port') ?? 0
      const phone = await hotspot.addClient({ name, port, ...(mac === undefined ? {} : { mac }) })
      return json(200, phoneFacts(phone))
    }),
    change('/control/wifi', setWifi),
    change('/control/mac', (phone, fields) => phone.changeMac(textOf(fields, 'mac'))),
    change('/control/data', (phone, fields) => {
      const way = choiceOf(fields, 'way', ['up', 'down']) ?? 'down'
      phone.useData(wholeOf(fields, 'bytes') ?? HUNDRED_MEGABYTES, way)
    }),
    change('/control/hosts/remove', (phone) => phone.removeHost()),
  ]
}

async function setWifi(phone: Phone, fields: Fields): Promise<void> {
  if (!isOn(fields, 'on')) phone.leaveWifi()
  else if (!phone.is_connected) await phone.joinWifi()
}

/** By its gateway's port, its name or its MAC. */
function findPhone(hotspots: Hotspots, fields: Fields): Phone | undefined {
  const client = textOf(fields, 'client') ?? ''
  return phonesOf(hotspots).find((phone) => [phone.id, phone.name, phone.mac].includes(client))
}

function findHotspot(hotspots: Hotspots, fields: Fields): Hotspot | undefined {
  const name = textOf(fields, 'router')
  if (name === undefined && hotspots.length === 1) return hotspots[0]
  return hotspots.find(({ router }) => router.name === name)
}

export function phonesOf(hotspots: Hotspots): readonly Phone[] {
  return hotspots.flatMap(({ clients }) => clients)
}

export function phonesState(hotspots: Hotspots) {
  return phonesOf(hotspots).map(phoneFacts)
}

function phoneFacts(phone: Phone) {
  const { id, name, router, url, mac, ip, state, error } = phone
  const told = (session: Session | undefined) =>
    session ? sessionFacts(session, router.now()) : null
  return {
    id,
    name,
    router: router.name,
    url,
    mac,
    ip: ip ?? null,
    state,
    error,
    session: told(phone.session),
    last_session: told(phone.last_session),
  }
}
