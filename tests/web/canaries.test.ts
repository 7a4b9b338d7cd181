// Canaries: words that must never sing in a log. They are put into every field, header, path and query the web process
// takes, by somebody signed in and by strangers, and its log is read afterwards (T41).

import test from 'ava'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAppliance, type Appliance } from '../../appliance/appliance.ts'
import { readConfig } from '../../appliance/config.ts'
import { saveIpnSource } from '../../appliance/money/ipn-sources.ts'
import { webhookUrl } from '../../appliance/money/shortcodes.ts'
import { drawToken } from '../../appliance/secrets.ts'
import { routes } from '../../web/routes.ts'
import { dropDatabase, freshDatabase, testEnv } from '../support/database.ts'
import { openShop, paybill } from '../support/factories.ts'
import { freePort, startProcess, type TestProcess } from '../support/processes.ts'
import { signedIn, visit, type Visitor } from './door.ts'
import { hireStaff, password } from './kilima.ts'

const canary = 'CANARY7f3a9'
const phone = '254798765432'
const typed = `${canary} 0798765432 ${phone}\r\nforged: line`

let appliance: Appliance
let web: TestProcess
let origin: string
let owner: Visitor
let databaseUrl: string
let stateDir: string

test.before(async () => {
  databaseUrl = await freshDatabase()
  stateDir = await mkdtemp(join(tmpdir(), 'lango-canaries-'))
  const port = await freePort()
  origin = `http://127.0.0.1:${port}`
  const env = testEnv(databaseUrl, {
    LANGO_STATE_DIR: stateDir,
    LANGO_PUBLIC_URL: origin,
    LANGO_WEB_PORT: String(port),
    LANGO_TRIAL: 'yes', // Nobody is asked for codes from a phone.
  })
  appliance = await openAppliance(readConfig(env))
  await hireStaff(appliance)
  await openShop(appliance)
  web = await startProcess('web', env)
  owner = await signedIn(origin, 'owner')
})
test.after.always(async () => {
  await web?.kill('SIGTERM')
  await appliance?.close()
  await dropDatabase(databaseUrl)
  await rm(stateDir, { recursive: true, force: true })
})

const fieldNames = [
  'password', 'email', 'name', 'phone', 'why', 'note', 'q', 'code', 'token', 'consumer_secret', 'passkey', 'api_key',
  'account_no', 'user_name', 'mac', 'plan', 'link_login_only', 'chap_challenge',
] // prettier-ignore

/** The log keeps its last lines only: read after each few requests. */
function sings(t: { false(value: boolean, words?: string): unknown }, where: string): void {
  const log = web.log()
  t.false(log.includes(canary), `${where} is in the log`)
  t.false(log.includes(phone) || log.includes('0798765432'), `a phone of ${where} is in the log`)
  t.false(/^forged:/m.test(log), `${where} made a line of its own`)
}

test.serial('T41: no canary in any field, path, query or header is ever logged', async (t) => {
  const stranger = visit(origin)
  const headers = { 'user-agent': `${canary} ${phone}`, referer: `${origin}/?q=${canary}` }
  for (const name of Object.keys(routes)) {
    const [method, pattern] = name.split(' ') as [string, string]
    const path = pattern.replace(/:\w+/g, encodeURIComponent(canary))
    for (const who of [owner, stranger]) {
      if (method === 'GET') {
        await who.get(`${path}?q=${encodeURIComponent(typed)}&before=${canary}`, headers)
        continue
      }
      if (name === 'DELETE /sign-in' && who === owner) continue
      const asked = method === 'DELETE' ? `${path}?_method=delete` : path
      const fields = Object.fromEntries(fieldNames.map((field) => [field, typed]))
      await who.post(asked, fields, headers)
      for (const field of fieldNames) await who.post(asked, { [field]: typed })
    }
    sings(t, name)
  }
})

test.serial('T41: nor a password that was nearly right, nor the cookie that it gave', async (t) => {
  const stranger = visit(origin)
  await stranger.post('/sign-in', { email: 'owner@kilima.test', password: canary, back: '' })
  sings(t, 'a wrong password')
  t.false(web.log().includes(password))
  const token = /=([^;]+)/.exec(owner.cookie())![1]!
  t.true(token.length > 30)
  t.false(web.log().includes(token))
})

test.serial('T41: nor a callback’s body, its token, or what is left of a broken one', async (t) => {
  const token = drawToken()
  const bodies = [
    JSON.stringify({ MSISDN: phone, FirstName: canary, BillRefNumber: typed }),
    `{"MSISDN":"${phone}","x":"${canary}`,
    canary.repeat(9000),
  ]
  for (const body of bodies) {
    for (const path of [`/hooks/${token}/confirmation`, `/hooks/${canary}/confirmation`]) {
      await fetch(`${origin}${path}`, { method: 'POST', body })
    }
    sings(t, body.slice(0, 30))
  }
  t.false(web.log().includes(token))
})

test.serial('T20, S4-22: nor the old service’s user and password, in a query or in a form, right or wrong', async (t) => {
  const { db, work, safe } = appliance
  const pass = `${canary}-the-old-secret-word`
  const source = { shortcode: paybill, name: '', user: canary, pass, trusted_cap_cents: null }
  await work((unit) => saveIpnSource(unit, safe, source, { staff: null, source_address: null }))
  const row = (await db('shortcodes').where({ shortcode: paybill }).first())!
  const url = webhookUrl(safe, { ...row, provider: 'ipn' }, origin)
  const said = { id: '1', orig: 'MPESA', mpesa_code: 'UKLCANARY1', mpesa_acc: typed, mpesa_amt: '10.0', business_number: paybill }
  for (const given of [pass, `${pass}x`]) {
    const form = new URLSearchParams({ ...said, user: canary, pass: given })
    const answers = [await fetch(`${url}?${form}`), await fetch(url, { method: 'POST', body: form })]
    for (const answer of answers) t.regex(await answer.text(), given === pass ? /^OK\|/ : /^FAIL\|/)
    sings(t, given)
  }
  t.false(web.log().includes(url.split('/hooks/')[1]!.split('/')[0]!), 'the token of the path')
  const kept = await db('callbacks').where({ kind: 'ipn' })
  t.is(kept.length, 2)
  for (const { body } of kept) t.false(body.toString().includes('the-old-secret-word'))
}) // prettier-ignore
