import test from 'ava'
import {
  lineToPaste,
  mendingScript,
  provisioningScript,
} from '../../../appliance/routeros/provisioning.ts'
import { undoScript } from '../../../appliance/routeros/undoing.ts'
import type { RouterPlan } from '../../../appliance/routeros/router-plan.ts'
import { findDrift, settingQuestions } from '../../../appliance/routeros/settings.ts'
import { simulatedRouterOS } from '../../simulators/routeros/routeros.ts'
import { everyPlan, planned, standInBox } from './plans.ts'

/** A router as it stands in a shop, with something of its owner's on it. */
async function routerOf(version: string, mine = '', hasFlash = true) {
  const box = standInBox()
  const ros = simulatedRouterOS({ version, hasFlash, fetch: box.fetch })
  await ros.run(`/interface bridge add name=bridge\n${mine}`, 'terminal')
  return { ros, box, before: ros.exportConfig() }
}

const theirs = `/ip pool add name=guests ranges=10.20.0.10-10.20.0.99
/ip address add address=10.20.0.1/24 interface=bridge
/ip hotspot profile add name="our profile" login-by=http-chap
/ip hotspot add name=cafe interface=bridge profile="our profile" address-pool=guests disabled=no
/ip hotspot user add name=boss password=boss
/radius add address=10.0.0.9 secret=other service=login
/radius incoming set port=1700`

for (const version of ['7.15', '7.24', '6.49.10']) {
  for (const [what, plan] of Object.entries(everyPlan)) {
    for (const [whose, mine, hasFlash] of [
      ['a new router', '', true],
      ['one that works already', theirs, false],
    ] as const) {
      test(`N15, S1-08: RouterOS ${version}, ${what}, ${whose}: every command is one of the schema, the second run changes nothing, undoing puts all back`, async (t) => {
        const { ros, box, before } = await routerOf(version, mine, hasFlash)
        const dialect = version.startsWith('6') ? 6 : 7
        const script = provisioningScript(plan, dialect)
        const first = await ros.run(script, 'import')
        t.is(first.error, null)
        t.true(box.steps.length >= 5 && box.steps.every((step) => step.endsWith('state=done')))
        t.not(ros.exportConfig(), before)

        const [after, changes] = [ros.exportConfig(), ros.changes.length]
        t.is((await ros.run(script, 'import')).error, null)
        if (dialect === 7) t.is((await ros.run(mendingScript(plan), 'import')).error, null)
        t.deepEqual(ros.changes.slice(changes), [])
        t.is(ros.exportConfig(), after)

        t.is((await ros.run(undoScript(dialect), 'import')).error, null)
        t.is(ros.exportConfig(), before)
        const undone = ros.changes.length
        t.is((await ros.run(undoScript(dialect), 'import')).error, null)
        t.deepEqual(ros.changes.slice(undone), [])
      })
    }
  }
} // prettier-ignore

test('N15, U57, U36: http-pap is on beside http-chap, and customers are let past FastTrack', async (t) => {
  const { ros } = await routerOf('7.16.2', theirs)
  await ros.run(provisioningScript(planned(), 7), 'import')
  const hotspot = ros.rows('/ip/hotspot').find(({ interface: port }) => port === 'bridge')!
  const profile = ros.rows('/ip/hotspot/profile').find(({ name }) => name === hotspot['profile'])!
  for (const way of ['http-chap', 'http-pap']) t.true(profile['login-by']!.includes(way))
  const rules = ros.rows('/ip/firewall/filter').filter(({ chain }) => chain === 'forward')
  const fasttrack = rules.findIndex(({ action }) => action === 'fasttrack-connection')
  const ours = rules.map(({ comment }, at) => ({ comment, at })).filter(({ comment }) => comment?.startsWith('lango'))
  t.is(ours.length, 4)
  t.true(fasttrack > 0 && ours.every(({ at }) => at < fasttrack))
}) // prettier-ignore

