// What subscribers and guests read, in Swahili: the same keys as en.ts, or it does not compile.

import type { PayLine, Words } from './en.ts'

const lipaMwenyewe = ({ amount, paybill, account_no }: PayLine) =>
  `Lipa KES ${amount} kwa Paybill ${paybill}, akaunti ${account_no}.`

export const sw: Words = {
  language: 'Kiswahili',

  reply: {
    unknown_user: 'Jina la mtumiaji au nenosiri si sahihi.',
    suspended: 'Laini hii imesimamishwa. Tafadhali tupigie.',
    closed: 'Akaunti hii imefungwa. Tafadhali tupigie.',
    unpaid: (pay) => `Muda wako umeisha. ${lipaMwenyewe(pay)}`,
    too_many_sessions: 'Laini hii tayari inatumika kwenye kifaa kingine.',
    wrong_place: 'Laini hii ni ya mahali pengine. Tafadhali tupigie.',
    not_now: 'Hatukuweza kuangalia kwa sasa. Tafadhali jaribu tena baada ya dakika moja.',
  },

  payment: {
    requested: ({ amount, phone }) => ({
      title: 'Weka PIN yako kwenye simu',
      text: `Tumetuma ombi la KES ${amount} kwa ${phone}.`,
      sms: `Tumeomba KES ${amount} kutoka kwa ${phone}. Weka PIN yako ya M-Pesa ili kulipa.`,
    }),
    pending: ({ amount }) => ({
      title: 'M-Pesa bado haijajibu',
      text: `Tunaendelea kuuliza kuhusu KES ${amount}. M-Pesa ikisema umelipa, usilipe tena: intaneti yako itafunguka yenyewe.`,
      sms: `Bado tunasubiri jibu la M-Pesa kuhusu KES ${amount}. Kama umelipa, usilipe tena.`,
    }),
    confirmed: ({ amount, until, receipt_code }) => ({
      title: 'Karibu, lango limefunguka',
      text: `Umelipa KES ${amount}. Una intaneti hadi ${until}.`,
      sms: `Tumepokea KES ${amount}, M-Pesa ${receipt_code}. Una intaneti hadi ${until}. Asante.`,
    }),
    failed: ({ reason }) => ({
      title: 'Malipo hayakukamilika',
      text: `${reason} Unaweza kujaribu tena. M-Pesa ikisema umelipa, usilipe tena.`,
      sms: `Malipo hayakukamilika. ${reason} M-Pesa ikisema umelipa, usilipe tena.`,
    }),
    in_review: ({ amount, receipt_code }) => ({
      title: 'Tumepata pesa yako',
      text: `KES ${amount} imefika, lakini hatukuweza kujua ni ya akaunti gani. Mtu anaiangalia sasa. Usilipe tena.`,
      sms: `Tumepata KES ${amount} yako, M-Pesa ${receipt_code}. Mtu anatafuta akaunti yako. Usilipe tena.`,
    }),
    receipt_issued: ({ receipt_no, amount, receipt_code }) => ({
      title: `Risiti ${receipt_no}`,
      text: `KES ${amount}, M-Pesa ${receipt_code}.`,
      sms: `Risiti ${receipt_no}: KES ${amount}, M-Pesa ${receipt_code}.`,
    }),
  },

  failure: {
    cancelled: 'Ombi lilighairiwa kwenye simu.',
    wrong_pin: 'PIN haikuwa sahihi.',
    not_enough_money: 'Salio la M-Pesa halitoshi.',
    phone_unreachable: 'Simu haikupatikana.',
    limit_reached: 'Malipo haya yangepita kiwango cha M-Pesa cha leo.',
    unknown: 'M-Pesa haikutoa sababu.',
  },

  wallet: {
    short: ({ paid, price, ...pay }) =>
      `KES ${paid} iko salama kwenye akaunti yako. Mpango wako ni KES ${price}. ${lipaMwenyewe(pay)} Kisha intaneti yako itafunguka yenyewe.`,
    left_over: ({ amount }) =>
      `KES ${amount} imebaki kwenye akaunti yako na itatumika wakati ujao.`,
  },

  ending: {
    soon: ({ until, ...pay }) => `Intaneti yako itaisha ${until}. ${lipaMwenyewe(pay)}`,
    ended: (pay) => `Intaneti yako imeisha. ${lipaMwenyewe(pay)} Itafunguka yenyewe.`,
  },

  how_to_pay: lipaMwenyewe,
}
