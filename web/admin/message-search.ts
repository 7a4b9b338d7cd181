// Messages by the code of their payment (S2-71).

import { keepingMonths } from '../../appliance/people/message-keeping.ts'
import {
  messagesSince,
  searchMessages,
  type FoundMessage,
} from '../../appliance/people/message-search.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import type { Ctx } from '../context.ts'
import { readQuery, words as typed } from '../forms.ts'
import { exchangeWords, messageWords } from './messages.ts'

const words = staffWords.messages

export async function showMessageSearch(ctx: Ctx): Promise<void> {
  const { db, config, now } = ctx.state.appliance
  const { code } = readQuery(ctx, { code: typed(30) })
  const months = await keepingMonths(db, config)
  const found = code === '' ? [] : await searchMessages(db, code, messagesSince(months, now()))
  await ctx.state.render('admin/messages', {
    lead: words.lead(months),
    code,
    rows: found.map(rowView),
    any: found.length > 0,
    none:
      code === ''
        ? { title: words.ask, text: words.ask_text }
        : { title: words.none, text: words.none_text(months) },
  })
}

function rowView(found: FoundMessage) {
  const { way, kind, at, source_address, outcome } = found
  return {
    way: words.ways[way],
    kind: words.kinds[kind] ?? kind,
    at,
    from: source_address,
    outcome: outcome?.replaceAll('_', ' ') ?? null,
    message: wordsOf(found),
  }
}

function wordsOf({ body, exchange, purged_at }: FoundMessage): string | null {
  if (purged_at) return words.purged(purged_at)
  if (body) return messageWords(body, 'covered')
  return exchange ? exchangeWords(exchange) : null
}
