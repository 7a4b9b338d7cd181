// What subscribers and guests read, in English. This is the shape too: sw.ts has the same keys or does not
// compile. A message says what is, then why, then what to do. It promises nothing that M-Pesa decides.

import type { StkReason } from '../providers/daraja-stk-results.ts'

/** One state of a payment: on the screen, and by SMS. */
export interface Told {
  title: string
  text: string
  sms: string
}

/** Why a payment failed, and what to do next. Never that no money was taken: that may still turn out. */
export interface Failure {
  reason: string
  advice: string
}

/** How to pay by hand; amounts are "1,500". */
export interface PayLine {
  amount: string
  paybill: string
  account_no: string
}

export interface Words {
  /** The language's own name. */
  language: string
  /** What the router shows when it refuses: one line, at most 253 bytes of UTF-8 (RFC 2865, 5.18). */
  reply: {
    unknown_user: string
    suspended: string
    closed: string
    unpaid(pay: PayLine): string
    too_many_sessions: string
    wrong_place: string
    not_now: string
  }
  /** The states of a payment, S2-61 to S2-66. */
  payment: {
    requested(ask: { amount: string; phone: string }): Told
    pending(ask: { amount: string }): Told
    confirmed(paid: { amount: string; until: string; receipt_code: string }): Told
    failed(failure: Failure): Told
    in_review(paid: { amount: string; receipt_code: string }): Told
    receipt_issued(receipt: { receipt_no: string; amount: string; receipt_code: string }): Told
  }
  /** Why M-Pesa said no, as far as it is known; `payment.failed` is given one of them. */
  failure: Record<StkReason, Failure>
  /** Money that bought nothing yet, or more than was needed. */
  wallet: {
    short(line: PayLine & { paid: string; price: string }): string
    left_over(left: { amount: string }): string
  }
  /** Before and at the end of paid time. */
  ending: {
    soon(line: PayLine & { until: string }): string
    ended(line: PayLine): string
  }
  how_to_pay(line: PayLine): string
  receipt_no(receipt_no: number): string
  /** Moves a pass to another device. */
  pass_code(code: string): string
}

const payByHand = ({ amount, paybill, account_no }: PayLine) =>
  `Pay KES ${amount} to paybill ${paybill}, account ${account_no}.`

