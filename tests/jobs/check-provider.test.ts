// The self-test of keys, before the simulated Safaricom and its SMS gateway, with the real handlers.

import test from 'ava'
import { askForCheck, listLatestChecks, standingOf } from '../../appliance/money/provider-checks.ts'
import { checkProvider } from '../../jobs/check-provider.ts'
import { changePaybill, saveSmsGateway } from '../../appliance/people/box-settings.ts'
import { paybill, stkPasskey } from '../support/factories.ts'
import { openTown, type Town } from './push-town.ts'

let town: Town
test.before(async () => {
  town = await openTown()
})
test.after.always(() => town?.close())

const nobody = { staff: null, source_address: null }
const target = `shortcode:${paybill}` as const

async function check(which: typeof target | 'sms') {
  const { work, db } = town.appliance
  await work((unit) => askForCheck(unit, which, nobody))
  const { id } = (await db('provider_checks').where({ finished_at: null }).first('id'))!
  await checkProvider(town.appliance, town.clients, { provider_check_id: id })
  const found = (await listLatestChecks(db)).get(which)!
  return {
    passed: found.passed,
    steps: Object.fromEntries(found.steps.map(({ step, outcome }) => [step, outcome])),
    words: JSON.stringify(found.steps),
  }
}

async function change(keys: Record<string, string>): Promise<void> {
  const { work, safe, db } = town.appliance
  const { name, base_url, till } = (await db('shortcodes').where({ shortcode: paybill }).first())!
  const typed = { name, base_url, till, keys }
  await work((unit) => changePaybill(unit, safe, paybill, typed, nobody))
}

test.serial('S2-90: keys that are right pass, step by step', async (t) => {
  t.like(await check(target), {
    passed: true,
    steps: { addresses: 'passed', pull: 'passed', prompt: 'passed', operator: 'passed' },
  })
})

test.serial('a wrong passkey fails the step that needs it, in Daraja’s words', async (t) => {
  await change({ passkey: 'wrong' })
  const told = await check(target)
  t.is(told.passed, false)
  t.like(told.steps, { pull: 'passed', prompt: 'failed' })
  t.regex(told.words, /Wrong credentials/)
  t.false(told.words.includes(stkPasskey))
  await change({ passkey: stkPasskey })
})

test.serial(
  'a wrong consumer secret fails all that is asked, and nothing of it is kept',
  async (t) => {
    await change({ consumer_secret: 'not-it' })
    const told = await check(target)
    t.is(told.passed, false)
    t.is(told.steps['prompt'], 'failed')
    t.false(told.words.includes('not-it'))
    await change({ consumer_secret: 'secret' })
    await town.work()
    t.true((await check(target)).passed)
  },
)

test.serial(
  'a check from before the keys were changed, or a month old, is worth nothing',
  async (t) => {
    const { db, now } = town.appliance
    const found = (await listLatestChecks(db)).get(target)!
    t.is(standingOf(found, null, now()), 'passed')
    t.is(standingOf(found, now().add({ seconds: 1 }), now()), 'outdated')
    t.is(standingOf(found, null, now().add({ hours: 24 * 31 })), 'outdated')
    t.is(standingOf(undefined, null, now()), 'never')
  },
)

test.serial('the SMS gateway’s key is tried without sending anything', async (t) => {
  const { work, safe } = town.appliance
  const gateway = {
    provider: 'africas_talking', base_url: town.safaricom.url, username: 'lango', sender: null,
    daily_cap: null, quiet_from: null, quiet_until: null,
  } as const // prettier-ignore
  const save = (api_key: string) =>
    work((unit) => saveSmsGateway(unit, safe, { ...gateway, api_key }, nobody))
  await save('wrong')
  t.like(await check('sms'), { passed: false })
  await save('secret')
  const told = await check('sms')
  t.true(told.passed)
  t.regex(told.words, /KES 1785\.50/)
})
