// One token for everybody: fetched once, renewed in time, replaced when refused.

import test from 'ava'
import { Unavailable } from '../../../appliance/errors.ts'
import { accepted, noon, question, said, smallDaraja } from './small-daraja.ts'

const refusedToken = said(404, '404.001.03', 'Invalid Access Token')

test('a refused token is dropped, fetched once and the question asked once more', async (t) => {
  const { daraja, questions, tokensFetched, stored } = await smallDaraja(t, (_, nth) =>
    nth === 1 ? refusedToken : accepted,
  )
  stored.token = { token: 'AnOldTokenAnotherSystemEnded1', expires_at: noon.add({ hours: 1 }) }
  const { answer, records } = await daraja.queryTransactionStatus(question)
  t.is(answer.outcome, 'accepted')
  t.is(tokensFetched(), 1)
  t.is(questions().length, 2)
  t.deepEqual(
    records.map(({ http_status }) => http_status),
    [404, 200, 200],
  )
})

test('a second refusal of the token is not tried a third time', async (t) => {
  const { daraja, questions } = await smallDaraja(t, () => refusedToken)
  const error = await t.throwsAsync(daraja.queryTransactionStatus(question), {
    instanceOf: Unavailable,
    code: 'daraja_token_refused',
  })
  t.is(questions().length, 2)
  t.regex(error!.message, /may not be enabled/)
})

test('a token that another process renewed is used, not fetched again', async (t) => {
  const { daraja, tokensFetched, stored } = await smallDaraja(t, (_, nth) => {
    if (nth > 1) return accepted
    stored.token = { token: 'TheTokenOfTheOtherProcess22', expires_at: noon.add({ hours: 1 }) }
    return refusedToken
  })
  stored.token = { token: 'TheTokenBothHadBefore1', expires_at: noon.add({ hours: 1 }) }
  t.is((await daraja.queryTransactionStatus(question)).answer.outcome, 'accepted')
  t.is(tokensFetched(), 0)
})

test('F37: a stampede fetches one token, and so does a stampede of refusals', async (t) => {
  let valid = ''
  const answerToken = (nth: number) => {
    valid = `TokenNumber${nth}OfTheStampede`
    return { body: { access_token: valid, expires_in: 3599 } }
  }
  const { daraja, tokensFetched, stored, questions } = await smallDaraja(
    t,
    ({ headers }) => (headers.authorization === `Bearer ${valid}` ? accepted : refusedToken),
    { answerToken },
  )
  const many = () =>
    Promise.all(Array.from({ length: 20 }, () => daraja.queryTransactionStatus(question)))
  await many()
  t.is(tokensFetched(), 1)
  t.is(questions().length, 20)

  valid = 'somebody else fetched one'
  await many()
  t.is(tokensFetched(), 2)
  t.is(stored.token!.token, valid)
})

test('a token is renewed a minute before its end', async (t) => {
  let now = noon
  const { daraja, tokensFetched } = await smallDaraja(t, () => accepted, { now: () => now })
  await daraja.queryTransactionStatus(question)
  now = noon.add({ seconds: 3538 })
  await daraja.queryTransactionStatus(question)
  t.is(tokensFetched(), 1)
  now = noon.add({ seconds: 3539 })
  await daraja.queryTransactionStatus(question)
  t.is(tokensFetched(), 2)
})
