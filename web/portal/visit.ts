// A guest at a hotspot's door: which hotspot, which phone as far as the router says, and what its page handed over.

import { readMac } from '../../appliance/access/devices.ts'
import { readHandOff } from '../../appliance/access/hotspot-login.ts'
import { findPlace, type PortalPlace } from '../../appliance/access/portal.ts'
import { NotFound } from '../../appliance/errors.ts'
import type { HandOff, Language } from '../../appliance/tables.ts'
import { portalWords, type PortalWords } from '../../appliance/words/portal/words.ts'
import type { Ctx } from '../context.ts'
import { withQuery } from '../paths.ts'
import { languageOf } from './language.ts'

const carried = ['mac', 'login', 'orig', 'chapid', 'chap'] as const

/** What our links and forms carry on, as the router wrote it. */
export type Carried = Record<(typeof carried)[number], string>

export interface Visit {
  place: PortalPlace
  language: Language
  words: PortalWords
  carried: Carried
  /** Null outside the Wi-Fi, where no router says which phone it is. */
  mac: string | null
  hand_off: HandOff | null
  /** What the router said went wrong; recognised, never shown. */
  error: string
}

/** Throws NotFound `place_unknown`. */
export async function readVisit(ctx: Ctx): Promise<Visit> {
  const { portal_key = '' } = ctx.params
  const known = /^[0-9a-f]{12}$/.test(portal_key)
  const place = known ? await findPlace(ctx.state.appliance.db, portal_key) : undefined
  if (!place) throw new NotFound('place_unknown', 'There is no such hotspot.')

  const language = languageOf(ctx) ?? 'sw'
  const given = ctx.method === 'POST' ? (ctx.request.body as Record<string, unknown>) : ctx.query
  const brought = readCarried(given ?? {})
  return {
    place,
    language,
    words: portalWords(language),
    carried: brought,
    mac: readMac(brought.mac) ?? null,
    hand_off: readHandOff(brought, place.router.hotspot_host),
    error: short(given?.['error']),
  }
}

function readCarried(given: Record<string, unknown>): Carried {
  return Object.fromEntries(carried.map((name) => [name, short(given[name])])) as Carried
}

function short(words: unknown): string {
  return typeof words === 'string' && words.length <= 1000 ? words : ''
}

/** What a checkout was begun with, in the same words: for links back to the plans. */
export function carriedBy(mac: string | null, hand_off: HandOff | null): Carried {
  return {
    mac: mac ?? '',
    login: hand_off?.login ?? '',
    orig: hand_off?.orig ?? '',
    chapid: hand_off?.chap_id ?? '',
    chap: hand_off?.chap_challenge ?? '',
  }
}

/** An address of the portal with all that a guest brought, so that the next page knows it too. */
export function carryTo(
  path: string,
  { carried, language }: Pick<Visit, 'carried' | 'language'>,
  more: Record<string, string> = {},
): string {
  return withQuery(path, { ...carried, ...more, ...(language !== 'sw' && { lang: language }) })
}

/** The same for a form. */
export function hiddenFields({
  carried,
  language,
}: Pick<Visit, 'carried' | 'language'>): { name: string; value: string }[] {
  return Object.entries({ ...carried, lang: language })
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value }))
}

/** The fields every form of the portal may send besides its own: what the router handed over, kept as it is. */
export const carriedFields = {
  mac: asIs,
  login: asIs,
  orig: asIs,
  chapid: asIs,
  chap: asIs,
  lang: asIs,
}

function asIs(words: string): string {
  return words
}
