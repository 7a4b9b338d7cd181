// What each route of the ledger has to do, for the matrix of roles.

import type { Acts } from './role-acts.ts'

export const ledgerMatrix = `
  OF----A GET /ledger GET /ledger/accounts/:kind GET /ledger/chart
  OF----A POST /ledger/journal/export POST /ledger/balance/export
  OF----- POST /ledger/chart
`

export function ledgerActs(): Acts {
  return {
    'GET /ledger/accounts/:kind': async () => ({ path: '/ledger/accounts/wallet' }),
    'POST /ledger/chart': async () => ({
      path: '/ledger/chart',
      fields: { 'sales-code': '4000', 'sales-name': 'Internet sales' },
    }),
    'POST /ledger/journal/export': async () => ({
      path: '/ledger/journal/export',
      fields: { month: '2026-11' },
    }),
    'POST /ledger/balance/export': async () => ({ path: '/ledger/balance/export' }),
  }
}
