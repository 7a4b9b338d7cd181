// The address of everything that has one. Links are made here, so that whatever stands in a name or a code is
// only ever a part of a path.

import type { ExceptionKind } from '../appliance/tables.ts'

const part = encodeURIComponent

export const paths = {
  today: '/',
  search: '/search',
  overdue: '/overdue',
  health: '/health',
  signIn: '/sign-in',
  signInCode: '/sign-in/code',
  firstRun: '/first-run',
  join: '/join',
  newPassword: '/new-password',
  me: '/me',
  codes: '/me/codes',
  codesPicture: '/me/codes/qr.svg',
  approvals: '/approvals',
  approval: (id: number) => `/approvals/${id}`,
  audit: '/audit',
  people: '/people',
  colleague: (id: number) => `/people/${id}`,
  colleagueThing: (id: number, thing: string) => `/people/${id}/${thing}`,
  invitation: (id: number) => `/people/invitations/${id}`,
  trialTime: '/trial/time',
  tour: '/tour',
  subscribers: '/subscribers',
  payments: '/payments',
  messages: '/messages',
  claims: '/claims',
  requests: '/requests',
  requestLinks: '/requests/links',
  request: (id: number) => `/requests/${id}`,
  checkouts: '/checkouts',
  vouchers: '/vouchers',
  voucherImport: '/vouchers/import',
  voucherImportChecks: '/vouchers/import-checks',
  voucherImports: '/vouchers/imports',
  voucher: (number: string) => `/vouchers/${part(number)}`,
  voucherBatch: (id: number) => `/vouchers/batches/${id}`,
  voucherBatchPrints: (id: number) => `/vouchers/batches/${id}/prints`,
  voucherBatchVoiding: (id: number) => `/vouchers/batches/${id}/voiding`,
  shifts: '/shifts',
  shift: (id: number) => `/shifts/${id}`,
  shiftClosing: (id: number) => `/shifts/${id}/closing`,
  shiftSales: (id: number) => `/shifts/${id}/sales`,
  shiftStockSales: (id: number) => `/shifts/${id}/stock-sales`,
  shiftSale: (id: number, sale_id: number) => `/shifts/${id}/sales/${sale_id}`,
  sites: '/sites',
  site: (id: number) => `/sites/${id}`,
  routers: '/routers',
  router: (id: number) => `/routers/${id}`,
  routerSecret: (id: number) => `/routers/${id}/secret`,
  routerHotspot: (id: number) => `/routers/${id}/hotspot`,
  routerApi: (id: number) => `/routers/${id}/api`,
  routerLeniency: (id: number) => `/routers/${id}/leniency`,
  routerNew: '/routers/new',
  routerLines: '/routers/lines',
  routerLine: (id: number) => `/routers/${id}/line`,
  routerCommands: (id: number) => `/routers/${id}/commands`,
  routerExport: (id: number, export_id: number) => `/routers/${id}/exports/${export_id}`,
  routerRetirement: (id: number) => `/routers/${id}/retirement`,
  plans: '/plans',
  newPlan: '/plans/new',
  plan: (id: number) => `/plans/${id}`,
  planWithdrawal: (id: number) => `/plans/${id}/withdrawal`,
  exceptions: '/exceptions',
  budgets: '/budgets',
  outageRule: '/outage-rule',
  caps: '/caps',
  cap: (role: string) => `/caps/${part(role)}`,
  ownFloat: '/float',
  floatCredits: '/float/credits',
  floatVouchers: '/float/vouchers',
  floats: '/floats',
  float: (staff_id: number) => `/floats/${staff_id}`,
  arrears: '/arrears',
  refunds: '/refunds',
  refund: (id: number) => `/refunds/${id}`,
  payoutSettings: (shortcode: string) => `/settings/paybills/${part(shortcode)}/payouts`,
  ledger: '/ledger',
  ledgerAccount: (kind: string) => `/ledger/accounts/${part(kind)}`,
  ledgerChart: '/ledger/chart',
  ledgerJournal: '/ledger/journal/export',
  ledgerBalance: '/ledger/balance/export',
  bulk: '/bulk',
  bulkChoice: '/subscribers/bulk',
  outage: '/subscribers/outage',
  run: (id: number) => `/bulk/${id}`,
  line: (account_no: string, service_no: number) =>
    `/subscribers/${part(account_no)}/lines/${service_no}`,
  newSubscriber: '/subscribers/new',
  alerts: '/alerts',
  ownAlerts: '/alerts/mine',
  mail: '/settings/mail',
  mailCheck: '/settings/mail/checks',
  setup: '/first-steps',
  setupShilling: '/first-steps/shilling',
  settings: '/settings',
  sources: '/settings/sources',
  ipn: '/settings/ipn',
  provider: (shortcode: string) => `/settings/providers/${part(shortcode)}`,
  newProvider: (provider: string) => `/settings/providers/new/${part(provider)}`,
  paybills: '/settings/paybills',
  newPaybill: '/settings/paybills/new',
  paybill: (shortcode: string) => `/settings/paybills/${part(shortcode)}`,
  shadow: (shortcode: string) => `/settings/paybills/${part(shortcode)}/shadow`,
  goLive: '/go-live',
  goLiveTick: (item: string) => `/go-live/ticks/${part(item)}`,
  rehearsals: '/go-live/rehearsals',
  subscriber: (account_no: string) => `/subscribers/${part(account_no)}`,
  payment: (rail: string, receipt_code: string) => `/payments/${part(rail)}/${part(receipt_code)}`,
  newPayment: (account_no: string | null) =>
    account_no === null ? '/payments/new' : `/payments/new?account=${part(account_no)}`,
  exception: (id: number) => `/exceptions/${id}`,
  exceptionsOf: (kind: ExceptionKind) => `/exceptions?kind=${part(kind)}`,
}

