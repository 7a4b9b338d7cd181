// What a payer is told when a prompt brought no money: a sentence of its own for each reason, in both languages.

import test from 'ava'
import { wordsFor } from '../../../appliance/words/words.ts'

for (const language of ['en', 'sw'] as const) {
  const { failure, payment } = wordsFor(language)
  const all = Object.entries(failure)

  test(`S2-64: each reason has a sentence of its own (${language})`, (t) => {
    t.is(all.length, 19)
    t.is(new Set(all.map(([, { reason }]) => reason)).size, all.length)
    for (const [key, { reason, advice }] of all) {
      t.regex(reason, /^[A-Z].*\.$/, key)
      t.regex(advice, /^[A-Z].*\.$/, key)
    }
  })

  test(`S2-64: no reason promises that no money was taken, or blames the payer (${language})`, (t) => {
    const promise =
      language === 'en'
        ? /no money|not (been )?(charged|taken|paid|deducted)|money is safe|you failed/i
        : /hakuna pesa|haikukatwa|hujakatwa|haijakatwa|hujalipa|iko salama|umekosea/i
    for (const [key, { reason, advice }] of all) t.notRegex(`${reason} ${advice}`, promise, key)
  })

  test(`S2-64: a failure fits one SMS of 160 plain letters (${language})`, (t) => {
    for (const [key, why] of all) {
      const { sms, text } = payment.failed(why)
      t.true(sms.length <= 160, `${key}: ${sms.length}`)
      t.regex(sms, /^[ -~]+$/, key)
      t.true(sms.includes(why.reason) && text.includes(why.reason) && text.includes(why.advice))
    }
  })

  test(`S2-64: where the fault is ours, the payer is asked to call us (${language})`, (t) => {
    const call = language === 'en' ? /call us/i : /tupigie/i
    const ours = ['our_wallet_full', 'prompt_not_sent', 'product_not_assigned', 'operator_unknown']
    for (const key of ours as (keyof typeof failure)[]) t.regex(failure[key].advice, call, key)
  })
}
