// Why there is no internet, as a subscriber reads it, in Swahili.

import type { HelpWords, Plainly } from './help-en.ts'

const wait = (word: string, say: string): Plainly => ({ tone: 'wait', word, say })
const bad = (word: string, say: string): Plainly => ({ tone: 'bad', word, say })

export const helpSw: HelpWords = {
  state: {
    closed: (at) => ({ tone: 'over', word: 'Imefungwa', say: `Akaunti hii ilifungwa ${at}.` }),
    suspended: (at) =>
      bad(
        'Imesimamishwa',
        `Tulisimamisha akaunti hii ${at}. Tafadhali tupigie: kulipa hakutaifungua.`,
      ),
    no_service: () => ({
      tone: 'over',
      word: 'Hakuna laini',
      say: 'Bado hakuna laini hapa. Tafadhali tupigie.',
    }),
    online: (since) => ({
      tone: 'good',
      word: 'Mtandaoni',
      say: `Laini yako iko mtandaoni tangu ${since}.`,
    }),
    online_help:
      'Kwetu kila kitu kiko sawa. Zima kifaa chenye taa, hesabu hadi kumi, kiwashe, na usimame karibu nacho.',
    router_silent: (at) =>
      bad(
        'Tatizo letu',
        `Hatujasikia kutoka kwa mitambo yetu iliyo karibu nawe tangu ${at}. Si kifaa chako; huhitaji kufanya lolote.`,
      ),
    line_silent: (at) =>
      wait(
        'Kimya',
        `Mara ya mwisho kusikia laini yako ni ${at}; wengine karibu nawe wako mtandaoni. Zima kifaa chako na ukiwashe: kitaingia mara moja.`,
      ),
    leaving: () =>
      wait('Inafungwa', 'Muda wako umeisha na laini inafungwa. Lipa, na itafunguka yenyewe.'),
    data_used: (used, all) =>
      bad(
        'Data imeisha',
        `Umetumia ${used} kati ya ${all}. Lipia muda ujao, na data mpya itaanza mara moja.`,
      ),
    refused: {
      wrong_password: bad(
        'Haijaruhusiwa',
        'Kifaa chako kinatuma nenosiri ambalo si lako. Andika tulilokupa, au tupigie upate jipya.',
      ),
      wrong_device: bad(
        'Kifaa kingine',
        'Laini yako imefungwa kwa kifaa kimoja, na kingine kinaomba. Kama ulikibadilisha, turekebishe hapa chini.',
      ),
      wrong_place: bad(
        'Mahali pengine',
        'Laini yako inafanya kazi mahali pamoja tu, na inaomba kutoka pengine.',
      ),
      closed_hours: wait(
        'Si saa zake',
        'Mpango wako hufunguka kwa saa zake tu. Utafunguka wenyewe zitakapofika.',
      ),
      too_many_sessions: wait(
        'Inatumika tayari',
        'Laini yako inatumika tayari kama mpango wako unavyoruhusu. Kama si wewe, iachilie hapa chini.',
      ),
      other: bad(
        'Haijaruhusiwa',
        'Kifaa chako kinaomba na hakiruhusiwi. Tutaliangalia ukituomba hapa chini.',
      ),
    },
    dropped: (at) =>
      wait(
        'Haijaunganishwa',
        `Laini yako imelipiwa. Mara ya mwisho ilikatika ${at}, na kifaa chako hakijaomba tena. Je, kimewashwa na waya umechomekwa?`,
      ),
    not_asking: () =>
      wait(
        'Haijaunganishwa',
        'Laini yako imelipiwa, lakini kifaa chako hakiombi kuingia. Je, kimewashwa na waya umechomekwa?',
      ),
    being_checked: (amount) =>
      wait(
        'Tunaangalia',
        `Tumesikia kuhusu ${amount} na tunauliza M-Pesa. Itahesabiwa M-Pesa ikikubali. Usilipe mara mbili.`,
      ),
    short: (wallet, plan, price, short) =>
      bad(
        'Haijatosha',
        `${wallet} iko kwenye pochi yako, na ${plan} ni ${price}. Lipa ${short} zaidi, na itafunguka yenyewe.`,
      ),
    unpaid: (plan, price) => ({
      tone: 'over',
      word: 'Imeisha',
      say: `${plan} ni ${price}. Lipa, na itafunguka yenyewe.`,
    }),
    money_waits: (wallet) =>
      wait(
        'Pesa inasubiri',
        `${wallet} iko kwenye pochi yako, inatosha mpango wako, na bado haijanunua muda.`,
      ),
  },
  help: {
    tab: 'Msaada',
    title: 'Intaneti yangu haifanyi kazi',
    lead: (line) => `Tumeangalia ${line} sasa hivi. Haya ndiyo tuliyoyaona.`,
    checks: 'Tulichoangalia',
    check: {
      account: ['Akaunti iko wazi', 'Akaunti imesimamishwa'],
      paid: ['Muda umelipiwa', 'Hakuna muda uliolipiwa'],
      data: ['Data ipo', 'Data imeisha'],
      router: ['Mitambo yetu karibu nawe inajibu', 'Mitambo yetu karibu nawe iko kimya'],
      asked: ['Kifaa chako kiliomba kuingia', 'Kifaa chako hakijaomba kuingia'],
      let_in: ['Kiliruhusiwa', 'Hakikuruhusiwa'],
      online: ['Kiko mtandaoni sasa', 'Hakiko mtandaoni sasa'],
    },
    not_known: 'bado haijulikani',
    fix: 'Jaribu kurekebisha',
    fix_hint:
      'Tunanunua muda wako kwa pesa inayosubiri kwenye pochi, na tunaachilia muunganisho uliokwama ili laini yako iingie upya.',
    did: {
      bought: 'Tumenunua muda wako kwa pesa iliyokuwa kwenye pochi.',
      freed:
        'Tumeachilia muunganisho uliokwama. Zima kifaa chako na ukiwashe: kinaweza kuingia mara moja.',
      nothing: 'Hakukuwa na kitu ambacho tungeweza kurekebisha wenyewe kutoka hapa.',
    },
    ask: 'Omba mtu aangalie',
    ask_hint: 'Tuliyoyaona yanaenda pamoja. Huhitaji kueleza tena.',
    asked: (who, by) =>
      `${who} ana jambo hili mbele yake, pamoja na yote yaliyotokea kwenye laini yako, na atajibu kabla ya ${by}.`,
    asked_title: 'Mtu analiangalia.',
    team: 'Timu yetu ya msaada',
    home: 'Rudi kwenye ukurasa wangu',
  },
}
