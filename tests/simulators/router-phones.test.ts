// The phones on the routers' page and in the control API, and a real browser that does the whole dance.

import test from 'ava'
import { hotspotPages } from '../../appliance/routeros/hotspot-pages.ts'
import { findAxeViolations, openBrowser, openWindow, sidewaysPixels } from '../support/browser.ts'
import { seededDice } from './dice.ts'
import { openDoor, htmlPage, type Asked } from './door.ts'
import { chapDigest, fromOctal } from './router-lab.ts'
import { openSite } from './router/site.ts'
import { settableClock } from './settable-clock.ts'
import { accepting, attribute, openStandInRadius, vendorAttribute } from './stand-in-radius.ts'

const portal_key = '0a1b2c3d4e5f'
let last_site = 0

/** A portal that logs everyone in who presses the button, by CHAP, as the real one does. */
async function openStandInPortal() {
  return openDoor(
    [
      { method: 'GET', path: `/p/${portal_key}`, answer: ({ query }: Asked) => portalPage(query) },
      {
        method: 'GET',
        path: `/p/${portal_key}/status`,
        answer: ({ query }: Asked) => htmlPage(`<h1>Your page, ${query.get('mac')}</h1>`),
      },
    ],
    { host: '127.0.0.1', port: 0 },
  )
}

function portalPage(query: URLSearchParams) {
  const of = (name: string) => query.get(name) ?? ''
  const password = chapDigest(fromOctal(of('chapid')), 'pass word', fromOctal(of('chap')))
  const fields = { username: 'achieng', password, dst: of('orig') }
  const inputs = Object.entries(fields).map(([name, value]) => {
    return `<input type="hidden" name="${name}" value="${encodeURI(value)}">`
  })
  return htmlPage(
    `<h1>Portal</h1><p id="error">${encodeURI(of('error'))}</p>
    <form method="post" action="${of('login')}">${inputs.join('')}<button>Log in</button></form>`,
  )
}

async function openStreet(portal_url = 'http://127.0.0.1:9') {
  const clock = settableClock()
  const server = await openStandInRadius('s3cret')
  last_site += 1
  const router = (name: string, host: number) => ({
    name,
    address: `127.79.${process.pid % 250}.${host}`,
    coa_port: 0,
    radius: {
      host: '127.0.0.1',
      auth_port: server.port,
      acct_port: server.port,
      secret: 's3cret',
    },
  })
  const site = await openSite({
    now: clock.now,
    random: seededDice(3),
    routers: [
      {
        ...router('githurai-1', last_site * 2),
        hotspot: {
          pages: hotspotPages({ portal_url, portal_key }),
          clients: [{ name: 'Achieng', mac: 'BC:24:11:EB:56:4D' }, { name: 'Otieno <b>' }],
        },
      },
      { ...router('githurai-2', last_site * 2 + 1), hotspot: { login_by: ['http-pap'] } },
    ],
  })
  return { clock, server, site, close: () => Promise.all([site.close(), server.close()]) }
}

const post = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })

const order = async (url: string, body: object) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

test('the control API adds a phone, takes it away and back, gives it a new MAC and data to use', async (t) => {
  const { site, close } = await openStreet()
  t.teardown(close)
  const { url } = site
  const added = await order(`${url}/control/clients`, {
    router: 'githurai-2',
    name: 'Wanjiku',
    mac: '4a:00:00:00:00:01',
  })
  t.like(added.body, { mac: '4A:00:00:00:00:01', state: 'waiting', session: null })
  const client = String(added.body['id'])
  await fetch(`${String(added.body['url'])}/login?username=wanjiku&password=x`)
  const used = await order(`${url}/control/data`, { client, bytes: 5000, way: 'up' })
  t.like(used.body, { state: 'online', session: { user_name: 'wanjiku' } })
  const session = used.body['session'] as Record<string, unknown>
  t.is(session['input_bytes'], 5000)
  t.false(JSON.stringify(used.body).includes('password'))

  t.like((await order(`${url}/control/wifi`, { client, on: false })).body, { state: 'away' })
  t.like((await order(`${url}/control/wifi`, { client, on: true })).body, { state: 'online' })
  const ended = await order(`${url}/control/hosts/remove`, { client: 'Wanjiku' })
  t.like(ended.body, { state: 'waiting', last_session: { ended_by: 'admin_reset' } })
  const changed = await order(`${url}/control/mac`, { client: '4A:00:00:00:00:01' })
  t.regex(String(changed.body['mac']), /^4E:/)
  t.is((await order(`${url}/control/mac`, { client: 'nobody' })).status, 404)
  t.is((await order(`${url}/control/clients`, { name: 'x' })).status, 422, 'which router?')

  const state = (await (await fetch(`${url}/control/state`)).json()) as {
    clients: { name: string; router: string }[]
  }
  t.deepEqual(
    state.clients.map(({ name, router }) => [name, router]),
    [
      ['Achieng', 'githurai-1'],
      ['Otieno <b>', 'githurai-1'],
      ['Wanjiku', 'githurai-2'],
    ],
  )
})

