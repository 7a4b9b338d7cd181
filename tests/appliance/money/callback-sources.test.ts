import test from 'ava'
import {
  isListed,
  judgeSource,
  listDoors,
  parseNetworks,
  readIpv4,
  readSourceRules,
  saveSources,
} from '../../../appliance/money/callback-sources.ts'
import { readCallback, recordCallback } from '../../../appliance/money/callbacks.ts'
import { settlePayment } from '../../../appliance/money/settlement.ts'
import { addCustomer, drawReceipt, paybill } from '../../support/factories.ts'
import { appliance, confirmation, db, paymentOf, pullFinds, work } from './hearing.ts'

test.after.always(() => appliance.close())
const nobody = { staff: null, source_address: null }
const list = ['196.201.214.200', '196.201.213.0/24']

for (const [source, listed] of [
  ['196.201.214.200', true],
  ['::ffff:196.201.214.200', true],
  ['196.201.213.7', true],
  ['196.201.214.201', false],
  ['196.201.214.20', false],
  ['1196.201.214.200', false],
  ['196.201.214.200, 6.6.6.6', false],
  ['2001:db8::1', false],
  ['unknown', false],
  ['', false],
  ['127.0.0.1', null],
  ['::1', null],
  ['10.0.0.7', null],
  ['192.168.1.4', null],
  [null, null],
] as const) {
  test(`S4-13, T02: "${source}" is ${listed === null ? 'nobody can tell' : listed ? 'on' : 'not on'} the list`, (t) => {
    t.is(isListed(source, list), listed)
    t.is(isListed(source, []), null, 'without a list nobody can tell')
  })
}

test('S4-13: lists are read as people paste them, and what is no address is said', (t) => {
  t.deepEqual(parseNetworks(' 196.201.214.200\n196.201.213.0/24, 196.201.214.200 '), [...list])
  for (const wrong of ['196.201.214', '196.201.214.300', 'a.b.c.d', '1.2.3.4/99', '1.2.3.4/7', '::1'])
    t.throws(() => parseNetworks(wrong), { code: 'network_unreadable' }, wrong)
  t.is(readIpv4('0.0.0.255'), 255)
}) // prettier-ignore

async function hearFrom(
  source_address: string | null,
  receipt: string,
  typed: string,
): Promise<number> {
  // prettier-ignore
  const id = await work((unit) =>
    recordCallback(unit, { shortcode: paybill, kind: 'confirmation', body: confirmation(receipt, typed), headers: {}, source_address, heard_at: unit.now }),
  ) // prettier-ignore
  await work((unit) => readCallback(unit, id!))
  return id!
}
const rowOf = async (id: number) => (await db('callbacks').where({ id }).first())!

test.serial(
  'T03, S4-13: log only: what comes from elsewhere is noted with its address, and followed',
  async (t) => {
    const { subscriber } = await addCustomer(appliance)
    const [known, stranger] = [drawReceipt(), drawReceipt()]
    const one = await hearFrom('196.201.214.200', known, subscriber.account_no)
    const other = await hearFrom('41.90.1.1', stranger, subscriber.account_no)
    t.like(await rowOf(one), { source_listed: true, state: 'unproved' })
    t.like(await rowOf(other), { source_listed: false, state: 'unproved' })
    t.like(await rowOf(await hearFrom('127.0.0.1', drawReceipt(), '1')), { source_listed: null })
  },
)

test.serial('T03: enforced: kept word for word and not asked about; its true payment is credited all the same, by the list', async (t) => {
  const networks = (await listDoors(db, appliance.now())).find(({ provider }) => provider === 'daraja')!.sources.map(({ network }) => network)
  t.is(networks.length, 14)
  await work((unit) => saveSources(unit, { provider: 'daraja', networks, noted_from: '', mode: 'enforce' }, nobody))
  const { subscriber, service } = await addCustomer(appliance)
  const receipt = drawReceipt()
  const refused = await hearFrom('41.90.1.1', receipt, subscriber.account_no)
  t.like(await rowOf(refused), { source_listed: false, state: 'done', outcome: 'source_refused', due_at: null })
  t.true((await rowOf(refused)).body.length > 50)
  t.like(await rowOf(await hearFrom('196.201.213.114', drawReceipt(), '1')), { state: 'unproved' })
  t.like(await rowOf(await hearFrom('10.1.1.1', drawReceipt(), '1')), { state: 'unproved' }, 'where nobody can tell, nobody is turned away')

  await pullFinds(receipt, subscriber.account_no)
  await work(async (unit) => settlePayment(unit, (await paymentOf(receipt))!.id))
  t.is((await db('credits').where({ service_id: service.id })).length, 1)
  await work((unit) => saveSources(unit, { provider: 'daraja', networks, noted_from: '', mode: 'log' }, nobody))
}) // prettier-ignore

test.serial('T02, T03: a list is not enforced blindly: not an empty one, not one that misses a true caller, not where a proxy hides them all', async (t) => {
  const save = (provider: 'daraja' | 'paystack', networks: string[]) =>
    work((unit) => saveSources(unit, { provider, networks, noted_from: 'A test', mode: 'enforce' }, nobody))
  await t.throwsAsync(save('daraja', []), { code: 'sources_unsure', message: /everybody would be turned away/ })
  await t.throwsAsync(save('paystack', ['52.31.139.75']), { code: 'sources_unsure', message: /LANGO_PROXY_HOPS/ })
  const { subscriber } = await addCustomer(appliance)
  const receipt = drawReceipt()
  await hearFrom('41.90.1.9', receipt, subscriber.account_no)
  await pullFinds(receipt, subscriber.account_no)
  await t.throwsAsync(save('daraja', ['196.201.214.200']), { code: 'sources_unsure', message: /1 true payments/ })
  t.is((await db('provider_doors').where({ provider: 'daraja' }).first())!.mode, 'log')
}) // prettier-ignore

test.serial(
  'S4-13: a new address bears the day it was learnt, and those that were there keep theirs',
  async (t) => {
    const networks = ['52.31.139.75', '52.49.0.0/16']
    await work((unit) => saveSources(unit, { provider: 'paystack', networks, noted_from: 'Their mail of today', mode: 'log' }, nobody)) // prettier-ignore
    const rows = await db('provider_sources').where({ provider: 'paystack' }).orderBy('network')
    t.deepEqual(rows.map(({ network, noted_from }) => [network, noted_from]), [['52.31.139.75', 'Paystack\'s documents'], ['52.49.0.0/16', 'Their mail of today']]) // prettier-ignore
    t.deepEqual(judgeSource(await readSourceRules(db), 'paystack_event', '52.49.7.7'), { source_listed: true, refused: false }) // prettier-ignore
  },
)
