// The page that waits for M-Pesa. It follows the server's word only: sent, waiting, checking, failed, with a person, and
// once paid it leads to the router. portal.js asks it again every few seconds, and gets an answer as short as can be.

import { readVisitor } from '../../appliance/access/portal.ts'
import { readCheckout, type CheckoutFile } from '../../appliance/money/checkout-file.ts'
import { NotFound } from '../../appliance/errors.ts'
import { reach } from '../../appliance/kill-points.ts'
import type { Language } from '../../appliance/tables.ts'
import { portalWords } from '../../appliance/words/portal/words.ts'
import { seeOther, type Ctx } from '../context.ts'
import { portalPaths, withQuery } from '../paths.ts'
import { renderForGuest } from '../render.ts'
import { glance } from './glances.ts'
import { languageOf } from './language.ts'
import { frameOf, showPage, type Shown } from './page.ts'
import { decideArrival, tellPaid } from './paid.ts'
import { readRefusal } from './refusals.ts'
import {
  isLive,
  maySeeNone,
  plansLink,
  secondsLeft,
  seenKey,
  tellByHand,
  tellNow,
} from './waiting-view.ts'

/** Without JavaScript the page comes again after so many seconds. */
const refreshSeconds: Record<string, number> = {
  sending: 4,
  waiting: 5,
  confirmed: 3,
  checking: 15,
}
const helpAfter = 20

export async function showCheckout(ctx: Ctx): Promise<void> {
  const { seen } = ctx.query
  if (typeof seen === 'string') return answerSeen(ctx, seen)
  const file = await findFile(ctx)
  if (!isPaid(file)) return showWaiting(ctx, null, file)
  await reach('S15.before')
  await showPaid(ctx, file)
  await reach('S15.after')
}

async function findFile(ctx: Ctx): Promise<CheckoutFile> {
  const { db, now } = ctx.state.appliance
  const file = await readCheckout(db, ctx.params['merchant_reference'] ?? '', now())
  if (file) return file
  throw new NotFound('checkout_unknown', 'There is no such request.')
}

/** Paid for, and perhaps over since. */
function isPaid({ stage, paid_until, review }: CheckoutFile): boolean {
  return stage === 'paid' || (stage === 'in_review' && review === null && paid_until !== null)
}

/** Nothing new: the seconds that are left. News: the part that changes, or nothing, and then the page comes anew. */
async function answerSeen(ctx: Ctx, seen: string): Promise<void> {
  const { appliance } = ctx.state
  const at = appliance.now()
  ctx.type = 'text'
  ctx.status = 200
  const stands = await glance(appliance, ctx.params['merchant_reference'] ?? '')
  if (stands && seen === seenKey(stands)) {
    ctx.body = String(secondsLeft(stands, at))
    return
  }
  const file = await findFile(ctx)
  if (!isLive(file.stage) || !isLive(seen.split('-')[0]!)) ctx.body = ''
  else {
    const language = languageOf(ctx) ?? file.language
    const shown = { language, title: '', place: null, other: null }
    ctx.type = 'html'
    ctx.body = renderForGuest(
      'portal/partials/now',
      { ...tellNow(file, language, at) },
      frameOf(at, shown),
      portalWords(language),
    )
  }
}

/** `refused` is why a further prompt was not sent. */
export async function showWaiting(ctx: Ctx, refused: unknown, given?: CheckoutFile): Promise<void> {
  const file = given ?? (await findFile(ctx))
  const now = ctx.state.appliance.now()
  const { stage, place, opened_at, push } = file
  const language = languageOf(ctx) ?? file.language
  const words = portalWords(language)
  const notice = refused === null ? null : readRefusal(ctx, refused, { words, language })
  const asked = push?.sent_at ?? push?.made_at ?? opened_at
  const waited = now.since(asked).total('seconds')
  const view = {
    notice: notice && { ...notice },
    now: { ...tellNow(file, language, now) },
    help: isLive(stage)
      ? {
          unseen: maySeeNone(file),
          open: stage !== 'failed' && waited >= helpAfter,
          seconds: stage === 'sending' || stage === 'waiting',
          by_hand: tellByHand(file, words),
        }
      : null,
    change: place && isLive(stage) ? plansLink(file, language) : null,
  }
  showPage(ctx, 'portal/waiting', view, {
    ...aboutPage(file, language),
    title: stage === 'failed' ? words.waiting.steps.failed : words.waiting.tab,
    ajar: stage !== 'failed' && stage !== 'abandoned',
    live: true,
    refresh: refreshSeconds[stage] ?? 30,
    beside: isLive(stage),
  })
}

async function showPaid(ctx: Ctx, file: CheckoutFile): Promise<void> {
  const { db, now } = ctx.state.appliance
  const { device, merchant_reference } = file
  const language = languageOf(ctx) ?? file.language
  const visitor = device && (await readVisitor(db, device.mac, now(), null))
  const arrival = decideArrival(file, visitor, String(ctx.query['in'] ?? ''), now())
  if (arrival === 'enter') {
    const lang = language === file.language ? null : language
    return seeOther(ctx, withQuery(portalPaths.checkoutLogin(merchant_reference), { lang }))
  }
  const { paid } = portalWords(language)
  showPage(ctx, 'portal/paid', tellPaid(file, arrival, language, now()), {
    ...aboutPage(file, language),
    title: arrival === 'over' ? paid.over.title : paid.tab,
    open: arrival === 'in',
    ajar: true,
  })
}

function aboutPage(
  { place, merchant_reference }: CheckoutFile,
  language: Language,
): Pick<Shown, 'language' | 'place' | 'other'> {
  const path = portalPaths.checkout(merchant_reference)
  return { language, place, other: (lang) => withQuery(path, { lang }) }
}
