// A router at work, as its page shows it: its agent, who is online, what it was answered, what was changed by hand, what it was
// told, what was kept.

import { presenceOf } from '../../appliance/routeros/heartbeats.ts'
import { findAgent } from '../../appliance/access/router-agents.ts'
import { listCommands, type ListedCommand } from '../../appliance/access/router-commands.ts'
import { countAnswers, listExports, listOnlineThere } from '../../appliance/access/router-lives.ts'
import { planOf } from '../../appliance/access/router-plans.ts'
import type { Appliance } from '../../appliance/appliance.ts'
import { readBuildDay } from '../../appliance/routeros/exports.ts'
import { findDrift } from '../../appliance/routeros/settings.ts'
import type { Router, RouterAgent } from '../../appliance/tables.ts'
import { formatMoment, nairobi, type Instant } from '../../appliance/time.ts'
import { refusals } from '../../appliance/words/staff/states.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { paths } from '../paths.ts'

const words = staffWords.router_life
const onlineShown = 8
const commandsShown = 12

/** `acts`: whether the buttons are shown. */
export async function routerLife(appliance: Appliance, router: Router, acts: boolean) {
  const { db } = appliance
  const now = appliance.now()
  const agent = await findAgent(db, router.id)
  const [online, answers, commands, exports] = await Promise.all([
    listOnlineThere(db, router.id, onlineShown + 1),
    countAnswers(db, router.id, now.subtract({ hours: 24 })),
    listCommands(db, router.id, commandsShown),
    listExports(db, router.id),
  ])
  return {
    presence: words.presence[agent ? presenceOf(agent, now) : 'never'],
    line: acts ? { href: paths.routerLine(router.id), word: agent ? words.again : words.connect } : null,
    agent: agent ? agentFacts(agent, now) : null,
    tell: acts && agent?.dialect === 7 ? paths.routerCommands(router.id) : null,
    online: online.slice(0, onlineShown).map(({ account_no, ...row }) => ({
      ...row,
      href: account_no === null ? null : paths.subscriber(account_no),
    })),
    more_online: online.length > onlineShown,
    answers: answers.map(({ reason, times }) => ({
      word: reason === null ? words.let_in : refusals[reason] ?? reason.replaceAll('_', ' '),
      tone: reason === null ? 'good' : 'wait',
      times,
    })),
    own: agent?.settings ? ownCounts(agent.settings) : [],
    drift: agent?.dialect === 7 ? await driftOf(appliance, router, agent, now) : null,
    commands: commands.map((command) => commandView(command, now)),
    exports: exports.map(({ id, taken_at }) => ({ href: paths.routerExport(router.id, id), taken_at })),
  }
} // prettier-ignore

function agentFacts(agent: RouterAgent, now: Instant) {
  const { facts } = agent
  const fact = (name: string, value: string | undefined, state: string | null = null) =>
    value === undefined || value === '' ? [] : [{ name, value, state }]
  const megabytes = (bytes: string | undefined) => Math.round(Number(bytes) / 1_048_576)
  const built = readBuildDay(facts['built'] ?? '')
  const today = now.toZonedDateTimeISO(nairobi).toPlainDate()
  const months = built ? Math.max(0, Math.floor(built.until(today).total('days') / 30.4)) : undefined
  const memory = facts['free'] && facts['memory']
    ? words.of_memory(megabytes(facts['free']), megabytes(facts['memory']))
    : undefined
  const rates = agent.up_kbps !== null && agent.down_kbps !== null
    ? words.rates(speed(agent.down_kbps), speed(agent.up_kbps))
    : undefined
  return [
    ...fact(words.heard, `${formatMoment(agent.heard_at, now)}, ${words.every}`),
    ...fact(words.throughput, rates),
    ...fact(words.counted, facts['guests'] && words.online(facts['guests'], facts['lines'] ?? '0')),
    ...fact(words.board, facts['board']),
    ...fact(words.version, facts['version']),
    ...fact(words.built, months === undefined ? undefined : words.age(months), months !== undefined && months >= 12 ? words.old : null),
    ...fact(words.up, facts['up']),
    ...fact(words.load, facts['cpu'] && `${facts['cpu']} %`),
    ...fact(words.memory, memory),
  ]
} // prettier-ignore

function speed(kbps: number): string {
  return kbps < 1000 ? `${kbps} kbps` : `${Math.round(kbps / 100) / 10} Mbps`
}

function ownCounts(settings: Record<string, string>) {
  return Object.entries(words.own_names).flatMap(([name, word]) =>
    settings[name] === undefined ? [] : [{ word, times: settings[name] }],
  )
}

async function driftOf(appliance: Appliance, router: Router, agent: RouterAgent, now: Instant) {
  if (!agent.settings || !agent.settings_at) return { unknown: true, at: '', any: false, title: words.drift_unknown, rows: [] }
  const found = findDrift(await planOf(appliance, router), agent.settings)
  return {
    unknown: false,
    at: words.drift_at(formatMoment(agent.settings_at, now)),
    any: found.length > 0,
    title: found.length > 0 ? words.drift(found.length) : words.drift_none,
    rows: found.map(({ name, wanted, is }) => ({ name: words.names[name] ?? name, wanted, is: is === '' ? '–' : is })),
  }
} // prettier-ignore

function commandView(command: ListedCommand, now: Instant) {
  const { kind, state, reason, user_name, queued_at, asked_by_name } = command
  const queued = words.queued_at(formatMoment(queued_at, now), asked_by_name)
  return {
    title: user_name === null ? words.kinds[kind] : `${words.kinds[kind]}: ${user_name}`,
    sub: reason === null ? queued : `${queued} · ${reason}`,
    state: words.command_states[state],
  }
}
