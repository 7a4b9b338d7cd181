import test from 'ava'
import { composeMessage } from '../../../appliance/people/message-words.ts'
import {
  fillMessage,
  nameForMessage,
  parseMessage,
  withdrawMessage,
  writeMessage,
} from '../../../appliance/people/written-messages.ts'
import { addCustomer, phone } from '../../support/factories.ts'
import { addStaff } from '../../../appliance/people/staff.ts'
import { appliance, clock, db, work } from '../money/paying.ts'

const { subscriber } = await addCustomer(appliance, { name: 'Njeri {account}', msisdn: phone(440) })
const staff = {
  email: 'b@kilima.co.ke',
  name: 'Brian',
  role: 'support',
  password: 'kilima asubuhi na jioni',
} as const
await work((unit) => addStaff(unit, staff, null))
const { id } = (await db('staff').first('id'))!
const by = { staff: { id, role: 'support', site_id: null }, source_address: null } as const
test.after.always(() => appliance.close())

test.serial('T38: a name is put in once, and what it holds is never read again', async (t) => {
  await db('sms_gateway').insert({
    provider: 'africas_talking',
    base_url: 'http://127.0.0.1:9',
    username: 'kilima',
    api_key_sealed: appliance.safe.seal('key', 'sms_gateway.api_key'),
  })
  const body = parseMessage('Dear {name}, account {account} holds {balance}.')
  await work((unit) => writeMessage(unit, subscriber.account_no, body, by))
  const message = (await db('messages').where({ subscriber_id: subscriber.id }).first())!
  const told = await work((unit) => composeMessage(unit, appliance.safe, message.id))
  t.deepEqual(told, {
    msisdn: phone(440),
    text: `Dear Njeri {account}, account ${subscriber.account_no} holds KES 0.`,
  })
})

test('T38: a name brings no link, no second line and no more than 40 signs', (t) => {
  const cases: [string, string][] = [
    ['Njeri Mwangi', 'Njeri Mwangi'],
    ['Win http://evil.example/x now', 'Win now'],
    ['www.evil.example', 'customer'],
    ['Pay at evil.co.ke today', 'Pay at today'],
    ['bit.ly/abc', 'customer'],
    ['two\nlines\u202e', 'twolines'],
    ['a'.repeat(60), 'a'.repeat(40)],
  ]
  for (const [name, said] of cases) t.is(nameForMessage(name), said, name)
})

test('T38: only places that are known are taken, and a value is no pattern', (t) => {
  for (const words of ['{password}', 'Hi {constructor}', '{__proto__}', '{}', ''])
    t.throws(() => parseMessage(words), { code: 'message_unreadable' }, words)
  const values = { name: '$& {balance}', account: '1', balance: '2' }
  t.is(fillMessage('{name}', values), '$& {balance}')
})

test.serial('an SMS waits two minutes, and can be taken back meanwhile, once', async (t) => {
  await work((unit) => writeMessage(unit, subscriber.account_no, 'Hello', by))
  const message = (await db('messages').orderBy('id', 'desc').first())!
  t.true(message.due_at!.equals(clock.now().add({ minutes: 2 })))
  t.true(await work((unit) => withdrawMessage(unit, message.id, subscriber.id)))
  t.false(await work((unit) => withdrawMessage(unit, message.id, subscriber.id)))
  t.is(await work((unit) => composeMessage(unit, appliance.safe, message.id)), undefined)
})

test.serial('T22: nobody takes back another subscriber’s message', async (t) => {
  await work((unit) => writeMessage(unit, subscriber.account_no, 'Hello', by))
  const message = (await db('messages').orderBy('id', 'desc').first())!
  t.false(await work((unit) => withdrawMessage(unit, message.id, subscriber.id + 1)))
})
