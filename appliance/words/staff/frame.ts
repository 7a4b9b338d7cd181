// What stands around every staff page: the menu, the trial's bar, the words for roles, and the pages that say a
// page could not be shown.

import type { Role } from '../../tables.ts'
import { countOf } from '../figures.ts'

export const frame = {
  name: 'Lango',
  skip: 'Skip to the page',
  menu: 'Main',
  find: 'Find anything: a name, phone, account, code, voucher, MAC, IP or user name',
  find_short: 'Find anything',
  open: 'open',
  sign_out: 'Sign out',
  pages: 'Pages',
  kes: 'KES',
  undo: 'Undo',

  roles: {
    owner: 'Owner',
    finance: 'Finance',
    cashier: 'Cashier',
    support: 'Support',
    technician: 'Technician',
    reseller: 'Reseller',
    auditor: 'Auditor',
  } satisfies Record<Role, string>,

  menu_groups: {
    work: 'Work',
    sell: 'Sell',
    box: 'Box',
  },
  menu_items: {
    today: 'Today',
    exceptions: 'Exceptions',
    approvals: 'Approvals',
    payments: 'Payments',
    checkouts: 'Checkouts',
    claims: 'Claims',
    requests: 'Requests',
    subscribers: 'Subscribers',
    arrears: 'Overdue',
    budgets: 'Budgets',
    caps: 'Caps',
    own_float: 'Your float',
    floats: 'Resellers',
    overdue: 'Late work',
    plans: 'Plans',
    vouchers: 'Vouchers',
    shifts: 'Shifts',
    ledger: 'Ledger',
    close: 'Daily close',
    refunds: 'Refunds',
    sites: 'Sites & routers',
    people: 'People',
    audit: 'Audit',
    health: 'Health',
    settings: 'Settings',
    alerts: 'Troubles',
    setup: 'Setting up',
    go_live: 'Go live',
  },

  trial: {
    name: 'Trial',
    pass: 'Make time pass',
    hour: '1 hour',
    day: '1 day',
    month: '1 month',
    ahead: (seconds: number): string => {
      const days = Math.floor(seconds / 86_400)
      const hours = Math.floor(seconds / 3600)
      if (hours === 0) return 'time runs as it does outside'
      return days === 0
        ? `time is ${countOf(hours, 'hour')} ahead`
        : `time is ${countOf(days, 'day')} ahead`
    },
  },

  failed: {
    again: 'Try again',
    home: 'Go to Today',
    not_found: {
      title: 'This page is not there',
      text: 'The address is not one of ours, or what it showed has another address now.',
    },
    forbidden: {
      title: 'Your role does not open this page',
      text: 'If you need it for your work, ask the owner.',
    },
    elsewhere: {
      title: 'This form came from somewhere else',
      text: 'Nothing was changed. Open the page here and do it again.',
    },
    method: {
      title: 'This address does not take that',
      text: 'Nothing was changed.',
    },
    too_large: {
      title: 'That was too much at once',
      text: 'Nothing was changed. The form sent more than it should.',
    },
    unreadable: {
      title: 'We could not read that',
      text: 'Nothing was changed.',
    },
    conflict: {
      title: 'It is not as it was',
    },
    away: {
      title: 'The database does not answer',
      text: 'Nothing you did was lost or half done. Paid subscribers stay online, and payments that arrive are kept and counted when it is back. This page tries again when you do.',
    },
    fault: {
      title: 'This page failed, and it is our fault',
      text: (fault: string): string =>
        `Nothing was half done. It is written down as ${fault}; tell that to whoever looks after the box.`,
    },
  },
}
