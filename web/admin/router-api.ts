// How a router's API is reached, on its page: port, certificate, and the password of our user there.

import { apiUser } from '../../appliance/routeros/router-plan.ts'
import type { Router } from '../../appliance/tables.ts'
import { router_api as words } from '../../appliance/words/staff/router-api.ts'
import { field } from '../forms.ts'
import { paths } from '../paths.ts'

type Name = 'api_port' | 'api_certificate' | 'api_password'
export interface TypedApi {
  typed: Partial<Record<Name, string>>
  wrong: Partial<Record<Name, string | null>>
}

/** Null for one that nobody reaches from here. */
export function apiPart(router: Router, again: TypedApi | null) {
  if (router.reach === 'phone') return null
  const pin = router.api_certificate_sha256?.toString('hex') ?? ''
  const one = (name: Name, label: string, value: string, more: object = {}) =>
    field({
      name,
      label,
      value: again?.typed[name] ?? value,
      wrong: again?.wrong[name] ?? null,
      ...more,
    })
  return {
    action: paths.routerApi(router.id),
    text: words.text(apiUser),
    port: one('api_port', words.port, String(router.api_port), { mode: 'numeric' }),
    certificate: one('api_certificate', words.certificate, pin, { hint: words.certificate_hint }),
    password: one('api_password', words.password(apiUser), '', {
      type: 'password',
      hint: router.api_password_sealed ? words.password_kept : words.password_none,
    }),
  }
}

export function apiFact({
  reach,
  api_port,
  api_certificate_sha256: pin,
  api_password_sealed,
}: Router): string {
  if (reach === 'phone') return words.fact.unreached
  if (!api_password_sealed) return words.fact.none
  return pin ? words.fact.tls(api_port, pin.toString('hex')) : words.fact.clear(api_port)
}
