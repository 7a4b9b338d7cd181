// Who asks the phones: an account asks nobody before its keys have passed; the first in the owner's order serves what is new;
// whatever is under way is finished by the one it began with; keys are changed without losing anything.

import test from 'ava'
import { findActiveShortcode } from '../../appliance/access/portal.ts'
import {
  addAccount,
  askFirst,
  changeAccount,
  openKeys,
} from '../../appliance/money/provider-accounts.ts'
import { nobody, openPayHeroTown, openPaystackTown, payHeroKeys } from './collector-town.ts'
import { paybill } from '../support/factories.ts'
import { standing } from './push-town.ts'

const at = await openPayHeroTown()
const { appliance } = at.town
const { db, work, safe } = appliance
test.after.always(() => at.close())

const active = async () => (await findActiveShortcode(db))?.shortcode
const type = (keys: Record<string, string>) =>
  work(async (unit) =>
    changeAccount(
      unit,
      safe,
      at.shortcode,
      { name: 'PayHero', base_url: at.payhero.url, keys },
      nobody,
    ),
  )
const held = async () => openKeys<Record<string, string>>(safe, await at.row()).keys['api_password']

test.serial(
  'S1-13: switched in mid-flight: what began with one is finished by it, what is new goes to the other',
  async (t) => {
    t.is(await active(), at.shortcode)
    const first = await at.town.ask()
    at.setHabit(first.msisdn, { act: 'approve', after_seconds: 20 })
    await at.work()

    await work((unit) => askFirst(unit, paybill, nobody))
    t.is(await active(), paybill)
    const second = await at.town.ask()
    at.town.safaricom.setHabit(second.msisdn, { act: 'approve', after_seconds: 5 })
    await at.pass(60, 10)

    for (const checkout of [first, second])
      t.like(await standing(at.town, checkout), { push: 'paid', attempts: 1, credits: 1 })
    t.deepEqual([first.shortcode, second.shortcode], [at.shortcode, paybill])
    t.is(at.promptsOn(second.msisdn), 0)
    t.is(at.town.safaricom.findPrompt(first.msisdn), undefined)
    await work((unit) => askFirst(unit, at.shortcode, nobody))
    t.is(await active(), at.shortcode)
  },
)

test.serial(
  'S1-13: a failed one that is tried again stays with the one it began with',
  async (t) => {
    const checkout = await at.buy({ act: 'cancel', after_seconds: 5 })
    await at.pass(30, 10)
    await work((unit) => askFirst(unit, paybill, nobody))
    at.setHabit(checkout.msisdn, { act: 'approve', after_seconds: 5 })
    await at.town.again(checkout)
    await at.pass(30, 10)
    t.like(await standing(at.town, checkout), { push: 'paid', attempts: 2, credits: 1 })
    t.is(at.promptsOn(checkout.msisdn), 2)
    await work((unit) => askFirst(unit, at.shortcode, nobody))
  },
)

test.serial(
  'T19: an account whose keys are refused asks nobody, and can’t be asked first',
  async (t) => {
    const keys = { ...payHeroKeys, channel_id: '134', api_password: 'wrong' }
    const typed = { name: 'Another', base_url: at.payhero.url, keys }
    const shortcode = await work((unit) => addAccount(unit, safe, 'payhero', typed, nobody))
    await at.work()
    t.like(await db('shortcodes').where({ shortcode }).first(), { asks: false })
    t.like(
      await db('provider_checks')
        .where({ target: `shortcode:${shortcode}` })
        .first(),
      { passed: false },
    )
    await t.throwsAsync(
      work((unit) => askFirst(unit, shortcode, nobody)),
      { code: 'asks_nobody' },
    )
  },
)

test.serial(
  'an empty service wallet fails the self-test, and stops a prompt with words for a person',
  async (t) => {
    at.payhero.wallet = '0'
    const checkout = await at.town.ask()
    await at.work()
    t.like(await at.town.pushOf(checkout), { state: 'failed', result_code: 'not_sent' })
    const opened = await db('exceptions')
      .where({ kind: 'work_failed', subject: `send-push:${at.shortcode}` })
      .first()
    t.regex(JSON.stringify(opened!.details), /top it up/)
    await type({ api_username: 'kilima' })
    await at.work()
    const check = await db('provider_checks')
      .where({ target: `shortcode:${at.shortcode}` })
      .orderBy('id', 'desc')
      .first()
    t.regex(JSON.stringify(check!.steps), /wallet is empty/)
    at.payhero.wallet = '812.36'
  },
)

test.serial(
  'S2-60: new keys are tried beside those in use, and take their place when they pass',
  async (t) => {
    const checkout = await at.town.ask()
    at.setHabit(checkout.msisdn, { act: 'approve', after_seconds: 5 })
    await type({ api_password: 'not-yet' })
    await at.work()
    t.is(await held(), payHeroKeys.api_password) // Refused: those in use go on.
    await at.pass(10)
    t.like(await standing(at.town, checkout), { push: 'paid', credits: 1 })

    const after = await at.town.ask()
    at.setHabit(after.msisdn, { act: 'approve', after_seconds: 5 })
    at.payhero.password = 'hero-secret-2'
    await type({ api_password: 'hero-secret-2' })
    await at.work()
    t.is(await held(), 'hero-secret-2')
    await at.pass(30, 10)
    t.like(await standing(at.town, after), { push: 'paid', credits: 1 })
    t.false((await at.row()).credentials_sealed.includes('hero-secret-2'))
  },
)

test('S1-12: what Paystack signed with the key before is still its own, after the key was changed', async (t) => {
  const other = await openPaystackTown()
  t.teardown(() => other.close())
  const { paystack, town } = other
  const checkout = await town.ask()
  other.setHabit(checkout.msisdn, { act: 'approve', after_seconds: 120 })
  await other.work()
  const { safe: box, work: unitOf } = town.appliance
  const keys = { secret_key: 'sk_test_second' }
  const typed = { name: 'Paystack', base_url: paystack.url, keys }
  paystack.secret_key = keys.secret_key
  await unitOf((unit) => changeAccount(unit, box, other.shortcode, typed, nobody))
  await other.work()
  paystack.secret_key = 'sk_test_kilima' // An event that was signed before.
  await other.collector.asking.act(other.collector.asking.find(checkout.msisdn)!, 'approve')
  paystack.secret_key = keys.secret_key
  await town.work()
  t.is((await town.appliance.db('callbacks').where({ kind: 'paystack_event' })).length, 1)
  t.like(await standing(town, checkout), { push: 'paid', credits: 1 })
})
