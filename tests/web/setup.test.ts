import test from 'ava'
import { askForCheck, finishCheck } from '../../appliance/money/provider-checks.ts'
import { firstRunLink, issueFirstRunToken } from '../../appliance/people/first-run.ts'
import { openDoor, said, visit } from './door.ts'
import { giveCodes } from './phone-codes.ts'

const door = await openDoor()
const { appliance, origin } = door
const { db, work } = appliance
const owner = visit(origin)
test.after.always(() => door.close())

/** What is done, and what is to be done now. */
async function steps() {
  const { html } = await owner.get('/first-steps')
  const all = [...html.matchAll(/id="step-(\w+)" class="(\w+)"/g)].map(([, step, look]) => ({
    step,
    look,
  }))
  const of = (wanted: string) => all.filter(({ look }) => look === wanted).map(({ step }) => step)
  return { done: of('done'), now: of('now'), all: all.length }
}

test.serial(
  'S0-18: whoever makes themselves the owner is led to what an empty box needs',
  async (t) => {
    const token = await issueFirstRunToken(appliance)
    t.regex(firstRunLink(appliance, token), /\/first-run\?token=/)
    const password = 'kumi na mbili mbuni'
    const made = await owner.post('/first-run', {
      token,
      name: 'Wanjiku',
      email: 'w@kilima.example',
      password,
    })
    t.is(made.location, '/first-steps')
    t.deepEqual(await steps(), { done: [], now: ['codes'], all: 9 })
  },
)

test.serial('S0-18: each step ticks itself, in whatever order it was done', async (t) => {
  const { id } = (await db('staff').first('id'))!
  await work((unit) => giveCodes(appliance, unit, id))
  t.deepEqual((await steps()).now, ['business'])
  await owner.post('/settings/business', { name: 'Kilima Net', support_phone: '0722 000 111' })
  const keys = { consumer_key: 'ck', consumer_secret: 'cs', passkey: 'pk' }
  const address = 'https://api.safaricom.example'
  await owner.post('/settings/paybills', {
    shortcode: '600966',
    name: 'Kilima',
    base_url: address,
    ...keys,
  })
  t.deepEqual(await steps(), { done: ['codes', 'business', 'paybill'], now: ['keys'], all: 9 })
  t.regex(said((await owner.get('/first-steps')).html), /not tried yet/)
  const actor = { staff: null, source_address: null }
  await work((unit) => askForCheck(unit, 'shortcode:600966', actor))
  const { id: check } = (await db('provider_checks').first('id'))!
  await work((unit) => finishCheck(unit, check, [{ step: 'token', outcome: 'passed' } as never]))
  t.deepEqual((await steps()).now, ['sms'])
})

test.serial(
  'S0-18: the shilling is not asked of nobody, and the page says what is missing',
  async (t) => {
    const refused = await owner.post('/first-steps/shilling')
    t.is(refused.status, 422)
    t.regex(said(refused.html), /Add yourself as a subscriber first/)
  },
)