export const en: Words = {
  language: 'English',

  reply: {
    unknown_user: 'User name or password is not right.', // Not which of the two: a guesser reads this as well.
    suspended: 'This line is paused. Please call us.',
    closed: 'This account is closed. Please call us.',
    unpaid: (pay) => `Your time has ended. ${payByHand(pay)}`,
    too_many_sessions: 'This line is already in use on another device.',
    wrong_place: 'This line belongs to another place. Please call us.',
    not_now: 'We could not check just now. Please try again in a minute.',
  },

  payment: {
    requested: ({ amount, phone }) => ({
      title: 'Enter your PIN on the phone',
      text: `We sent a request for KES ${amount} to ${phone}.`,
      sms: `We asked ${phone} for KES ${amount}. Enter your M-Pesa PIN to pay.`,
    }),
    pending: ({ amount }) => ({
      title: 'M-Pesa has not answered yet',
      text: `We keep asking about the KES ${amount}. If M-Pesa says you have paid, do not pay twice: your internet opens by itself.`,
      sms: `We are still waiting for M-Pesa about KES ${amount}. If you have paid, do not pay twice.`,
    }),
    confirmed: ({ amount, until, receipt_code }) => ({
      title: 'Welcome, the gate is open',
      text: `You paid KES ${amount}. You have internet until ${until}.`,
      sms: `KES ${amount} received, M-Pesa ${receipt_code}. Internet until ${until}. Thank you.`,
    }),
    failed: ({ reason, advice }) => ({
      title: 'The payment did not go through',
      text: `${reason} ${advice} If M-Pesa says you have paid, do not pay twice.`,
      sms: `The payment did not go through. ${reason} If M-Pesa says you have paid, do not pay twice.`,
    }),
    in_review: ({ amount, receipt_code }) => ({
      title: 'We have your money',
      text: `KES ${amount} arrived, but we could not tell whose account it is for. A person is looking at it now. Do not pay twice.`,
      sms: `We have your KES ${amount}, M-Pesa ${receipt_code}. A person is finding your account. Do not pay twice.`,
    }),
    receipt_issued: ({ receipt_no, amount, receipt_code }) => ({
      title: `Receipt ${receipt_no}`,
      text: `KES ${amount}, M-Pesa ${receipt_code}.`,
      sms: `Receipt ${receipt_no}: KES ${amount}, M-Pesa ${receipt_code}.`,
    }),
  },

  failure: {
    not_enough_money: {
      reason: 'There is not enough money in M-Pesa for this.',
      advice: 'Add money, or choose a cheaper plan, then try again.',
    },
    below_minimum: {
      reason: 'The amount is less than M-Pesa takes.',
      advice: 'Choose a bigger plan, or call us.',
    },
    above_maximum: {
      reason: 'The amount is more than M-Pesa lets you pay at once.',
      advice: 'Choose a cheaper plan, or call us.',
    },
    daily_limit: {
      reason: 'This would go over your M-Pesa limit for today.',
      advice: 'Try again tomorrow, choose a cheaper plan, or pay from another phone.',
    },
    our_wallet_full: {
      reason: 'Our M-Pesa account is full and could not take it. This is not your fault.',
      advice: 'Please call us, or try again later.',
    },
    same_again_too_soon: {
      reason: 'M-Pesa held it back: it looks like the same payment as a moment ago.',
      advice: 'Wait two minutes. If no M-Pesa message says you have paid, try again.',
    },
    mpesa_busy: {
      reason: 'M-Pesa is very busy just now.',
      advice: 'Wait a minute, then try again.',
    },
    phone_busy: {
      reason: 'Another M-Pesa request is still open on this phone.',
      advice: 'Finish it or cancel it, wait a minute, then try again.',
    },
    expired: {
      reason: 'The time for the request ran out.',
      advice: 'Try again, and enter your PIN as soon as the phone asks.',
    },
    prompt_not_sent: {
      reason: 'M-Pesa could not send the request to the phone. The fault may be ours.',
      advice: 'Please call us, or try again later.',
    },
    prompt_error: {
      reason: 'Something went wrong while M-Pesa was sending the request to the phone.',
      advice: 'Wait a minute, then try again.',
    },
    cancelled: {
      reason: 'The request was cancelled on the phone.',
      advice: 'If you still want to pay, try again.',
    },
    phone_unreachable: {
      reason: 'M-Pesa could not reach the phone.',
      advice: 'Check that it is on and has signal, then try again.',
    },
    no_answer: {
      reason: 'M-Pesa got no answer from the phone.',
      advice: 'Unlock it, close other apps, check the signal, then try again.',
    },
    wrong_pin: {
      reason: 'The M-Pesa PIN was not right.',
      advice: 'Try again with care: M-Pesa locks a PIN that is wrong too often.',
    },
    product_not_assigned: {
      reason: 'Our M-Pesa number is not set up for this. This is not your fault.',
      advice: 'Please call us: trying again will not help yet.',
    },
    operator_unknown: {
      reason: 'M-Pesa does not know our payment number. The mistake is ours.',
      advice: 'Please call us: trying again will not help yet.',
    },
    pin_locked: {
      reason: 'Your M-Pesa PIN is locked.',
      advice: 'Call Safaricom on 100 or 200 to open it, then try again.',
    },
    unknown: {
      reason: 'M-Pesa did not say why.',
      advice: 'Wait a minute, then try again. If it happens again, call us.',
    },
  },

  wallet: {
    short: ({ paid, price, ...pay }) =>
      `KES ${paid} is safe in your account. Your plan costs KES ${price}. ${payByHand(pay)} Then your internet opens by itself.`,
    left_over: ({ amount }) =>
      `KES ${amount} is left in your account and counts for the next time.`,
  },

  ending: {
    soon: ({ until, ...pay }) => `Your internet ends ${until}. ${payByHand(pay)}`,
    ended: (pay) => `Your internet has ended. ${payByHand(pay)} It opens by itself.`,
  },

  how_to_pay: payByHand,
  receipt_no: (receipt_no) => `Receipt ${receipt_no}.`,
  pass_code: (code) => `New phone? Use your number and code ${code}.`,
}
