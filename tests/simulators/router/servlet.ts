// The hotspot servlet: what the router answers to a phone's browser. Manual, "Serving servlet pages": five kinds of
// request, and which page of the html directory answers each.

import type { GatewayAnswer, GatewayAsked } from './gateway.ts'
import type { Credentials, Host } from './hosts.ts'
import type { Household, LoginBy } from './hotspot.ts'
import { answerOnline, isAllowed, internetPage } from './internet.ts'
import type { Phone } from './phone.ts'
import { move, type Session } from './sessions.ts'
import { linksOf, pageVariables, type Showing } from './servlet-variables.ts'
import { renderPage } from './template.ts'

export async function answerAsRouter(
  house: Household,
  host: Host,
  phone: Phone,
  asked: GatewayAsked,
): Promise<GatewayAnswer> {
  const base = baseOf(house, phone)
  const page = (names: readonly string[], showing: Partial<Showing> = {}) =>
    show(house, host, asked, { base, names, ...showing })
  const { pathname } = asked.url

  if (isOwn(house, phone, asked)) {
    if (pathname === '/login') return answerLogin(house, host, asked, base)
    if (pathname === '/logout') return answerLogout(house, host, page)
    if (pathname === '/status') {
      const names = host.session ? ['status.html'] : ['fstatus.html', 'redirect.html']
      return page(names, { counts: true })
    }
    if (pathname === '/api') return page(['api.json'], { counts: true })
    if (pathname === '/' && house.dns_name !== undefined) {
      return page([host.session ? 'rstatus.html' : 'rlogin.html', 'redirect.html'])
    }
    const file = pathname.slice(1)
    if (Object.hasOwn(house.pages, file)) return page([file])
  }
  if (host.session) return pass(house, host.session, asked, base)
  if (isAllowed(asked.url.hostname, house.walled_garden)) return internetPage(asked, undefined)
  return page(['rlogin.html', 'redirect.html'], { link_orig: asked.url.href })
}

function baseOf({ dns_name }: Household, phone: Phone): string {
  if (dns_name === undefined) return phone.url
  return `http://${dns_name.includes(':') ? dns_name : `${dns_name}:${new URL(phone.url).port}`}`
}

/** Whether the servlet itself is asked, by its name or by the gateway's address. */
function isOwn({ dns_name }: Household, phone: Phone, { host, url }: GatewayAsked): boolean {
  return host === new URL(phone.url).host || url.hostname === dns_name?.split(':')[0]
}

type Show = (names: readonly string[], showing?: Partial<Showing>) => GatewayAnswer

function answerLogout(house: Household, host: Host, page: Show): GatewayAnswer {
  if (!host.session) return page(['flogout.html', 'redirect.html'])
  const { session } = host
  house.logOut(host)
  return page(['logout.html'], { session, counts: true })
}

async function answerLogin(
  house: Household,
  host: Host,
  asked: GatewayAsked,
  base: string,
): Promise<GatewayAnswer> {
  const link_orig = asked.fields.get('dst') ?? ''
  const user_name = asked.fields.get('username') ?? ''
  const password = asked.fields.get('password') ?? ''
  const page = (names: readonly string[], error = '') => {
    const isLogin = names.includes('login.html')
    // Before every login form, so that an old one is worth nothing.
    if (isLogin && house.allows('http-chap')) house.challenge(host)
    return show(house, host, asked, { base, names, link_orig, user_name, error, is_login: isLogin })
  }
  const in_or_on = () => page(['alogin.html', 'redirect.html'])

  if (host.session) return in_or_on()
  if (user_name === '') return page(['login.html'])
  const problem = await tryLogin(house, host, { user_name, password }, base)
  return problem === undefined ? in_or_on() : page(['flogin.html', 'login.html'], problem)
}

/** What is shown as $(error); undefined when the phone is online. Words of RouterOS's errors.txt. */
async function tryLogin(
  house: Household,
  host: Host,
  typed: Credentials,
  base: string,
): Promise<string | undefined> {
  if (host.is_logging_in) return 'already authorizing, retry later'
  const credentials = proofOf(house, host, typed)
  if (!credentials) {
    host.error = 'web browser did not send challenge response (try again, enable JavaScript)'
    return host.error
  }
  const by: LoginBy = credentials.chap ? 'http-chap' : 'http-pap'
  const dialled = await house.login(host, credentials, by, base)
  if (dialled.outcome !== 'online') return dialled.error
  return host.session ? undefined : 'host was removed meanwhile'
}

/** Thirty-two hex digits answer the last challenge; anything else is the password itself, where that is allowed. */
function proofOf(house: Household, host: Host, typed: Credentials): Credentials | undefined {
  const isDigest = /^[0-9a-f]{32}$/i.test(typed.password)
  if (house.allows('http-chap') && host.challenge && isDigest) {
    const digest = Buffer.from(typed.password, 'hex')
    return { ...typed, password: '', chap: { ...host.challenge, digest } }
  }
  return house.allows('http-pap') ? { ...typed, method: 'pap' } : undefined
}

/** The first of the pages that is there; none is 404, as RouterOS says. */
function show(
  house: Household,
  host: Host,
  asked: GatewayAsked,
  showing: Showing & { readonly names: readonly string[] },
): GatewayAnswer {
  const name = showing.names.find((one) => Object.hasOwn(house.pages, one))
  if (name === undefined) return { status: 404, headers: plain, body: 'Error 404: Not Found' }

  const text = house.pages[name]!
  const headers = { 'content-type': typeOf(name) }
  if (!/\.(html?|txt|json)$/.test(name)) return { status: 200, headers, body: text }
  const rendered = renderPage(text, pageVariables(house, host, asked, showing))
  return { ...rendered, headers: { ...headers, ...rendered.headers } }
}

const plain = { 'content-type': 'text/plain; charset=utf-8' }

function typeOf(name: string): string {
  if (/\.html?$/.test(name)) return 'text/html; charset=utf-8'
  if (name === 'api.json') return 'application/captive+json'
  if (name.endsWith('.css')) return 'text/css'
  return name.endsWith('.js') ? 'text/javascript' : 'text/plain; charset=utf-8'
}

/** A request of someone who is online goes out and counts. */
function pass(
  { router }: Household,
  session: Session,
  asked: GatewayAsked,
  base: string,
): GatewayAnswer {
  const answer = answerOnline(asked, linksOf(base).status)
  const more = asked.url.pathname === '/bytes' ? Number(asked.url.searchParams.get('n') ?? 0) : 0
  move(session, asked.bytes, 'up', router.now())
  move(session, answer.body.length + (more > 0 ? Math.floor(more) : 0), 'down', router.now())
  return answer
}
