// Why something stays behind, or comes over other than it was: one sentence each, with what to do.

export const reasons = {
  // Stays behind.
  user_name_twice:
    'Several rows have this user name, but for capitals and blanks: mend it there, or add them here by hand',
  user_name_unreadable: 'No user name, or one with signs that no router takes',
  user_name_taken: 'Somebody here has this user name already',
  no_password: 'No password that could be kept: give it a new one here',
  password_crypt:
    'A password that only unix crypt can check, which we do not: give it a new one here',
  price_unsaid:
    'A group that no price is known of: make the plan here, and say so with --plan "THEIRS=OURS"',
  password_obsolete: 'An obsolete kind of password (LM, or unreadable): give it a new one here',
  switched_off_marker: 'Its password is the mark of a switched-off user, not a password',
  accepts_anybody: 'Accepted without any password (Auth-Type Accept): add it here with one',
  plan_not_moved:
    'Its plan stays behind: mend the plan, or name one of ours with --plan "THEIRS=OURS"',
  plan_name_taken:
    'We sell another plan by this name: rename one, or say which is meant with --plan "THEIRS=OURS"',
  price_unreadable: 'A price that is no amount, or nothing',
  speed_missing: 'No speed: its bandwidth is missing or unreadable',
  term_unreadable: 'A length that we do not sell: minutes, or none',
  kind_unknown: 'Neither a line at home (PPPoE) nor a hotspot pass',
  gigabyte_unsaid:
    'A limit of data: say whether their gigabyte is 1000 or 1024, with --gigabyte 1000 or --gigabyte 1024',
  time_budget:
    'Sold by time online, which we do not sell: name one of our plans with --plan "THEIRS=OURS"',
  code_too_short: 'A code of fewer than six letters and digits is guessed',
  code_twice: 'Another code is the same but for capitals or dashes: we could not tell them apart',
  code_here: 'We have this code already',
  secret_weak:
    'A shared secret that is guessed: connect this router from its page, and it gets a new one',
  address_no_host: 'Its address is a network or a name: connect this router from its page',
  router_taken: 'Another router here has this name or address',
  row_unreadable: 'The row cannot be read',
  // Comes over, and a person should know.
  phone_unreadable: 'The phone is no Kenyan mobile number: they are brought without it',
  time_unreadable: 'A time that cannot be read: taken as none',
  status_not_active: 'Not active there: suspended here',
  balance_unreadable: 'A balance that is no amount: nothing was put in the wallet',
  owes: 'They owed money there: a debt is not brought over, look at it with them',
  old_no_taken:
    'What they typed at the paybill is another’s too, or could be an account number of ours: not kept',
  address_unreadable: 'The fixed address cannot be one: the router will give one of its pool',
  address_twice: 'Two lines have the same fixed address: brought without it',
  mac_twice: 'Another line has this device: brought without it',
  router_unknown: 'We have no router by this name: the line may come online anywhere',
  expired: 'The paid time has ended: the line comes over and waits for money',
  still_on: 'Still on there, though its time has ended: it will be refused here',
  fixed_day: 'Paid by a fixed day of the month: here a month is counted from its end',
  burst_not_moved: 'The burst cannot be read: brought without it',
  pool_unreadable: 'The name of the pool cannot be one of ours: brought without it',
  scripts_not_moved: 'Has scripts of a router: they are not brought over',
  extra_bill: 'Has an extra bill or an instalment there: ask it of them here, as a payment request',
  named_twice: 'Two plans have this name: the second has its number behind it',
  shared_secret: 'Other routers have the same shared secret: give each its own',
  no_receipt:
    'Paid there, without an M-Pesa code in its row: if its callback came late, nothing would know it',
  pap_only:
    'A password that only PAP can prove: set the router’s profile to PAP, or give it a new password',
  portal_only:
    'A hotspot password that is only a digest: what they type no longer opens; the portal does, by their device',
  no_chap: 'A password kept as an NT hash: PAP and MS-CHAPv2 serve it, CHAP can not',
  short_password: 'A password of fewer than six signs, or the same as the user name: it is guessed',
  hours_not_moved: 'May log in at certain hours only there: not brought over',
  waits_for_device:
    'A hotspot pass whose device we do not know: its first login goes through the portal',
  several_groups: 'In several groups: the first by priority was taken',
  no_expiry: 'No end of its time there: it waits for money here',
  invoice_short: 'An invoice that is marked paid, and is not: look at it there',
} as const

export type Why = keyof typeof reasons
