// The SMS after a payment: once, tried again where that may help, and words about what is so when it leaves.

import test from 'ava'
import { composeMessage } from '../../appliance/people/message-words.ts'
import type { SmsFault } from '../simulators/safaricom/push-faults.ts'
import type { ApiFault } from '../simulators/safaricom/faults.ts'
import type { Message } from '../../appliance/tables.ts'
import { openTown } from './push-town.ts'

const town = await openTown()
const { appliance, safaricom } = town
const { db, work, safe } = appliance

test.after.always(() => town.close())

async function pays(language: 'en' | 'sw' = 'en'): Promise<{ msisdn: string; message: Message }> {
  const checkout = await town.ask()
  await db('checkouts').where({ id: checkout.id }).update({ language })
  safaricom.setHabit(checkout.msisdn, { act: 'approve' })
  await town.work()
  const message = await db('messages').where({ msisdn: checkout.msisdn }).first()
  return { msisdn: checkout.msisdn, message: message! }
}

const now = async ({ id }: Message) => (await db('messages').where({ id }).first())!
const received = (phone: string) =>
  safaricom
    .messagesTo(phone)
    .filter(({ by }) => by === 'gateway')
    .map(({ text }) => text)

test.serial('one SMS, with amount, end, receipt and the code that moves the pass', async (t) => {
  const { msisdn, message } = await pays()
  t.like(await now(message), { state: 'sent', tries: 1, error: null, due_at: null })
  await town.pass(1000, 100)
  const [text, ...more] = received(msisdn)
  t.deepEqual(more, [])
  const receipt = safaricom.findPrompt(msisdn)!.transaction!.trans_id
  for (const part of ['20', receipt, /\b\d{6}\b/]) t.regex(text!, new RegExp(part))
  t.is(await work((unit) => composeMessage(unit, safe, message.id)), undefined)
})

test.serial('in the guest’s language', async (t) => {
  const [english] = received((await pays('en')).msisdn)
  const [swahili] = received((await pays('sw')).msisdn)
  t.not(english!.replace(/\d/g, ''), swahili!.replace(/\d/g, ''))
  t.regex(swahili!, /msimbo|namba|malipo|umelipa|tumepokea/i)
})

for (const [fault, state, tries] of [
  ['internal_error', 'sent', 2],
  ['gateway_error', 'sent', 2],
  ['no_balance', 'failed', 1],
  ['blacklist', 'failed', 1],
  ['rejected', 'failed', 1],
  ['do_not_disturb', 'failed', 1],
] as [SmsFault, Message['state'], number][]) {
  test.serial(`refused once with ${fault}: ${state} at try ${tries}`, async (t) => {
    Object.assign(safaricom.faults.sms, { fault, times: 1 })
    const { msisdn, message } = await pays()
    await town.pass(70, 35)
    t.like(await now(message), { state, tries, due_at: null })
    t.is(received(msisdn).length, state === 'sent' ? 1 : 0)
  })
}

for (const fault of ['html_503', 'spike_429', 'reset'] as ApiFault[]) {
  test.serial(
    `F43: the gateway is away (${fault}): tried again, later and later, six times`,
    async (t) => {
      Object.assign(safaricom.faults.api.sms, { fault, times: null })
      const { msisdn, message } = await pays()
      t.like(await now(message), { state: 'queued', tries: 1 })
      await town.pass(600, 60)
      t.true((await now(message)).tries < 5)
      safaricom.faults.api.sms.fault = 'none'
      await town.pass(600, 60)
      t.is((await now(message)).state, 'sent')
      t.is(received(msisdn).length, 1)
    },
  )
}

test.serial('away for good, it is given up, and says why', async (t) => {
  Object.assign(safaricom.faults.api.sms, { fault: 'html_503', times: null })
  const { message } = await pays()
  await town.pass(7200, 600)
  t.like(await now(message), { state: 'failed', tries: 6 })
  t.regex((await now(message)).error!, /503/)
  safaricom.faults.api.sms.fault = 'none'
})

test.serial('a wrong key is no reason to try again', async (t) => {
  const { api_key_sealed } = (await db('sms_gateway').first())!
  await db('sms_gateway').update({ api_key_sealed: safe.seal('wrong', 'sms_gateway.api_key') })
  const { message } = await pays()
  t.like(await now(message), { state: 'failed', tries: 1 })
  t.regex((await now(message)).error!, /401/)
  await db('sms_gateway').update({ api_key_sealed })
})
