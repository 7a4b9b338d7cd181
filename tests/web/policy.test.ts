import test from 'ava'
import { routes } from '../../web/routes.ts'
import { openDoor, signedIn, visit, type Answer } from './door.ts'
import { openHotspotDay } from './hotspot-day.ts'
import { hireStaff, openKilima } from './kilima.ts'

const door = await openDoor({ LANGO_TRIAL: 'yes' })
const { appliance, clock, origin } = door
const { db } = appliance
await hireStaff(appliance)
const { otieno } = await openKilima(appliance, clock)
await openHotspotDay({ appliance, clock })
const owner = await signedIn(origin, 'owner')
await owner.post('/me/codes', { password: 'kilima inang’aa asubuhi', code: '' })
test.after.always(() => door.close())

/** What stands for each name in an address. */
async function named(): Promise<Record<string, string>> {
  const id = async (table: 'exceptions' | 'plans' | 'routers' | 'staff') =>
    String((await db(table).orderBy('id').first('id'))!.id)
  const router = (await db('routers').orderBy('id').first('portal_key'))!
  const checkout = (await db('checkouts').orderBy('id').first('merchant_reference'))!
  return {
    account_no: otieno.subscriber.account_no,
    service_no: '1',
    rail: 'mpesa',
    receipt_code: 'UKL4T8M2QX',
    shortcode: '600966',
    plan_id: await id('plans'),
    router_id: await id('routers'),
    portal_key: router.portal_key,
    merchant_reference: checkout.merchant_reference,
    'exceptions/:id': await id('exceptions'),
    'people/:id': await id('staff'),
    id: '1',
    batch_id: '1',
    number: 'V000001',
    shift_id: '1',
  }
}

const staffPolicy =
  "default-src 'self';base-uri 'none';object-src 'none';form-action 'self';frame-ancestors 'none'"

/** What in a page runs, draws or is fetched from anywhere but our own files. */
function odd(html: string): string[] {
  const inline =
    html.match(/\sstyle=|\son[a-z]+="|<style|javascript:|<script(?![^>]*\ssrc=)/g) ?? []
  const fetched = [
    ...html.matchAll(
      /<(?:script|link|img|iframe|form|button)\b[^>]*?\s(?:src|href|action|formaction)="([^"]*)"/g,
    ),
  ]
  return [
    ...inline,
    ...fetched.map(([, url]) => url!).filter((url) => !/^(\/(?!\/)|data:,)/.test(url)),
  ]
}

function check(answer: Answer, path: string): string[] {
  const policy = answer.headers.get('content-security-policy') ?? 'none'
  const guest = path.startsWith('/p/')
  const wrong = guest
    ? !policy.startsWith("default-src 'none'; style-src 'self'; script-src 'self';") ||
      /unsafe|\*(?!$| |;)/.test(policy.replace(/:\*/g, ''))
    : policy !== staffPolicy
  return [...(wrong ? [`policy ${policy}`] : []), ...odd(answer.html)]
}

test('T27: every page runs, draws and fetches nothing but our own files, and its headers say so', async (t) => {
  const values = await named()
  const guest = visit(origin)
  const seen: number[] = []
  for (const name of Object.keys(routes)) {
    const [method, pattern] = name.split(' ') as [string, string]
    if (method !== 'GET') continue
    const path = pattern.replace(/(?:([a-z]+)\/)?:(\w+)/g, (whole, before, one) => {
      const value = values[`${before}/:${one}`] ?? values[one]
      return value === undefined ? whole : `${before ? `${before}/` : ''}${value}`
    })
    t.false(path.includes(':'), `${path}: say what stands for it`)
    const answer = await (path.startsWith('/p/') ? guest : owner).get(path)
    t.true(answer.status < 500, path)
    if (answer.status === 200) seen.push(answer.html.length)
    t.deepEqual(check(answer, path), [], path)
  }
  t.true(seen.length > 40, `${seen.length} pages were seen`)
})

test('T27: the files themselves fetch nothing from elsewhere, and are kept for good', async (t) => {
  const { html } = await owner.get('/')
  const files = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!)
  t.true(files.length >= 3)
  for (const path of files) {
    const { html: text, headers } = await owner.get(path)
    t.regex(headers.get('cache-control')!, /immutable/)
    t.is(headers.get('x-content-type-options'), 'nosniff')
    t.deepEqual(
      text.match(/@import|url\(|@font-face|(?:fetch|import)\(\s*['"]https?:/g),
      null,
      path,
    )
  }
})
