// Tries the keys we hold for somebody, one thing after another, and keeps what came of each. Asks only what costs nothing
// and moves nothing.

import type { Appliance } from '../appliance/appliance.ts'
import { Refusal } from '../appliance/errors.ts'
import { log } from '../appliance/log.ts'
import { findOpenCheck, finishCheck } from '../appliance/money/provider-checks.ts'
import { applyAccountCheck } from '../appliance/money/provider-accounts.ts'
import { isAccountProvider } from '../appliance/money/provider-keys.ts'
import { findShortcode, mayAskStatus } from '../appliance/money/shortcodes.ts'
import { findMailAccount } from '../appliance/people/mail-server.ts'
import { findSmsAccount } from '../appliance/people/messages.ts'
import type { JobData } from '../appliance/queues.ts'
import type { CheckStep, Shortcode } from '../appliance/tables.ts'
import { checkWords as words } from '../appliance/words/staff/provider-checks.ts'
import type { DarajaClients } from './daraja-clients.ts'
import { prompterFor } from './prompters.ts'
import { readBalance } from './providers/sms.ts'
import { tryMail } from './providers/mail.ts'

export async function checkProvider(
  appliance: Appliance,
  clients: DarajaClients,
  { provider_check_id }: JobData['check-provider'],
): Promise<void> {
  const { db, work } = appliance
  const check = await findOpenCheck(db, provider_check_id)
  if (!check) return
  const { target } = check
  const row = target.startsWith('shortcode:')
    ? await findShortcode(db, target.slice('shortcode:'.length))
    : undefined
  const account = row && isAccountProvider(row.provider)
  const steps = !row
    ? [await (target === 'mail' ? checkMail : checkSms)(appliance)]
    : account
      ? await prompterFor(appliance, clients, row, 'next').check()
      : await checkShortcode(appliance, clients, row)
  await work(async (unit) => {
    const passed = await finishCheck(unit, provider_check_id, steps)
    if (account) await applyAccountCheck(unit, appliance.safe, row, passed)
  })
  const failed = steps.filter(({ outcome }) => outcome === 'failed').map(({ step }) => step)
  log('provider.checked', { target, failed })
}

async function checkShortcode(
  { now }: Appliance,
  clients: DarajaClients,
  row: Shortcode,
): Promise<CheckStep[]> {
  const { shortcode } = row
  const { daraja, credentials } = clients.for(row)
  const { passkey } = credentials
  const pulling = row.pull_registered_at !== null
  const window = { shortcode, from: now().subtract({ hours: 1 }), to: now() }
  // A prompt nobody was sent: Daraja looks at the signature first, and at the number after it.
  const question = { business_short_code: shortcode, checkout_request_id: 'ws_CO_0000000000000000' }
  return [
    state('addresses', row.urls_registered_at ? 'passed' : 'failed', words.addresses),
    pulling
      ? await attempt('pull', words.pull, () => daraja.pullTransactions(window))
      : state('pull', 'failed', words.pull),
    passkey
      ? await attempt('prompt', words.prompt, () => daraja.queryStk({ ...question, passkey }))
      : { step: 'prompt', outcome: 'skipped', words: words.prompt.skipped },
    mayAskStatus(credentials)
      ? { step: 'operator', outcome: 'passed', words: words.operator.passed }
      : { step: 'operator', outcome: 'skipped', words: words.operator.skipped },
  ]
}

async function checkSms({ db, safe }: Appliance): Promise<CheckStep> {
  const account = await findSmsAccount(db, safe)
  if (!account) return state('sms', 'failed', words.sms)
  const told = await readBalance(account)
  if ('error' in told) return { step: 'sms', outcome: 'failed', words: told.error }
  return { step: 'sms', outcome: 'passed', words: words.sms.passed(told.balance) }
}

async function checkMail({ db, safe }: Appliance): Promise<CheckStep> {
  const account = await findMailAccount(db, safe)
  if (!account) return state('mail', 'failed', words.mail)
  const refused = await tryMail(account)
  return refused === null
    ? state('mail', 'passed', words.mail)
    : { step: 'mail', outcome: 'failed', words: refused }
}

function state(
  step: string,
  outcome: 'passed' | 'failed',
  said: { passed: unknown; failed: string },
): CheckStep {
  return { step, outcome, words: outcome === 'passed' ? String(said.passed) : said.failed }
}

// Only what a person must set right fails it, and what did not answer. An unknown prompt is an answer.
async function attempt(
  step: string,
  said: { passed: string },
  ask: () => Promise<unknown>,
): Promise<CheckStep> {
  try {
    await ask()
    return { step, outcome: 'passed', words: said.passed }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const unknown = error.code === 'daraja_none_found'
    if (unknown) return { step, outcome: 'passed', words: said.passed }
    return { step, outcome: 'failed', words: error.message.slice(0, 300) }
  }
}
