// In and out of the shadow. One person asks and another says yes: from then on payments of this paybill open lines here, or no
// longer do. Only now is Safaricom told our addresses: as long as we watch, they are the other system's.

import type { Work } from '../appliance.ts'
import { Conflict, Invalid } from '../errors.ts'
import { askForApproval, type By } from '../people/approval-asks.ts'
import { recordAct } from '../people/audit.ts'
import type { Approval, Shortcode } from '../tables.ts'
import { findShortcode } from './shortcodes.ts'

export type Turn = 'live' | 'shadow'

const modeOf = ({ shadow }: Pick<Shortcode, 'shadow'>): Turn => (shadow ? 'shadow' : 'live')

/** Returns the approval's id. Throws Conflict `mode_unchanged`, `prompts_out`, `asked_already`; Invalid `why_needed`. */
export async function askTurn(
  work: Work,
  shortcode: string,
  { to, why }: { to: Turn; why: string },
  by: By,
): Promise<number> {
  if (why === '') throw new Invalid('why_needed', 'Say why in a few words.')
  refuseSame(await findShortcode(work.db, shortcode), to)
  const asking = { kind: `paybill_${to}`, subject: `shortcode:${shortcode}`, amount_cents: null, details: { to }, why } // prettier-ignore
  return askForApproval(work, asking, by)
}

function refuseSame(row: Shortcode, to: Turn): void {
  if (modeOf(row) !== to) return
  const words = to === 'live' ? 'It is live already.' : 'It is in shadow already.'
  throw new Conflict('mode_unchanged', words)
}

/** The yes. */
export async function approveTurn(
  work: Work,
  { subject, details, why }: Approval,
  by: By,
): Promise<void> {
  const shortcode = subject.replace('shortcode:', '')
  const to = details['to'] as Turn
  const row = (await work.db('shortcodes').where({ shortcode }).forUpdate().first())!
  refuseSame(row, to)
  const live = to === 'live'
  await work
    .db('shortcodes')
    .where({ shortcode })
    .update({
      shadow: !live,
      ...(live && { live_from: work.now, urls_registered_at: null, due_at: work.now }),
    })
  if (live && row.provider === 'daraja') await work.enqueue('register-shortcode', { shortcode })
  await recordAct(work, {
    ...by,
    action: live ? 'paybill.went_live' : 'paybill.went_into_shadow',
    subject,
    before: { mode: modeOf(row) },
    after: { mode: to },
    why,
  })
}
