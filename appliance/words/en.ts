// What subscribers and guests read, in English. This is the shape too: sw.ts has the same keys or does not
// compile. A message says what is, then why, then what to do. It promises nothing that M-Pesa decides.

/** One state of a payment: on the screen, and by SMS. */
export interface Told {
  title: string
  text: string
  sms: string
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
    failed(failure: { reason: string }): Told
    in_review(paid: { amount: string; receipt_code: string }): Told
    receipt_issued(receipt: { receipt_no: string; amount: string; receipt_code: string }): Told
  }
  /** Why M-Pesa said no; `payment.failed` carries one of them. */
  failure: {
    cancelled: string
    wrong_pin: string
    not_enough_money: string
    phone_unreachable: string
    limit_reached: string
    unknown: string
  }
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
    failed: ({ reason }) => ({
      title: 'The payment did not go through',
      text: `${reason} You can try again. If M-Pesa says you have paid, do not pay twice.`,
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
    cancelled: 'The request was cancelled on the phone.',
    wrong_pin: 'The PIN was not right.',
    not_enough_money: 'There is not enough money in M-Pesa.',
    phone_unreachable: 'The phone could not be reached.',
    limit_reached: 'This would go over the limit of M-Pesa for today.',
    unknown: 'M-Pesa did not say why.',
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
}
