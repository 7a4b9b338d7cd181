// The checklist before customers pay: what Lango sees, what somebody answers for, what was played.

import {
  checkedItems,
  readGoLive,
  tick,
  tickedItems,
  untick,
  type GoLive,
} from '../../appliance/people/go-live.ts'
import {
  askForRehearsal,
  rehearsedItems,
  type RehearsedItem,
} from '../../appliance/people/rehearsals.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { actorOf, seeOther, staffOf, type Ctx } from '../context.ts'
import { field, readForm, words as typedWords } from '../forms.ts'
import { paths } from '../paths.ts'
import { may } from '../routes.ts'

const words = staffWords.go_live

export async function showGoLive(ctx: Ctx): Promise<void> {
  const { db, now } = ctx.state.appliance
  const list = await readGoLive(db, now())
  const { role } = staffOf(ctx)
  const { rehearsal } = list
  const running = rehearsal !== undefined && !rehearsal.finished_at
  await ctx.state.render('admin/go-live', {
    ready: list.open === 0,
    lead: list.open === 0 ? words.ready : words.not_ready(list.open, list.all),
    live: running,
    checked: checkedView(list),
    ticked: tickedView(list, may(role, 'POST /go-live/ticks/:item')),
    cases: rehearsedItems.map((item) => caseView(list, item, running)),
    problem: rehearsal?.problem ?? null,
    played_at: rehearsal?.finished_at ?? null,
    play:
      may(role, 'POST /go-live/rehearsals') && !running
        ? { action: paths.rehearsals, enter: rehearsal ? words.play_again : words.play }
        : null,
  })
}

export async function createRehearsal(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  await ctx.state.appliance.work((work) => askForRehearsal(work, actorOf(ctx)))
  seeOther(ctx, paths.goLive)
}

export async function createTick(ctx: Ctx): Promise<void> {
  const form = readForm(ctx, { note: typedWords(300) })
  const note = form.ok ? form.values.note : ''
  const item = ctx.params['item']!
  await ctx.state.appliance.work((work) => tick(work, item, note, actorOf(ctx)))
  seeOther(ctx, paths.goLive)
}

export async function deleteTick(ctx: Ctx): Promise<void> {
  readForm(ctx, {})
  const item = ctx.params['item']!
  await ctx.state.appliance.work((work) => untick(work, item, actorOf(ctx)))
  seeOther(ctx, paths.goLive)
}

function stateOf(done: boolean) {
  return done ? { word: words.state.done, tone: 'good' } : { word: words.state.open, tone: 'wait' }
}

function checkedView({ checked }: GoLive) {
  const ways = {
    use_case: paths.settings,
    data_fields: paths.subscribers,
    reconciliation_rules: paths.settings,
    exceptions_assigned: paths.exceptions,
    roles_defined: paths.today,
    notifications_written: paths.settings,
    credentials_sealed: paths.settings,
  }
  return checkedItems.map((item) => {
    const { done, count } = checked[item]
    const said = words.checked[item]
    return {
      state: stateOf(done),
      title: said.title,
      say: done ? said.yes(count) : said.no(count),
      href: done ? null : ways[item],
    }
  })
}

function tickedView({ ticks }: GoLive, mayTick: boolean) {
  return tickedItems.map((item) => {
    const known = ticks.get(item)
    const said = words.ticked[item]
    const action = paths.goLiveTick(item)
    return {
      state: stateOf(known !== undefined),
      title: said.title,
      help: said.help,
      note: known?.note ?? null,
      signed: known ? words.signed(known.name) : null,
      at: known?.ticked_at ?? null,
      sign:
        !known && mayTick
          ? { action, item, note: { ...field({ name: 'note', label: words.note }), id: item } }
          : null,
      unsign: known && mayTick ? `${action}?_method=delete` : null,
    }
  })
}

function caseView({ played, rehearsal }: GoLive, item: RehearsedItem, running: boolean) {
  const known = rehearsal?.cases.find((one) => one.item === item)
  const failed = known?.passed === false
  const { done, waiting, failed: bad } = words.state
  return {
    state: played.has(item)
      ? { word: done, tone: 'good' }
      : failed
        ? { word: bad, tone: 'bad' }
        : { word: waiting, tone: running ? 'wait' : 'off' },
    title: words.cases[item],
    say: known?.words ?? words.not_played,
  }
}
