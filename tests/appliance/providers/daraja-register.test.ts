// Which addresses Safaricom takes for its callbacks, told before it is asked.

import test from 'ava'
import {
  checkCallbackUrl,
  readRegisterAnswer,
  registerUrlRequest,
} from '../../../appliance/providers/daraja-register.ts'
import { bytes } from './read.ts'

for (const [url, word] of [
  ['https://pay.example.co.ke/mpesa/confirm', 'mpesa'],
  ['https://pay.example.co.ke/M-PESA', 'mpesa'],
  ['https://m_pesa.example.co.ke/hooks', 'mpesa'],
  ['https://SafariCom.example.co.ke/hooks', 'safaricom'],
  ['https://pay.example.co.ke/execute', 'exec'],
  ['https://pay.example.co.ke/a.exe', 'exe'],
  ['https://pay.example.co.ke/sqlite', 'sql'],
  ['https://pay.example.co.ke/hooks?query=1', 'query'],
  ['https://pay.example.co.ke/cmd', 'cmd'],
  ['https://abc.ngrok.io/hooks', 'ngrok'],
] as const) {
  test(`Safaricom refuses ${url} for its "${word}"`, (t) => {
    const problem = checkCallbackUrl(url, 'trial')
    t.like(problem, { reason: 'forbidden_word', word })
    t.true(problem!.message.includes(`"${word}"`))
  })
}

for (const [url, reason] of [
  ['http://pay.example.co.ke/hooks', 'not_https'],
  ['https://localhost/hooks', 'not_public'],
  ['https://192.168.88.1/hooks', 'not_public'],
  ['https://100.64.0.9/hooks', 'not_public'],
  ['https://[fd00::1]/hooks', 'not_public'],
  ['https://router.lan/hooks', 'not_public'],
  ['https://pay.example.co.ke/two words', 'not_a_url'],
  ['ftp://pay.example.co.ke/', 'not_a_url'],
  ['pay.example.co.ke/hooks', 'not_a_url'],
] as const) {
  test(`in production ${url} is ${reason}`, (t) => {
    t.is(checkCallbackUrl(url)?.reason, reason)
  })
}

test('a public https address with a hex token is fine, and a trial takes http on this machine', (t) => {
  t.is(checkCallbackUrl('https://pay.example.co.ke/hooks/0123456789abcdef'), undefined)
  t.is(checkCallbackUrl('https://102.134.7.9/hooks'), undefined)
  t.is(checkCallbackUrl('https://[2c0f:fe38::9]/hooks'), undefined)
  t.is(checkCallbackUrl('http://127.0.0.1:8080/hooks', 'trial'), undefined)
  const addresses = {
    shortcode: '4087120',
    confirmation_url: 'https://pay.example.co.ke/hooks/1',
    validation_url: 'https://pay.example.co.ke/sql',
    when_silent: 'Completed',
    version: 'v2',
  } as const
  t.throws(() => registerUrlRequest(addresses), { code: 'callback_url_refused' })
})

for (const [body, outcome] of [
  [{ ResponseCode: '0', ResponseDescription: 'URLs are already registered' }, 'already_registered'],
  [{ ResponseCode: 0, ResponseDescription: 'Success' }, 'registered'],
  [{ ResponseDescription: 'Your request is under review' }, 'refused'],
  [{ ResponseCode: '1', ResponseDescription: 'Success' }, 'refused'],
  [{}, 'refused'],
] as const) {
  test(`an answer of ${JSON.stringify(body)} to a registration is ${outcome}, in spite of its 200`, (t) => {
    t.is(readRegisterAnswer(200, bytes(body)).outcome, outcome)
    t.not(readRegisterAnswer(500, bytes(body)).outcome, 'registered')
  })
}
