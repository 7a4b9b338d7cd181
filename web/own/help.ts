// "My internet does not work": what we see, check by check; what may be put right at once; and a person who gets it all.

import {
  askPerson,
  decideChecks,
  findQuestion,
  readStory,
  repairOwn,
  type Check,
} from '../../appliance/people/own-help.ts'
import { formatShillings } from '../../appliance/money.ts'
import { tellMoment } from '../../appliance/words/portal/times.ts'
import type { HelpWords } from '../../appliance/words/portal/help-en.ts'
import { seeOther } from '../context.ts'
import { oneOf, readForm, readQuery } from '../forms.ts'
import { ownPaths, withQuery } from '../paths.ts'
import { ownLine, showOwn } from './door.ts'
import { asks } from './home.ts'
import { tellPlainly } from './plainly.ts'

const did = ['', 'bought', 'freed', 'nothing'] as const

export const showHelp = ownLine(async (ctx, { account, file, line, language, words }) => {
  const { db, now: clock } = ctx.state.appliance
  const now = clock()
  const { did: done } = readQuery(ctx, { did: oneOf(did) })
  const { account_no } = account
  const { service_no, plan } = line.line
  const { help } = words
  const plainly = tellPlainly(line.verdict, language, now)
  const question = await findQuestion(db, line)
  const online = line.verdict.kind === 'online'
  const view = {
    lead: help.lead(`${plan}, ${words.own.home.line(service_no)}`),
    done: done === '' ? null : help.did[done],
    state: { word: plainly.word, tone: plainly.tone },
    say: plainly.say,
    more: online ? words.state.online_help : null,
    checks: decideChecks(file, line).map((check) => tellCheck(check, words)),
    pay:
      plainly.step === 'pay'
        ? { href: ownPaths.pay(account_no, service_no), label: words.own.home.renew(formatShillings(asks(line, file).amount_cents)) }
        : null,
    repair: ownPaths.repair(account_no, service_no),
    question: question
      ? help.asked(question.owner ?? help.team, tellMoment(language, question.deadline_at, now))
      : null,
    ask: ownPaths.question(account_no, service_no),
    back: ownPaths.account(account_no),
  } // prettier-ignore
  await showOwn(ctx, 'own/help', view, { language, title: help.tab, open: online })
})

function tellCheck({ name, ok }: Check, { help, marks }: HelpWords & { marks: { done: string; no: string } }) {
  const [yes, no] = help.check[name]!
  if (ok === null) return { tone: 'over', mark: help.not_known, title: `${yes}: ${help.not_known}` }
  return ok ? { tone: 'good', mark: marks.done, title: yes } : { tone: 'bad', mark: marks.no, title: no }
} // prettier-ignore

export const startRepair = ownLine(async (ctx, { account, file, line }) => {
  readForm(ctx, { lang: (given) => given })
  const { work } = ctx.state.appliance
  const repaired = await work((unit) => repairOwn(unit, file, line, ctx.ip || null))
  const path = ownPaths.help(account.account_no, line.line.service_no)
  seeOther(ctx, withQuery(path, { did: repaired }))
})

export const startQuestion = ownLine(async (ctx, { account, file, line }) => {
  readForm(ctx, { lang: (given) => given })
  const { db, work, now } = ctx.state.appliance
  const given = { timeline: await readStory(db, file, now()), source_address: ctx.ip || null }
  await work((unit) => askPerson(unit, file, line, given))
  seeOther(ctx, ownPaths.help(account.account_no, line.line.service_no))
})
