import test from 'ava'
import { checkRouter, mayGoOn, readFacts } from '../../../appliance/routeros/preflight.ts'
import { provisioningScript } from '../../../appliance/routeros/provisioning.ts'
import { sayCheck } from '../../../appliance/words/staff/router-setup.ts'
import { simulatedRouterOS, type RouterOSOptions } from '../../simulators/routeros/routeros.ts'
import { planned, standInBox } from './plans.ts'

const now = Temporal.Instant.from('2026-11-21T11:32:00Z')

/** What such a router says, and what is made of it: the names of what is not well. */
async function judge(options: RouterOSOptions, mine = '', plan = planned()) {
  const box = standInBox()
  const ros = simulatedRouterOS({ version: '7.18.2', now: () => now, fetch: box.fetch, ...options })
  await ros.run(`/interface bridge add name=bridge\n${mine}`, 'terminal')
  const dialect = ros.version.startsWith('6') ? 6 : 7
  await ros.run(provisioningScript(plan, dialect), 'import')
  const checks = checkRouter(box.facts, plan, dialect, now)
  const said = checks.filter(({ state }) => state !== 'passed').map(({ name, says, state }) => `${name} ${says}: ${state}`) // prettier-ignore
  return { checks, said, goes: mayGoOn(checks), facts: box.facts }
}

for (const [what, options, mine, expected, goes] of [
  ['a good one', {}, '', ['licence limit: noted'], true],
  ['the oldest that is taken', { version: '7.15' }, '', ['licence limit: noted'], true],
  ['one that is too old', { version: '7.14.3' }, '', ['version old: failed', 'licence limit: noted'], false],
  ['RouterOS 6', { version: '6.49.10' }, '', ['version six: noted', 'licence limit: noted'], true],
  ['a small one out of its box', { deviceMode: 'basic' }, '', ['mode off: failed', 'licence limit: noted'], false],
  ['a licence for one', { licence: 3 }, '', ['licence none: failed'], false],
  ['a licence without limits', { licence: 6 }, '', [], true],
  ['users of its own', { licence: 6 }, '/ppp secret add name=free password=x; /ip hotspot user add name=boss', ['locals some: noted'], true],
  ['a hotspot without http-pap', { licence: 6 }, '/ip hotspot profile add name=p login-by=http-chap; /ip hotspot add name=h interface=bridge profile=p', ['login mended: noted'], true],
  ['another RADIUS server', { licence: 6 }, '/radius add address=10.0.0.9 secret=x service=ppp', ['others some: noted'], true],
] as const) {
  test(`N15, U57, U14: before anything is changed: ${what}`, async (t) => {
    const { said, goes: may, checks } = await judge(options, mine)
    t.deepEqual(said, [...expected])
    t.is(may, goes)
    for (const check of checks) t.true(sayCheck(check).title.includes(' '), `${check.name} ${check.says}`)
  })
} // prettier-ignore

test('N15: a port that is not there is told, with the clock of 1970', async (t) => {
  const { said } = await judge({ licence: 6, now: () => Temporal.Instant.from('1970-01-02T00:00:00Z') }, '', planned({ guest_port: 'ether99' })) // prettier-ignore
  t.deepEqual(said, ['time wrong: noted', 'port none: failed'])
})

test('N15: device-mode is told with what to paste and which button to press', async (t) => {
  const { checks } = await judge({ deviceMode: 'basic' })
  const { title, sub } = sayCheck(checks.find(({ name }) => name === 'mode')!)
  t.regex(title, /hotspot/)
  t.regex(sub, /device-mode update hotspot=yes fetch=yes scheduler=yes.*button.*five minutes/)
})

test('what a router says is read whatever it says, and never throws', (t) => {
  t.deepEqual(readFacts('version=7.16\nUPPER=1\n=x\nmode\nboard=a=b\nx=\n'), {
    version: '7.16',
    board: 'a=b',
    x: '',
  })
  t.deepEqual({ ...readFacts('__proto__=1\nconstructor=2') }, { constructor: '2' })
  t.is(Object.keys(readFacts('a=1\n'.repeat(100_000))).length, 1)
})
