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
    failed: ({ reason, advice }) => ({
      title: 'Malipo hayakukamilika',
      text: `${reason} ${advice} M-Pesa ikisema umelipa, usilipe tena.`,
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
    not_enough_money: {
      reason: 'Salio la M-Pesa halitoshi kwa malipo haya.',
      advice: 'Ongeza pesa, au chagua mpango wa bei nafuu zaidi, kisha jaribu tena.',
    },
    below_minimum: {
      reason: 'Kiasi hiki ni kidogo kuliko M-Pesa inavyokubali.',
      advice: 'Chagua mpango mkubwa zaidi, au tupigie.',
    },
    above_maximum: {
      reason: 'Kiasi hiki ni kikubwa kuliko M-Pesa inavyoruhusu kwa mara moja.',
      advice: 'Chagua mpango wa bei nafuu zaidi, au tupigie.',
    },
    daily_limit: {
      reason: 'Malipo haya yangepita kiwango chako cha M-Pesa cha leo.',
      advice: 'Jaribu tena kesho, chagua mpango wa bei nafuu zaidi, au lipa kwa simu nyingine.',
    },
    our_wallet_full: {
      reason: 'Akaunti yetu ya M-Pesa imejaa, haikuweza kupokea malipo. Si kosa lako.',
      advice: 'Tafadhali tupigie, au jaribu tena baadaye.',
    },
    same_again_too_soon: {
      reason: 'M-Pesa imelizuia ombi hili: linafanana na la muda mfupi uliopita.',
      advice: 'Subiri dakika mbili. Kama hujapata SMS ya M-Pesa kwamba umelipa, jaribu tena.',
    },
    mpesa_busy: {
      reason: 'M-Pesa ina shughuli nyingi kwa sasa.',
      advice: 'Subiri dakika moja, kisha jaribu tena.',
    },
    phone_busy: {
      reason: 'Kuna ombi lingine la M-Pesa ambalo halijakamilika kwenye simu hii.',
      advice: 'Likamilishe au ulighairi, subiri dakika moja, kisha jaribu tena.',
    },
    expired: {
      reason: 'Muda wa ombi uliisha kabla ya malipo kukamilika.',
      advice: 'Jaribu tena, na uweke PIN mara tu simu itakapoiomba.',
    },
    prompt_not_sent: {
      reason: 'M-Pesa haikuweza kutuma ombi kwenye simu. Huenda kosa ni letu.',
      advice: 'Tafadhali tupigie, au jaribu tena baadaye.',
    },
    prompt_error: {
      reason: 'Hitilafu ilitokea M-Pesa ilipokuwa ikituma ombi kwenye simu.',
      advice: 'Subiri dakika moja, kisha jaribu tena.',
    },
    cancelled: {
      reason: 'Ombi lilighairiwa kwenye simu.',
      advice: 'Kama bado unataka kulipa, jaribu tena.',
    },
    phone_unreachable: {
      reason: 'M-Pesa haikuweza kuifikia simu.',
      advice: 'Hakikisha simu imewashwa na ina mtandao, kisha jaribu tena.',
    },
    no_answer: {
      reason: 'M-Pesa haikupata jibu kutoka kwa simu.',
      advice: 'Fungua simu, zima programu nyingine, hakikisha ina mtandao, kisha jaribu tena.',
    },
    wrong_pin: {
      reason: 'PIN ya M-Pesa haikuwa sahihi.',
      advice: 'Jaribu tena kwa makini: PIN ikikosewa mara nyingi, M-Pesa huifunga.',
    },
    product_not_assigned: {
      reason: 'Namba yetu ya M-Pesa haijawekwa sawa kwa malipo haya. Si kosa lako.',
      advice: 'Tafadhali tupigie: kujaribu tena hakutasaidia kwa sasa.',
    },
    operator_unknown: {
      reason: 'M-Pesa haiitambui namba yetu ya malipo. Kosa ni letu.',
      advice: 'Tafadhali tupigie: kujaribu tena hakutasaidia kwa sasa.',
    },
    pin_locked: {
      reason: 'PIN yako ya M-Pesa imefungwa.',
      advice: 'Pigia Safaricom 100 au 200 ili ifunguliwe, kisha jaribu tena.',
    },
    unknown: {
      reason: 'M-Pesa haikutoa sababu.',
      advice: 'Subiri dakika moja, kisha jaribu tena. Ikitokea tena, tupigie.',
    },
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
  receipt_no: (receipt_no) => `Risiti ${receipt_no}.`,
  pass_code: (code) => `Simu mpya? Tumia namba yako na msimbo ${code}.`,
}
