// The address of everything that has one. Links are made here, so that whatever stands in a name or a code is
// only ever a part of a path.

import type { ExceptionKind } from '../appliance/tables.ts'

const part = encodeURIComponent

export const paths = {
  today: '/',
  search: '/search',
  overdue: '/overdue',
  signIn: '/sign-in',
  firstRun: '/first-run',
  trialTime: '/trial/time',
  subscribers: '/subscribers',
  payments: '/payments',
  exceptions: '/exceptions',
  subscriber: (account_no: string) => `/subscribers/${part(account_no)}`,
  payment: (rail: string, receipt_code: string) => `/payments/${part(rail)}/${part(receipt_code)}`,
  exception: (id: number) => `/exceptions/${id}`,
  exceptionsOf: (kind: ExceptionKind) => `/exceptions?kind=${part(kind)}`,
}

/** "/payments?q=otieno&days=week": what is blank is left out. */
export function withQuery(path: string, query: Record<string, string | null>): string {
  const given = Object.entries(query).filter(([, words]) => words !== null && words !== '')
  const words = new URLSearchParams(given as [string, string][]).toString()
  return words === '' ? path : `${path}?${words}`
}

/** An address somebody brought along, if it is a page here; never another host, however it is written (T34). */
export function ownPath(back: string): string {
  const here = 'http://lango.invalid'
  const plain = /^\/(?![/\\])[\x21-\x7e]*$/.test(back) && !back.includes('\\')
  if (!plain || !URL.canParse(back, here)) return paths.today
  const { origin, pathname, search } = new URL(back, here)
  return origin === here && !pathname.startsWith('//') ? `${pathname}${search}` : paths.today
}
