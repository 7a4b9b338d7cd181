// The page of a payment link: whom it is for, how much, a prompt on the payer's own phone or the paybill by hand, and how it
// stands. Whoever has the link is whoever pays.

import { Conflict } from '../../appliance/errors.ts'
import { readLink, type LinkFile } from '../../appliance/money/link-file.ts'
import { waitSeconds } from '../../appliance/money/checkouts.ts'
import { promptLink } from '../../appliance/money/payment-links.ts'
import { formatShillings } from '../../appliance/money.ts'
import type { StkReason } from '../../appliance/providers/daraja-stk-results.ts'
import type { Language } from '../../appliance/tables.ts'
import type { Instant } from '../../appliance/time.ts'
import type { LinkEnds } from '../../appliance/words/portal/link-en.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'
import { wordsFor } from '../../appliance/words/words.ts'
import { seeOther, type Ctx } from '../context.ts'
import { field, readForm } from '../forms.ts'
import { portalPaths, withQuery } from '../paths.ts'
import { guestFields } from './fields.ts'
import { languageOf } from './language.ts'
import { showPage } from './page.ts'
import { readRefusal, type Notice } from './refusals.ts'
import { byHandLines, secondsLeft } from './waiting-view.ts'

interface Shown {
  typed?: string
  wrong?: string | null
  notice?: Notice | null
}

export async function showLink(ctx: Ctx): Promise<void> {
  const file = await findFile(ctx)
  const { seen } = ctx.query
  if (typeof seen !== 'string') return showLinkPage(ctx, file, {})
  // portal.js asks how it stands: the seconds that are left, or nothing, and then it loads the page anew.
  ctx.type = 'text'
  ctx.status = 200
  ctx.body = seen === keyOf(file) ? String(leftOf(file, ctx.state.appliance.now())) : ''
}

export async function promptByLink(ctx: Ctx): Promise<void> {
  const file = await findFile(ctx)
  const language = languageOf(ctx) ?? file.language
  const words = portalWords(language)
  const { phone } = guestFields(words)
  const form = readForm(ctx, { lang: (given) => given, phone })
  if (!form.ok) {
    ctx.status = 422
    return showLinkPage(ctx, file, { typed: form.typed.phone, wrong: form.problems.phone ?? null })
  }
  const asked = { msisdn: form.values.phone, language, source_address: ctx.ip || null }
  try {
    await ctx.state.appliance.work((work) => promptLink(work, tokenOf(ctx), asked))
    seeOther(ctx, linkTo(ctx, language, file))
  } catch (error) {
    // Paid, withdrawn or ended meanwhile: its page says so.
    if (error instanceof Conflict && error.code === 'link_over')
      return seeOther(ctx, linkTo(ctx, language, file))
    const notice = readRefusal(ctx, error, { words, language })
    await showLinkPage(ctx, await findFile(ctx), { typed: form.typed.phone, notice })
  }
}

async function findFile(ctx: Ctx): Promise<LinkFile> {
  const { db, now } = ctx.state.appliance
  return readLink(db, tokenOf(ctx), now())
}

function tokenOf(ctx: Ctx): string {
  return ctx.params['token'] ?? ''
}

function linkTo(ctx: Ctx, language: Language, file: LinkFile): string {
  const lang = language === file.language ? null : language
  return withQuery(portalPaths.link(tokenOf(ctx)), { lang })
}

function keyOf({ stage, failed }: LinkFile): string {
  return failed === null ? stage : `${stage}-${failed}`
}

function leftOf({ wait_until }: LinkFile, now: Instant): number {
  return wait_until === null ? 0 : secondsLeft({ wait_until }, now)
}

async function showLinkPage(ctx: Ctx, file: LinkFile, shown: Shown): Promise<void> {
  const now = ctx.state.appliance.now()
  const language = languageOf(ctx) ?? file.language
  const words = portalWords(language)
  const { stage, who, account_no, invoice_no, about, business, failed, expires_at } = file
  const left = leftOf(file, now)
  const amount = formatShillings(file.amount_cents)
  const asks = stage === 'open' && file.paybill !== null
  const view = {
    ...tell(file, words, left),
    left,
    ask: withQuery('', { seen: keyOf(file), lang: language }),
    ring: left > 0 ? { gone: waitSeconds - left } : null,
    notice: shown.notice ?? tellFailed(failed, language),
    facts: stage === 'open' || stage === 'asking'
      ? [
          { name: words.link.for_whom, value: who },
          { name: words.link.account, value: account_no },
          { name: words.link.about, value: about },
          { name: words.link.until, value: tellMoment(language, expires_at, now) },
          { name: words.link.invoice, value: invoice_no },
        ]
      : null,
    form: asks && file.paybill?.asks && !file.paybill.out_since
      ? {
          action: portalPaths.linkPrompts(tokenOf(ctx)),
          pay: words.link.pay(amount),
          phone: field({
            name: 'phone',
            label: words.link.phone,
            hint: words.link.phone_hint,
            type: 'tel',
            mode: 'tel',
            autocomplete: 'tel',
            value: shown.typed ?? '',
            wrong: shown.wrong ?? null,
          }),
        }
      : null,
    by_hand: asks ? byHandLines(file, words) : null,
  } // prettier-ignore
  showPage(ctx, 'portal/link', view, {
    language,
    place: null,
    business,
    title: stage === 'paid' ? words.link.paid.title : words.link.tab,
    open: stage === 'paid',
    ajar: stage === 'asking',
    live: true,
    refresh: stage === 'asking' ? 5 : 60,
    beside: asks,
    other: (lang) => withQuery(portalPaths.link(tokenOf(ctx)), { lang }),
  })
}

function tell(file: LinkFile, { link }: PortalWords, left: number): { title: string; text: string } {
  const { stage, who } = file
  const amount = formatShillings(file.amount_cents)
  if (stage === 'open') return { title: link.title(amount), text: '' }
  if (stage === 'asking') return left > 0 ? link.asking : link.checking
  if (stage === 'paid') return { title: link.paid.title, text: link.paid.text(amount, who) }
  const ends: LinkEnds = link
  return ends[stage]
} // prettier-ignore

/** Why the last prompt brought nothing, in the sentence that the guest gets by SMS too. */
function tellFailed(failed: LinkFile['failed'], language: Language): Notice | null {
  if (failed === null) return null
  const { payment, failure } = wordsFor(language)
  const { title, text } = payment.failed(failure[failed as StkReason] ?? failure.unknown)
  return { tone: 'wait', title: `${title}.`, text }
}