test('the buttons of the page: leave, come back, new MAC, 100 MB; names are escaped', async (t) => {
  const { site, close } = await openStreet()
  t.teardown(close)
  const phone = site.hotspots[0]!.clients[1]!
  const press = (path: string, fields = {}) =>
    post(`${site.url}${path}`, { client: phone.id, ...fields })
  const shown = await (await fetch(site.url)).text()
  t.true(shown.includes('Otieno &lt;b&gt;') && !shown.includes('Otieno <b>'))
  t.true(shown.includes(`href="${phone.url}/hello"`))

  t.is((await press('/wifi')).headers.get('location'), '/#phones')
  t.is(phone.state, 'away')
  await press('/wifi', { on: 'on' })
  t.is(phone.state, 'waiting')
  const { mac } = phone
  await press('/mac')
  t.not(phone.mac, mac)
  await press('/data')
  t.is(phone.session, undefined, 'nothing to use before the login')
})

test('S1-09 a real browser: any address, portal, login by CHAP, its own page, and the internet', async (t) => {
  const portal = await openStandInPortal()
  const { site, server, close } = await openStreet(portal.url)
  const browser = await openBrowser('*.test')
  t.teardown(async () => {
    await browser.close()
    await close()
    await portal.close()
  })
  server.answer = accepting(attribute(27, 7200), vendorAttribute(14988, 17, 200_000_000))
  const phone = site.hotspots[0]!.clients[0]!
  const { port } = new URL(phone.url)
  const page = await browser.newPage()
  const headline = () => page.locator('h1').textContent()

  await page.goto(`http://news.test:${port}/today?a=b`)
  t.is(await headline(), 'Portal')
  t.is(new URL(page.url()).searchParams.get('orig'), `http://news.test:${port}/today?a=b`)
  await page.getByRole('button').click()
  t.is(await headline(), 'Umeunganishwa')
  t.like(phone.session, { user_name: 'achieng' })
  await page.waitForURL(`${portal.url}/p/${portal_key}/status?mac=*`)
  t.is(await headline(), `Your page, ${phone.mac}`)
  await page.goto(`http://news.test:${port}/today`)
  t.is(await headline(), `You are on the internet: news.test:${port}/today`)

  await post(`${site.url}/data`, { client: phone.id })
  await post(`${site.url}/data`, { client: phone.id })
  t.is(phone.last_session?.ended_by, 'nas_request')
  await page.goto(`http://news.test:${port}/today`)
  t.is(await headline(), 'Portal')
})

test('the pages of the router and the routers’ page fit a small phone, and axe finds nothing', async (t) => {
  const { site, close } = await openStreet()
  const browser = await openBrowser()
  t.teardown(async () => {
    await browser.close()
    await close()
  })
  const phone = site.hotspots[0]!.clients[0]!
  for (const scheme of ['light', 'dark'] as const) {
    const window = await openWindow(browser, site.url, { width: 320, scheme })
    const page = await window.newPage()
    const fits = async (url: string) => {
      await page.goto(url)
      t.is(await sidewaysPixels(page), 0, url)
      // Going on by itself is what these pages are for, and there is a link beside it.
      const found = (await findAxeViolations(page)).filter((one) => !one.startsWith('meta-refresh'))
      t.deepEqual(found, [], url)
    }
    await fits(`${site.url}/`)
    for (const name of ['status.html', 'logout.html', 'error.html', 'alogin.html']) {
      await fits(`${phone.url}/${name}`)
    }
    await window.close()
  }
})
