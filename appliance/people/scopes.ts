// Where a colleague may look. A reseller sees whom they sold to, somebody of one site that site's subscribers, all others
// everybody. It is a condition of every query that a person's page asks, so that a row out of scope is a row that is not
// there: the answer to a stranger's account number is 404, the same as to one that does not exist.

import type { Colleague } from './staff.ts'

/** Who looks: what a list, a file and an act ask of somebody who is signed in. */
export type Viewer = Pick<Colleague, 'id' | 'role' | 'site_id'>

export interface Scope {
  /** A condition on the subscriber of the alias; its bindings are `:scope_reseller` and `:scope_site`. */
  sql(alias: string): string
  bindings: { scope_reseller: number | null; scope_site: number | null }
  /** Whether it leaves nobody out. */
  everybody: boolean
}

export function scopeOf({ id, role, site_id }: Viewer): Scope {
  const reseller = role === 'reseller' ? id : null
  return {
    sql: (alias) =>
      `(:scope_reseller::bigint is null or ${alias}.reseller_id = :scope_reseller)` +
      ` and (:scope_site::bigint is null or ${alias}.site_id = :scope_site)`,
    bindings: { scope_reseller: reseller, scope_site: site_id },
    everybody: reseller === null && site_id === null,
  }
}
