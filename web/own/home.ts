// A subscriber's home: each line with its state in words, what is left of time and data, what to do next; what was used day by
// day; the wallet; and where they are signed in.

import {
  readOwnAccount,
  readOwnMoney,
  type OwnAccount,
  type OwnLine,
} from '../../appliance/people/own-file.ts'
import { listOwnSignIns, type OwnBrowser } from '../../appliance/people/own-sign-ins.ts'
import type { WalletEntry } from '../../appliance/people/subscribers.ts'
import { cents, formatShillings, type Cents } from '../../appliance/money.ts'
import type { Instant } from '../../appliance/time.ts'
import { formatBytes, formatSpeed, kes } from '../../appliance/words/figures.ts'
import { tellTerm } from '../../appliance/words/portal/offers.ts'
import { tellLength, tellMoment } from '../../appliance/words/portal/times.ts'
import { ownPaths } from '../paths.ts'
import { usageChart } from '../usage-chart.ts'
import { own, showOwn, type Own } from './door.ts'
import { tellPlainly } from './plainly.ts'

export const showOwnHome = own(async (ctx, mine) => {
  const { db, now: clock } = ctx.state.appliance
  const now = clock()
  const { account, held, language, words } = mine
  const [file, { entries }, browsers] = await Promise.all([
    readOwnAccount(db, account, now),
    readOwnMoney(db, account),
    listOwnSignIns(db, held.sign_in.msisdn, now),
  ])
  const lines = file.lines.map((line) => tellLine(line, file, mine, now))
  const view = {
    hello: words.own.home.hello(account.name),
    account_no: account.account_no,
    others: held.accounts
      .filter(({ id }) => id !== account.id)
      .map(({ account_no, name }) => ({ href: ownPaths.account(account_no), account_no, name })),
    lines,
    usage: usageChart(file.usage, words.own.usage),
    wallet: tellWallet(file.wallet_cents, mine),
    entries: entries.map((entry) => tellEntry(entry, mine, now)),
    browsers: browsers.map((browser) => tellBrowser(browser, mine, now)),
    out: ownPaths.out,
  }
  const open = file.lines.some(({ verdict }) => verdict.kind === 'online')
  await showOwn(ctx, 'own/home', view, { language, title: words.own.home.tab, open })
})

function tellLine(own: OwnLine, file: OwnAccount, { language, words, account }: Own, now: Instant) {
  const { line, verdict, data, next, devices, places } = own
  const { home } = words.own
  const { tone, word, say, step } = tellPlainly(verdict, language, now)
  const paying = { href: ownPaths.pay(account.account_no, line.service_no), ...asks(own, file) }
  const facts = [
    { name: home.plan, value: line.plan },
    { name: home.price, value: `${kes(line.price_cents)}, ${tellTerm(words, line)}` },
    {
      name: home.speed,
      value: home.speed_is(formatSpeed(line.down_kbps), formatSpeed(line.up_kbps)),
    },
    ...(next.name === line.plan ? [] : [{ name: home.next_plan, value: `${next.name}, ${kes(next.price_cents)}` }]),
    ...(line.kind === 'hotspot'
      ? [{ name: home.devices, value: home.devices_of(devices.length, places) }]
      : []),
  ] // prettier-ignore
  return {
    id: `line-${line.service_no}`,
    title: file.lines.length > 1 ? home.line(line.service_no) : home.left,
    state: { word, tone },
    say,
    time: tellTime(own, { language, words }, now),
    data: data ? tellData(data, words) : null,
    unlimited: data === null && line.credit_starts_at !== null,
    facts,
    pay: { href: paying.href, label: home.renew(formatShillings(paying.amount_cents)) },
    pay_first: step === 'pay',
    help: ownPaths.help(account.account_no, line.service_no),
    help_first: step === 'help',
    plan: line.kind === 'pppoe' ? ownPaths.plan(account.account_no, line.service_no) : null,
  }
}