test('S1-08: what the agent is asked about its settings drifts in nothing after the script, and in what was changed by hand', async (t) => {
  const plan = planned()
  const { ros } = await routerOf('7.18.2')
  await ros.run(provisioningScript(plan, 7), 'import')
  const told = async () => {
    const asks = settingQuestions.map(([name, ask]) => `:do { :put ("${name}=" . [:tostr ${ask}]) } on-error={}`)
    const { output } = await ros.run(asks.join('\n'))
    return Object.fromEntries(output.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]))
  }
  const clean = await told()
  t.true(Object.keys(clean).length >= 15, Object.keys(clean).join())
  t.deepEqual(findDrift(plan, clean), [])
  await ros.run('/radius incoming set accept=no; /ip hotspot profile set [find where name=lango] login-by=http-chap; /radius set [find where comment=lango] timeout=1s; /ip firewall raw remove [find]')
  t.deepEqual(findDrift(plan, await told()).map(({ name }) => name), ['radius-timeout', 'incoming', 'expired', 'hotspot-login'])
  t.is((await ros.run(mendingScript(plan), 'import')).error, null)
  t.deepEqual(findDrift(plan, await told()), [])
}) // prettier-ignore

test('N15: a router that is not ready is left as it is, and says where to look', async (t) => {
  const { ros, before } = await routerOf('7.16.2')
  const stopping = simulatedRouterOS({ version: '7.16.2', fetch: async () => ({ status: 200, body: Buffer.from('stop') }) })
  await stopping.run('/interface bridge add name=bridge', 'terminal')
  const ran = await stopping.run(provisioningScript(planned(), 7), 'import')
  t.regex(ran.error!, /not ready/)
  t.is(stopping.exportConfig(), before)
  t.is(ros.exportConfig(), before)
}) // prettier-ignore

test('S0-18: the line that is pasted fetches by the router’s own version, and trusts our certificate only', async (t) => {
  const plan = { ...planned({ ca: '-----BEGIN CERTIFICATE-----\nMIIB"$x\n-----END CERTIFICATE-----\n' }), token: 'ab'.repeat(24) }
  const line = lineToPaste(plan)
  t.false(line.includes('\n'))
  t.regex(line, /check-certificate=yes-without-crl/)
  t.regex(line, /lango-ca\.pem/)
  for (const [version, major] of [['7.16.2', '7'], ['6.49.10', '6']] as const) {
    const asked: string[] = []
    const ros = simulatedRouterOS({
      version,
      fetch: async ({ url }) => {
        asked.push(url)
        return { status: 200, body: Buffer.from(':put "here"') }
      },
    })
    const ran = await ros.run(lineToPaste({ ...plan, ca: null }), 'terminal')
    t.is(ran.error, null)
    t.deepEqual(asked, [`https://lango.example.co.ke/r/${'ab'.repeat(24)}/${major}`])
    t.true(ran.output.includes('here'))
  }
}) // prettier-ignore

test('T54: a script for another machine than this one is never made for plain http', (t) => {
  const plain = (url: string): RouterPlan => planned({ url })
  t.throws(() => provisioningScript(plain('http://lango.example.co.ke'), 7))
  t.notThrows(() => provisioningScript(plain('http://127.0.0.1:8080'), 7))
  const script = provisioningScript(planned(), 7)
  const fetches = script.split('\n').filter((line) => line.includes('/tool fetch'))
  t.true(fetches.length > 12)
  for (const line of fetches) t.regex(line, /check-certificate=yes-without-crl/)
})

test('U63: no script of ours holds a date or the hour of one', (t) => {
  for (const plan of Object.values(everyPlan))
    for (const dialect of [7, 6] as const)
      t.notRegex(provisioningScript(plan, dialect), /\d{4}-\d\d-\d\d|start-(date|time)|\bjan\//i)
})

test('T53: least rights: no user of ours may write users, scripts’ policies, or read what is sensitive', (t) => {
  for (const plan of Object.values(everyPlan)) {
    const script = provisioningScript(plan, 7)
    for (const [, policy = ''] of script.matchAll(/policy=([a-z,-]+)/g))
      t.notRegex(policy, /\b(policy|sensitive|password|reboot|ssh|telnet|winbox|web|romon|sniff)\b/)
  }
})
