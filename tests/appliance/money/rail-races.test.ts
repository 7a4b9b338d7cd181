// Vouchers, cash and the bank, 64 at once, and guesses; `npm run campaign:rails` runs each fifty times, and guesses 10,000 times.

import test from 'ava'
import { guessClaims, guessVouchers } from '../../support/rail-guesses.ts'
import { raceForms, raceNumbers, raceVoucher } from '../../support/rail-races.ts'
import { appliance, hireOwner } from './hotspot.ts'

const by = await hireOwner()
test.after.always(() => appliance.close())
const rounds = 2

test.serial('T08, invariant 17: one voucher, 64 devices at one instant: one pass, again and again', async (t) => {
  for (let round = 0; round < rounds; round += 1) t.deepEqual(await raceVoucher(round), [])
}) // prettier-ignore

test.serial('T08: one form of cash sent 64 times, one slip of the bank typed 64 times: one payment, one receipt', async (t) => {
  for (let round = 0; round < rounds; round += 1) t.deepEqual(await raceForms(round, by as never), [])
}) // prettier-ignore

test.serial('T08: 64 payments of cash at one instant: 64 numbers, 64 receipts, none left out', async (t) => {
  for (let round = 0; round < rounds; round += 1) t.deepEqual(await raceNumbers(round, by as never), [])
}) // prettier-ignore

test.serial('T13: guesses at vouchers, each from an address and a phone of its own: none opens, all are answered alike', async (t) => {
  const { hits, answers, real } = await guessVouchers(300)
  t.is(hits, 0)
  t.deepEqual(Object.keys(answers), ['no such voucher'])
  t.true(real)
}) // prettier-ignore

test.serial('T09, S4-09: guesses at codes of other people’s messages: none opens a pass, all are answered alike', async (t) => {
  const { hits, answers, real } = await guessClaims(300)
  t.is(hits, 0)
  t.deepEqual(Object.keys(answers).toSorted(), ['Safaricom is asked', 'no such pass'])
  t.true(real)
}) // prettier-ignore
