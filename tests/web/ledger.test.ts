// The books as the office sees them: the trial balance, what stands behind each line, the accountant's codes, and the files.

import test from 'ava'
import { sealLedger } from '../../appliance/money/ledger-chain.ts'
import { openBrowser } from '../support/browser.ts'
import { openLooker } from '../support/looks.ts'
import { openDoor, signedIn } from './door.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor()
const { appliance, clock, origin } = door
await hireStaff(appliance)
await openKilima(appliance, clock)
await sealLedger(appliance)
const owner = await signedIn(origin, 'owner')
const auditor = await signedIn(origin, 'auditor')
const bare = await openDoor()
await hireStaff(bare.appliance)
const alone = await signedIn(bare.origin, 'owner')
const browser = await openBrowser()
test.after.always(async () => {
  await browser.close()
  await bare.close()
  await door.close()
})

test.serial('the trial balance is the same in both columns, and each line leads to its entries', async (t) => {
  const { html: text } = await owner.get('/ledger')
  const foot = /<tfoot>.*?<td class="num">(.*?)<\/td><td class="num">(.*?)<\/td>/s.exec(text)
  t.truthy(foot?.[1])
  t.is(foot?.[1], foot?.[2])
  const lines = [...text.matchAll(/href="(\/ledger\/accounts\/[^"]+)"/g)].map(([, href]) => href!)
  t.true(lines.length >= 3)
  for (const href of lines) t.regex((await owner.get(href.replaceAll('&amp;', '&'))).html, /id="entry-\d+"/)
  t.is((await owner.get('/ledger/accounts/nothing')).status, 404)
}) // prettier-ignore

test.serial(
  'S2-79, S2-81: the accountant’s codes stand beside our accounts, and in the journal',
  async (t) => {
    const wrong = await owner.post('/ledger/chart', {
    'sales-code': '4000', 'sales-name': '', 'wallet-code': '4000', 'wallet-name': 'Prepaid', 'cash-name': 'Till',
  }) // prettier-ignore
    t.is(wrong.status, 422)
    t.regex(wrong.html, /A code needs a name/)
    t.regex(wrong.html, /A name needs a code/)
    t.regex(wrong.html, /Another account has this code/)

    const fields = { 'sales-code': '4000', 'sales-name': 'Internet sales', 'wallet-code': '2100', 'wallet-name': 'Prepaid' } // prettier-ignore
    t.is((await owner.post('/ledger/chart', fields)).status, 303)
    t.regex((await owner.get('/ledger/chart?done=kept')).html, /value="Internet sales"/)
    t.regex(
      (await auditor.get('/ledger/chart')).html,
      /<td class="num">4000<\/td><td>Internet sales/,
    )
    t.regex((await owner.get('/ledger')).html, /4000 Internet sales/)
    const journal = await auditor.post('/ledger/journal/export', { month: '2026-11' })
    t.is(journal.status, 200)
    const [header, ...rows] = journal.html.trim().split('\r\n')
    t.regex(header!, /"Posted at \(Nairobi\)","Transfer","Kind","Code"/)
    t.true(rows.some((row) => row.includes('"4000","Internet sales"')))
    const sum = (column: number) =>
      rows.reduce((total, row) => total + Math.round(Number(row.split('","')[column]!) * 100), 0)
    t.true(sum(7) > 0)
    t.is(sum(7), sum(8), 'debit and credit')
    t.is((await owner.post('/ledger/journal/export', { month: '2019-01' })).html.trim().split('\r\n').length, 1) // prettier-ignore
    const lines = async (fields: Record<string, string>) =>
      (await owner.post('/ledger/journal/export', fields)).html.trim().split('\r\n').slice(1)
    const days = [...new Set(rows.map((row) => row.slice(1, 11)))].sort()
    const [first, last] = [days[0]!, days.at(-1)!]
    t.deepEqual(
      await lines({ from: first, until: last }),
      rows,
      'S2-79: by days of Nairobi, both included',
    )
    const one = await lines({ from: last, until: last })
    t.true(one.length > 0 && one.every((row) => row.startsWith(`"${last} `)))
    t.deepEqual(
      await lines({ from: last, until: first }),
      rows,
      'turned round, they are the same days',
    )
    t.is(
      (await lines({ from: '2026-02-30', month: '2019-01' })).length,
      0,
      'a day that is none is not asked for',
    )
    t.is((await owner.post('/ledger/chart', { ...fields, 'wallet-name': '=1+1' })).status, 303) // prettier-ignore
    t.regex(
      (await owner.post('/ledger/balance/export')).html,
      /"2100","'=1\+1"/,
      'T37: no name runs',
    )
    t.is((await owner.post('/ledger/chart', fields)).status, 303)
    const balance = await owner.post('/ledger/balance/export')
    t.regex(balance.html, /"2100","Prepaid"/)
    const act = await appliance.db('audit').where({ action: 'chart.changed' }).orderBy('id').first()
    t.deepEqual(act?.after, { sales: '4000 Internet sales', wallet: '2100 Prepaid' })
  },
)

for (const [name, path, house, cookie] of [
  ['Ledger', '/ledger', origin, owner.cookie()],
  ['An empty ledger', '/ledger', bare.origin, alone.cookie()],
  ['Wallets, entry by entry', '/ledger/accounts/wallet', origin, owner.cookie()],
  ['Chart of accounts', '/ledger/chart', origin, owner.cookie()],
  ['Chart of accounts, read only', '/ledger/chart', origin, auditor.cookie()],
] as const)
  test.serial(`"${name}" looks well at 320 and 1280, light and dark`, async (t) => {
    const looker = await openLooker(browser, house, cookie)
    t.deepEqual(await looker.findFaults(path), [])
    await looker.close()
  })
