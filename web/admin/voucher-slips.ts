// Vouchers to print: codes with their QR, on A4 or on a roll. The answer is never kept by a browser.

import type { Slips } from '../../appliance/shop/slips.ts'
import { formatMoment, type Instant } from '../../appliance/time.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { Ctx } from '../context.ts'
import { drawQrCode } from '../qr-code.ts'

const words = staffWords.vouchers.slips

export type Paper = 'a4' | 'roll80' | 'roll58'

export interface Printing {
  slips: Slips
  back: string
  /** Which is chosen at first; the page has all three. */
  paper: Paper
}

/** Whoever makes more prints them. */
const sharedMax = 10

export async function showSlips(ctx: Ctx, { slips, back, paper }: Printing): Promise<void> {
  const now = ctx.state.appliance.now()
  await ctx.state.render('admin/vouchers-made', {
    title: words.title(slips.slips.length),
    back,
    papers: (['a4', 'roll80', 'roll58'] as const).map((value) => ({
      value,
      label: words.papers[value],
      checked: value === paper,
    })),
    shares:
      slips.slips.length > sharedMax
        ? null
        : slips.slips.map((slip) => shareView(slip, slips.business)),
    slips: slips.slips.map((slip) => slipView(slip, slips.business, now)),
  })
}

/** Instead of paper: by the SMS or the WhatsApp of whoever sells. That the code was shown is written down already (U61). */
function shareView({ code, number }: Slips['slips'][number], business: string) {
  const text = encodeURIComponent(words.share_text(business, code.replaceAll('-', ' ')))
  return {
    serial: number,
    sms: { href: `sms:?&body=${text}`, label: words.by_sms(number) },
    whatsapp: { href: `https://wa.me/?text=${text}`, label: words.by_whatsapp(number) },
  }
}

function slipView(slip: Slips['slips'][number], business: string, now: Instant) {
  const { code, number, copy } = slip
  const { size, path } = drawQrCode(code)
  return {
    code,
    serial: number,
    business,
    sold: words.sold(slip),
    qr: { box: `-4 -4 ${size + 8} ${size + 8}`, path, label: words.qr(number) },
    copy: copy > 1 ? words.copy(copy) : null,
    printed: words.printed(formatMoment(now, now.subtract({ hours: 72 }))),
  }
}
