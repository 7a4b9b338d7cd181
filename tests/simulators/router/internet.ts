// The internet behind the hotspot, as far as a phone can tell: the addresses that phones probe, and a page that says
// where one is.

import { html } from '../page.ts'
import type { GatewayAnswer, GatewayAsked } from './gateway.ts'

/** What a phone, a laptop or a browser expects of the address it probes; anything else means "a portal is in the way". */
const probes: Readonly<Record<string, GatewayAnswer>> = {
  '/generate_204': { status: 204, headers: {}, body: '' },
  '/gen_204': { status: 204, headers: {}, body: '' },
  '/hotspot-detect.html': page(
    '<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>',
  ),
  '/library/test/success.html': page(
    '<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>',
  ),
  '/connecttest.txt': text('Microsoft Connect Test'),
  '/ncsi.txt': text('Microsoft NCSI'),
  '/success.txt': text('success\n'),
  '/canonical.html': page(
    '<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
  ),
}

export function answerOnline(asked: GatewayAsked, status_url: string): GatewayAnswer {
  return probes[asked.url.pathname] ?? internetPage(asked, status_url)
}

export function internetPage(asked: GatewayAsked, status_url: string | undefined): GatewayAnswer {
  const { pathname, search } = asked.url
  const where = `${asked.host}${pathname}${search}`
  const how = status_url
    ? html`<p><a href="${status_url}">Status and log out</a></p>`
    : html`<p>Let through by the walled garden, without a login.</p>`
  return page(
    html`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>The internet</title>
          <link rel="icon" href="data:," />
          <style>
            body {
              font: 1rem/1.5 sans-serif;
              margin: 0 auto;
              max-width: 26rem;
              overflow-wrap: anywhere;
              padding: 1.5rem 1rem;
            }
            h1 {
              font-size: 1.25rem;
            }
          </style>
        </head>
        <body>
          <h1>You are on the internet: ${where}</h1>
          <p>Simulated: nothing behind this page is real.</p>
          ${how}
        </body>
      </html>`.markup,
  )
}

/** Whether the walled garden lets a host through: `*` is any signs, `?` one. */
export function isAllowed(hostname: string, garden: readonly string[]): boolean {
  return garden.some((pattern) => {
    const literal = pattern.toLowerCase().replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    const wild = literal.replaceAll('*', '.*').replaceAll('?', '.')
    return new RegExp(`^${wild}$`).test(hostname)
  })
}

function page(body: string): GatewayAnswer {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

function text(body: string): GatewayAnswer {
  return { status: 200, headers: { 'content-type': 'text/plain; charset=utf-8' }, body }
}
