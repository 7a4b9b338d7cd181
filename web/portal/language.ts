// Which language a guest reads: what they chose, else what they chose before, else Swahili. Forms and links carry it;
// the cookie only helps, because login windows forget.

import type { Context } from 'koa'
import type { Language } from '../../appliance/tables.ts'
import type { Ctx } from '../context.ts'

const cookie = 'lango_language'
const languages: readonly Language[] = ['sw', 'en']
const aYear = 365 * 24 * 60 * 60 * 1000

type Asker = Pick<Context, 'query' | 'cookies'> & { request: { body?: unknown } }

export function languageOf(ctx: Asker): Language | undefined {
  const { lang } = (ctx.request.body ?? {}) as { lang?: unknown }
  return read(ctx.query['lang']) ?? read(lang) ?? read(ctx.cookies.get(cookie))
}

function read(given: unknown): Language | undefined {
  return languages.find((language) => language === given)
}

/** Somebody who pressed the other language's link will want it on the next page too. */
export function keepLanguage(ctx: Ctx): void {
  const chosen = read(ctx.query['lang'])
  if (!chosen || chosen === ctx.cookies.get(cookie)) return
  ctx.cookies.set(cookie, chosen, {
    path: '/p',
    maxAge: aYear,
    sameSite: 'lax',
    httpOnly: true,
    signed: false,
    overwrite: true,
  })
}

export function otherThan(language: Language): Language {
  return language === 'sw' ? 'en' : 'sw'
}