/** What to pay for the next term: its price, less what is in the wallet where that is not enough by itself. */
export function asks(
  { next }: OwnLine,
  { wallet_cents }: Pick<OwnAccount, 'wallet_cents'>,
): { amount_cents: Cents } {
  const lacking = next.price_cents - wallet_cents
  return { amount_cents: wholeShillings(lacking > 0 ? lacking : next.price_cents) }
}

/** Prompts ask for whole shillings: the next one above. */
export function wholeShillings(amount: number): Cents {
  return cents(amount + ((100 - (amount % 100)) % 100))
}

function tellTime({ line }: OwnLine, { language, words }: Pick<Own, 'language' | 'words'>, now: Instant) {
  const { home } = words.own
  const { credit_starts_at, paid_until, grace_since } = line
  if (!credit_starts_at || !paid_until)
    return { big: home.no_time, small: null, bar: null }
  const until = tellMoment(language, paid_until, now)
  const left = now.until(paid_until).total('seconds')
  const all = credit_starts_at.until(paid_until).total('seconds')
  const lengths = [left, all].map((seconds) => tellLength(language, seconds)) as [string, string]
  return {
    big: home.time_left(lengths[0]),
    small: grace_since ? home.grace(until) : home.until(until),
    bar: { share: Math.round((left / all) * 100), low: left / all < 0.1, label: home.bar(...lengths) },
  }
} // prettier-ignore

function tellData(
  { used_bytes, allowed_bytes }: NonNullable<OwnLine['data']>,
  words: Own['words'],
) {
  const { home } = words.own
  const left = Math.max(0, allowed_bytes - used_bytes)
  const [rest, all] = [formatBytes(left), formatBytes(allowed_bytes)]
  const share = allowed_bytes === 0 ? 0 : Math.round((left / allowed_bytes) * 100)
  return {
    left: home.data_left(rest),
    of: home.data_of(all),
    bar: { share, low: share < 10, label: home.bar(rest, all) },
  }
}

function tellWallet(wallet_cents: number, { words }: Own) {
  const { home } = words.own
  const name = wallet_cents < 0 ? home.owed : home.wallet
  return { name, value: kes(Math.abs(wallet_cents)) }
}

function tellEntry(entry: WalletEntry, { language, words }: Own, now: Instant) {
  const { history } = words.own
  const { kind, plan, ends_at, receipt_code, amount_cents, balance_cents, posted_at } = entry
  const until = ends_at ? tellMoment(language, ends_at, now) : ''
  const said: Record<string, string> = {
    receive: history.receive(receipt_code ?? ''),
    assign: history.receive(receipt_code ?? ''),
    sell: history.sell(plan ?? '', until),
    undo: history.undo,
    return: history.back,
    refund: history.back,
    pay_out: history.back,
    deposit: history.deposit,
    release: history.deposit,
  }
  return {
    name: said[kind] ?? history.other,
    sub: history.at(tellMoment(language, posted_at, now), kes(balance_cents)),
    value: `${amount_cents > 0 ? '+' : ''}${kes(amount_cents)}`,
  }
}

function tellBrowser(browser: OwnBrowser, { held, language, words }: Own, now: Instant) {
  const { home } = words.own
  return {
    name: nameBrowser(browser.user_agent),
    about: home.browser(tellMoment(language, browser.started_at, now), browser.remembered),
    here: browser.id === held.sign_in.id ? home.this_browser : null,
  }
}

/** "Chrome, Android": enough to know one's own. */
function nameBrowser(user_agent: string | null): string {
  const of = (names: readonly string[]) => names.find((name) => user_agent?.includes(name))
  const named = [of(['Firefox', 'Edg', 'Opera', 'OPR', 'Chrome', 'Safari']), of(['Android', 'iPhone', 'iPad', 'Windows', 'Macintosh', 'Linux'])] // prettier-ignore
  return named.filter(Boolean).join(', ') || '?'
}
