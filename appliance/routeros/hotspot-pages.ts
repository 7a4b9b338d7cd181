// The pages that a MikroTik hotspot serves by itself. They do little: send a guest to our portal with what the router
// knows of the phone, and say how much is left when the portal can't be reached. RouterOS fills in the $(variables).

import { Invalid } from '../errors.ts'
import { pageOf, redirectTo } from './page-frame.ts'

export interface PortalPlace {
  /** Where guests reach the portal, without a slash at the end: https://lango.example.co.ke */
  readonly portal_url: string
  /** The router's own: twelve hex digits. */
  readonly portal_key: string
}

/**
 * File name → text of the html directory of `/ip/hotspot/profile`. On devices with flash memory the directory must be
 * inside `flash/` (`flash/hotspot`), or a reboot forgets it; on others it is `hotspot`. All files go to its top, over the
 * ones that RouterOS put there. Throws Invalid for an address or a key that would not survive in a page.
 * Source: RouterOS manual, "Hotspot customisation".
 */
export function hotspotPages(place: PortalPlace): Readonly<Record<string, string>> {
  refuseOdd(place)
  const portal = `${place.portal_url}/p/${place.portal_key}`
  const login = loginPage(`${portal}?${handOff}`)
  const toLogin = redirectPage(LOGIN)
  const own = `${portal}/status?mac=$(mac-esc)`
  return {
    'login.html': login,
    'flogin.html': login, // After a failed login: the portal says what $(error-orig) means.
    'rlogin.html': toLogin,
    'redirect.html': redirectPage(`$(if logged-in == "yes")$(link-status)$(else)${LOGIN}$(endif)`),
    'alogin.html': alreadyPage(own),
    'status.html': statusPage(own),
    'logout.html': logoutPage(own),
    'error.html': errorPage,
    'api.json': captivePortalApi(own),
  }
}

/**
 * What the portal is told. Whatever a guest or a name on the network can influence is URL-escaped by the router (`-esc`).
 * chap-id and chap-challenge are backslashes and digits only, so that they pass as they are; see the README.
 */
const handOff = [
  'mac=$(mac-esc)',
  'ip=$(ip)',
  'login=$(link-login-only-esc)',
  'orig=$(link-orig-esc)',
  'chapid=$(chap-id)',
  'chap=$(chap-challenge)',
  'error=$(error-orig-esc)',
  'server=$(server-name-esc)',
].join('&')

/** The router's own login page: only there do chap-id, chap-challenge and error exist. */
const LOGIN = '$(link-login-only)?dst=$(link-orig-esc)'

function refuseOdd({ portal_url, portal_key }: PortalPlace): void {
  if (!/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?(\/[\w./-]*\w)?$/i.test(portal_url)) {
    throw new Invalid('portal_url_odd', `${portal_url} can't be the portal's address on a router.`)
  }
  if (!/^[0-9a-f]{12}$/.test(portal_key)) {
    throw new Invalid('portal_key_odd', 'A portal key is twelve hex digits.')
  }
}

function loginPage(address: string): string {
  return (
    redirectTo(address) +
    pageOf({
      title: 'Karibu · Welcome',
      refresh: { seconds: 0, address },
      body: `<h1>Karibu</h1>
<p>Tunakupeleka kwenye ukurasa wa kununua intaneti.</p>
<p lang="en">Welcome. We are taking you to the page where you buy internet.</p>
<p><a class="go" href="${inAttribute(address)}">Endelea · <span lang="en">Continue</span></a></p>`,
    })
  )
}

function redirectPage(address: string): string {
  // The body takes the plain way, which is right for everyone who has not logged in.
  return (
    redirectTo(address) +
    pageOf({
      title: 'Karibu · Welcome',
      refresh: { seconds: 0, address: LOGIN },
      body: `<h1>Karibu</h1>
<p>Ingia kwanza ili utumie intaneti.</p>
<p lang="en">Log in first to use the internet.</p>
<p><a class="go" href="${LOGIN}">Endelea · <span lang="en">Continue</span></a></p>`,
    })
  )
}

const timeLeft = `$(if session-time-left)<div><dt>Muda uliobaki · <span lang="en">Time left</span></dt>
<dd>$(session-time-left)</dd></div>$(endif)`

/** "---" is RouterOS's word for "no limit" in the counters beside it. */
const bytesLeft = `$(if remain-bytes-total == "---")$(elif remain-bytes-total)<div><dt>Data iliyobaki · <span lang="en">Data left</span></dt>
<dd>$(remain-bytes-total) B</dd></div>$(endif)`

const used = `<div><dt>Muda uliotumika · <span lang="en">Time used</span></dt>
<dd>$(uptime)</dd></div>
<div><dt>Data iliyotumika · <span lang="en">Data used</span></dt>
<dd>↓ $(bytes-out-nice) · ↑ $(bytes-in-nice)</dd></div>`

function alreadyPage(own: string): string {
  return pageOf({
    title: 'Umeunganishwa · Online',
    refresh: { seconds: 2, address: own },
    body: `<h1>Umeunganishwa</h1>
<p lang="en">You are online.</p>
<dl>${timeLeft}</dl>
<p><a class="go" href="${own}">Ukurasa wako · <span lang="en">Your page</span></a></p>
<p><a href="$(link-status)">Hali ya muunganisho · <span lang="en">Status on the router</span></a></p>`,
  })
}

function statusPage(own: string): string {
  return pageOf({
    title: 'Muunganisho wako · Your connection',
    refresh: { seconds: 20, address: own },
    body: `<h1>Muunganisho wako</h1>
<p lang="en">Your connection.</p>
<dl>${timeLeft}
${bytesLeft}
${used}</dl>
<p><a class="go" href="${own}">Ukurasa wako · <span lang="en">Your page</span></a></p>
<p><a href="$(link-logout)">Toka · <span lang="en">Log out</span></a></p>`,
  })
}

function logoutPage(own: string): string {
  return pageOf({
    title: 'Umetoka · Logged out',
    refresh: { seconds: 5, address: own },
    body: `<h1>Umetoka</h1>
<p lang="en">You are logged out.</p>
<dl>${used}</dl>
<p><a class="go" href="${own}">Ukurasa wako · <span lang="en">Your page</span></a></p>
<p><a href="$(link-login-only)">Ingia tena · <span lang="en">Log in again</span></a></p>`,
  })
}

/** Shown when the router itself failed. No variable but its own link: nothing here may depend on what went wrong. */
const errorPage = pageOf({
  title: 'Hitilafu · Something failed',
  body: `<h1>Hitilafu ya mtandao</h1>
<p>Mtandao haukuweza kukamilisha ombi lako. Jaribu tena baada ya dakika moja.</p>
<p lang="en">The router could not finish what you asked. Try again in a minute.</p>
<p><a class="go" href="$(link-login-only)">Jaribu tena · <span lang="en">Try again</span></a></p>`,
})

/** RFC 8908, which RouterOS announces by DHCP when the hotspot has a DNS name and a certificate. */
function captivePortalApi(own: string): string {
  return `{
  "captive": $(if logged-in == "yes")false$(else)true$(endif),
  $(if session-timeout-secs == "0")$(elif session-timeout-secs)"seconds-remaining": $(session-timeout-secs),
  $(endif)$(if remain-bytes-total == "---")$(elif remain-bytes-total)"bytes-remaining": $(remain-bytes-total),
  $(endif)"user-portal-url": "$(link-login-only)",
  "venue-info-url": "${own}",
  "can-extend-session": true
}
`
}

function inAttribute(address: string): string {
  return address.replaceAll('&', '&amp;')
}
