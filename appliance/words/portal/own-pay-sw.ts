// Paying and changing the plan on one's own pages, in Swahili.

import type { OwnPayWords } from './own-pay-en.ts'

export const ownPaySw: OwnPayWords = {
  own_pay: {
    tab: 'Lipa',
    title: (plan) => `Lipia ${plan}`,
    wallet: (amount) => `${amount} iko kwenye pochi yako na inahesabiwa.`,
    owed: (amount) => `Unadaiwa ${amount}; hiyo inalipwa kwanza.`,
    how_much: 'Kwa muda gani?',
    terms: (term) => term,
    terms_about: (count) =>
      count === 1
        ? 'Unaanza mara moja, au mwisho wa ulio nao'
        : 'Mmoja unaanza mara moja; mingine inasubiri kwenye pochi na kujilipia yenyewe',
    other: 'Kiasi kingine',
    other_about: 'Kinaingia kwenye pochi yako',
    amount: 'Kiasi kwa shilingi, kwa “kiasi kingine”',
    phone: 'Namba ya M-Pesa itakayolipa',
    phone_hint: (own) => `Acha wazi kwa ${own}. Inaweza kuwa ya yeyote: simu hiyo itaombwa PIN.`,
    prompt: 'Iombe simu pesa',
    link: 'Tengeneza kiungo ili mwingine alipe',
    link_hint: 'Mtumie atakayekulipia: anaona jina lako la kwanza na herufi moja, akaunti na kiasi, si kingine.',
    hand: 'Au lipa mwenyewe',
    no_paybill: {
      title: 'M-Pesa bado haijawekwa hapa.',
      text: 'Tafadhali tupigie: unaweza kulipa kwenye ofisi yetu.',
    },
    amount_wrong: 'Shilingi kamili kuanzia 1 hadi 250,000, tafadhali.',
    about: (plan, term) => `${plan}, ${term}`,
    about_other: (plan) => `${plan}, kwenye pochi`,
    share: {
      title: 'Tuma kiungo hiki',
      text: (amount) =>
        `Yeyote atakayekifungua anaweza kukulipia ${amount}, kwa siku saba. Ukurasa wako utaonyesha kikilipwa.`,
      whatsapp: 'Tuma kwa WhatsApp',
      sms: 'Tuma kwa SMS',
      copy: 'Nakili kiungo',
      open: 'Kifungue',
    },
    back: 'Rudi kwenye ukurasa wangu',
  },
  own_plan: {
    tab: 'Badilisha mpango',
    title: 'Badilisha mpango',
    now: (plan, price) => `Una ${plan}, ${price}.`,
    next: (plan) => `Kuanzia utakapolipia tena utakuwa na ${plan}.`,
    which: 'Mpango upi?',
    when: 'Lini?',
    prorated: 'Sasa',
    prorated_about: 'Muda uliobaki unahesabiwa kwa mpango mpya; unaisha pale ulipokuwa uishe',
    renewal: 'Utakapolipia tena',
    renewal_about: 'Hakuna kinachobadilika wala kulipwa hadi hapo',
    preview: 'Onyesha gharama',
    same: 'Una mpango huu tayari.',
    later: (plan, price, from) =>
      from === ''
        ? `${plan} kwa ${price}, kuanzia utakapolipa.`
        : `${plan} kwa ${price}, kuanzia ${from}.`,
    pays: (amount) => `${amount} inatolewa kwenye pochi yako sasa.`,
    gets: (amount) => `${amount} inarudi kwenye pochi yako sasa.`,
    free: 'Hakuna cha kulipa sasa.',
    until: (at) => `Muda wako unaendelea hadi ${at}.`,
    short: (amount) => `Pochi yako imepungukiwa ${amount}. Lipa hiyo kwanza, kisha urudi.`,
    pay_short: (amount) => `Lipa ${amount}`,
    confirm: (plan) => `Badilisha kuwa ${plan}`,
    done: 'Mpango wako umebadilishwa.',
    problems: {
      dearer_now: 'Sasa ingegharimu zaidi kidogo kuliko ilivyoonyeshwa. Angalia tena.',
      wallet_short: 'Pochi yako haina tofauti hiyo. Hakuna kilichobadilishwa.',
      plan_the_same: 'Una mpango huu tayari. Hakuna kilichobadilishwa.',
      plan_not_sold: 'Mpango huu hauuzwi kwa laini yako.',
      too_many_changes: 'Umebadilisha mpango mara nyingi leo. Jaribu kesho, au tupigie.',
      subscriber_paused: 'Akaunti hii imesimamishwa: tafadhali tupigie.',
    },
  },
}
