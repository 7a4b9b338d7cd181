// The pages that staff open most, and the lists beside them. Each turn asks for somebody else, so that nothing is warm but what
// is in use; what is asked for lies in the scope of whoever looks.

import type { Appliance } from '../../appliance/appliance.ts'
import { narrow } from '../../appliance/people/scoped-views.ts'
import type { Colleague } from '../../appliance/people/staff.ts'
import { may, type RouteName } from '../../web/routes.ts'

export interface Page {
  name: string
  route: RouteName
  path(turn: number): string
}

interface Person {
  id: number
  account_no: string
  msisdn: string
  name: string
  user_name: string
}

/** What is theirs to open. */
export async function listPages(appliance: Appliance, viewer: Colleague): Promise<Page[]> {
  const { appliance: seen, leave } = await narrow(appliance, viewer)
  try {
    const { rows: people } = await seen.db.raw<{ rows: Person[] }>(
      `select s.id, s.account_no, s.msisdn, s.name, v.user_name from subscribers s join services v on v.subscriber_id = s.id
       order by s.id * 7919 % 100003 limit 400`,
    )
    const ids = people.map(({ id }) => id)
    const codes = await seen.db('payments').whereIn('subscriber_id', ids).limit(400).pluck('receipt_code') // prettier-ignore
    const open = await seen.db('exceptions').whereNull('resolved_at').limit(100).pluck('id')
    const sellsOnly = viewer.role === 'reseller' // From Today they are led on.
    return pagesOf(people, codes as string[], open).filter(
      ({ route }) => may(viewer.role, route) && !(sellsOnly && route === 'GET /'),
    )
  } finally {
    await leave()
  }
}

function pagesOf(people: Person[], codes: string[], open: number[]): Page[] {
  const person = (turn: number) => people[turn % people.length]!
  const code = (turn: number) => codes[turn % codes.length]!
  const q = (words: string) => `q=${encodeURIComponent(words)}`
  const find = (name: string, words: (turn: number) => string): Page => ({
    name: `find: ${name}`,
    route: 'GET /search',
    path: (turn) => `/search?${q(words(turn))}`,
  })
  const page = (name: string, route: RouteName, path: Page['path']): Page => ({ name, route, path })
  const list = (name: string, route: RouteName, query = ''): Page =>
    page(name, route, () => route.replace('GET ', '') + query)
  return [
    list('Today', 'GET /'),
    list('Health', 'GET /health'),
    find('a code', code),
    find('a phone', (turn) => person(turn).msisdn.replace('254', '0')),
    find('a user name', (turn) => person(turn).user_name),
    find('the end of a phone', (turn) => person(turn).msisdn.slice(-5)),
    find('a common name', (turn) => person(turn).name.split(' ')[turn % 2]!),
    find('two names', (turn) => person(turn).name),
    find('an amount and a time', (turn) => `2000 ${turn % 24}:${((turn * 7) % 50) + 10}`),
    find('an IP address', (turn) => `10.0.${turn % 250}.${(turn * 7) % 250}`),
    find('nobody', (turn) => `xyzzy ${turn}`),
    list('Subscribers', 'GET /subscribers'),
    page('Subscribers, one name', 'GET /subscribers', (turn) => `/subscribers?${q(person(turn).name)}`), // prettier-ignore
    list('Subscribers online', 'GET /subscribers', '?show=online'),
    list('Subscribers who end', 'GET /subscribers', '?show=ending'),
    list('Subscribers who ended', 'GET /subscribers', '?show=ended'),
    page('One subscriber', 'GET /subscribers/:account_no', (turn) => `/subscribers/${person(turn).account_no}`), // prettier-ignore
    list('Payments of the week', 'GET /payments'),
    list('Payments of all days', 'GET /payments', '?days=ever'),
    page('Payments, one name', 'GET /payments', (turn) => `/payments?days=ever&${q(person(turn).name)}`), // prettier-ignore
    page('One payment', 'GET /payments/:rail/:receipt_code', (turn) => `/payments/mpesa/${code(turn)}`), // prettier-ignore
    list('Exceptions', 'GET /exceptions'),
    ...(open.length === 0
      ? []
      : [page('One exception', 'GET /exceptions/:id', (turn) => `/exceptions/${open[turn % open.length]}`)]), // prettier-ignore
    list('Checkouts', 'GET /checkouts'),
    list('Overdue', 'GET /overdue'),
    list('Arrears', 'GET /arrears'),
    list('Requests', 'GET /requests'),
    list('Claims', 'GET /claims'),
    list('Vouchers', 'GET /vouchers'),
    list('Audit', 'GET /audit'),
  ]
}