/** The number in a path. What is no number is a row that is not there. */
export function idOf(typed: string | undefined): number {
  return typed !== undefined && /^[1-9]\d{0,14}$/.test(typed) ? Number(typed) : 0
}

/** What guests open: of one hotspot, or of one checkout. */
export const portalPaths = {
  plans: (portal_key: string) => `/p/${part(portal_key)}`,
  login: (portal_key: string) => `/p/${part(portal_key)}/login`,
  status: (portal_key: string) => `/p/${part(portal_key)}/status`,
  checkouts: (portal_key: string) => `/p/${part(portal_key)}/checkouts`,
  vouchers: (portal_key: string) => `/p/${part(portal_key)}/vouchers`,
  moves: (portal_key: string) => `/p/${part(portal_key)}/moves`,
  checkout: (reference: string) => `/p/checkouts/${part(reference)}`,
  attempts: (reference: string) => `/p/checkouts/${part(reference)}/attempts`,
  link: (token: string) => `/p/links/${part(token)}`,
  linkPrompts: (token: string) => `/p/links/${part(token)}/prompts`,
  checkoutLogin: (reference: string) => `/p/checkouts/${part(reference)}/login`,
}

const ofAccount = (account_no: string) => `/p/me/accounts/${part(account_no)}`
const ofLine = (account_no: string, service_no: number) =>
  `${ofAccount(account_no)}/lines/${service_no}`

/** A subscriber's own pages. */
export const ownPaths = {
  home: '/p/me',
  signIn: '/p/me/sign-in',
  code: '/p/me/code',
  out: '/p/me/sign-out',
  link: (token: string) => `/p/me/links/${part(token)}`,
  account: ofAccount,
  pay: (account_no: string, service_no: number) => `${ofLine(account_no, service_no)}/pay`,
  help: (account_no: string, service_no: number) => `${ofLine(account_no, service_no)}/help`,
  repair: (account_no: string, service_no: number) => `${ofLine(account_no, service_no)}/help/repairs`,
  question: (account_no: string, service_no: number) => `${ofLine(account_no, service_no)}/help/questions`,
  plan: (account_no: string, service_no: number) => `${ofLine(account_no, service_no)}/plan`,
} // prettier-ignore

/** Whether a page of a subscriber's own was asked for: guests' pages, but with a sign-in that must be guarded. */
export function isOwn(path: string): boolean {
  return path === ownPaths.home || path.startsWith(`${ownPaths.home}/`)
}

/** Whether a page of guests was asked for: it has its own words, and its own rules for browsers. */
export function isPortal(path: string): boolean {
  return path.startsWith('/p/')
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
