// Is this router ready? Its own words about itself, judged one by one: what is well, what will be put right, what somebody must
// do first. Pure; the sentences are in the words catalogue, by the names here.

import type { Instant } from '../time.ts'
import { hasHotspot, hasPppoe, type Dialect, type RouterPlan } from './router-plan.ts'

/** passed: well. noted: it goes on, and somebody should know. failed: it does not go on. */
export type CheckState = 'passed' | 'noted' | 'failed'

export const checkNames = [
  'version',
  'mode',
  'package',
  'licence',
  'time',
  'port',
  'login',
  'locals',
  'speed',
  'others',
] as const
export type CheckName = (typeof checkNames)[number]

export interface Check {
  name: CheckName
  state: CheckState
  /** Which of the sentences about it. */
  says: string
  /** What stands in the sentence. */
  value: string
}

/** Its words, name by name; the last wins. What is no line of that form is passed over. */
export function readFacts(text: string): Record<string, string> {
  const lines = text.slice(0, 16_384).split('\n')
  const pairs = lines.flatMap((line) => {
    const [, name, value] = /^([a-z][a-z0-9.-]{0,39})=(.{0,400})$/.exec(line.trimEnd()) ?? []
    return name === undefined ? [] : [[name, value!] as const]
  })
  return Object.fromEntries(pairs)
}

/** "7.16.2 (stable)" → 7.16. Undefined for what is no version. */
export function readVersion(words: string): { major: number; minor: number } | undefined {
  const [, major, minor] = /^(\d{1,2})\.(\d{1,3})/.exec(words) ?? []
  return major === undefined ? undefined : { major: Number(major), minor: Number(minor) }
}

export const minorMin = 15

type Facts = Readonly<Record<string, string | undefined>>
type Plan = Pick<RouterPlan, 'serves' | 'guest_port'>

/** Every check that applies, in the order of the page. */
export function checkRouter(facts: Facts, plan: Plan, dialect: Dialect, now: Instant): Check[] {
  return [
    checkVersion(facts, dialect),
    ...(dialect === 7 ? [checkMode(facts, plan)] : [checkPackages(facts, plan)]),
    checkLicence(facts, plan),
    checkTime(facts, now),
    checkPort(facts, plan),
    ...(hasHotspot(plan) ? [checkLogin(facts)] : []),
    checkLocals(facts),
    checkSpeed(facts),
    checkOthers(facts),
  ]
}

export function mayGoOn(checks: readonly Check[]): boolean {
  return checks.every(({ state }) => state !== 'failed')
}

function check(name: CheckName, state: CheckState, says: string, value = ''): Check {
  return { name, state, says, value }
}

function checkVersion({ version = '' }: Facts, dialect: Dialect): Check {
  const read = readVersion(version)
  if (!read) return check('version', 'failed', 'unknown')
  if (dialect === 6) {
    if (read.major === 6 && read.minor >= 45) return check('version', 'noted', 'six', version)
    return check('version', 'failed', 'old', version)
  }
  const fits = read.major === 7 && read.minor >= minorMin
  return check('version', fits ? 'passed' : 'failed', fits ? 'good' : 'old', version)
}

/** What a router out of the box may do is decided by device-mode, which only a hand on the router changes. */
function checkMode(facts: Facts, plan: Plan): Check {
  if (facts.mode === undefined) return check('mode', 'passed', 'none')
  if (isYes(facts.flagged)) return check('mode', 'failed', 'flagged')
  const needed = ['fetch', 'scheduler', ...(hasHotspot(plan) ? ['hotspot'] : [])]
  const off = needed.filter((name) => !isYes(facts[`mode-${name}`]))
  if (off.length === 0) return check('mode', 'passed', 'good', facts.mode)
  return check('mode', 'failed', 'off', off.join(', '))
}

function checkPackages(facts: Facts, plan: Plan): Check {
  const needed = [...(hasHotspot(plan) ? ['hotspot'] : []), ...(hasPppoe(plan) ? ['ppp'] : [])]
  const off = needed.filter((name) => facts[`package-${name}`] === '0')
  if (off.length === 0) return check('package', 'passed', 'good')
  return check('package', 'failed', 'off', off.join(', '))
}

/** How many customers a licence lets in. RouterOS manual, "RouterOS license keys". */
const licences: Record<string, { hotspot: number; pppoe: number }> = {
  '0': { hotspot: 1, pppoe: 1 },
  '1': { hotspot: 1, pppoe: 1 },
  '3': { hotspot: 1, pppoe: 200 },
  '4': { hotspot: 200, pppoe: 200 },
  '5': { hotspot: 500, pppoe: 500 },
  '6': { hotspot: Infinity, pppoe: Infinity },
}

function checkLicence({ level = '' }: Facts, plan: Plan): Check {
  const limits = licences[level]
  if (!limits) return check('licence', 'passed', 'unknown', level) // Of a machine of one's own: no such limits.
  const { hotspot, pppoe } = limits
  const most = Math.min(hasHotspot(plan) ? hotspot : Infinity, hasPppoe(plan) ? pppoe : Infinity)
  if (most === Infinity) return check('licence', 'passed', 'good', level)
  if (most <= 1) return check('licence', 'failed', 'none', level)
  return check('licence', 'noted', 'limit', String(most))
}

/** A router without a battery begins in 1970: certificates and schedules go wrong until it has asked for the time. */
function checkTime({ date = '' }: Facts, now: Instant): Check {
  const year = Number(/\d{4}/.exec(date)?.[0] ?? 0)
  const is = now.toZonedDateTimeISO('UTC').year
  if (Math.abs(year - is) <= 1) return check('time', 'passed', 'good', date)
  return check('time', 'noted', 'wrong', date)
}

function checkPort({ port, address = '' }: Facts, { guest_port }: Plan): Check {
  if (port === '0') return check('port', 'failed', 'none', guest_port)
  return check('port', 'passed', 'good', [guest_port, address].filter(Boolean).join(', '))
}

/** Without http-pap some guests pay and never come in (U57): our profile has it, whatever theirs had. */
function checkLogin({ 'login-by': login_by }: Facts): Check {
  if (login_by === undefined || login_by === '') return check('login', 'passed', 'new')
  const both = login_by.includes('http-pap') && login_by.includes('http-chap')
  return check('login', both ? 'passed' : 'noted', both ? 'good' : 'mended', login_by)
}

/** A name that the router knows itself is never asked of RADIUS: whoever has it is online for nothing. */
function checkLocals({ secrets = '0', users = '0' }: Facts): Check {
  const count = Number(secrets) + Number(users)
  if (!(count > 0)) return check('locals', 'passed', 'good')
  return check('locals', 'noted', 'some', String(count))
}

function checkSpeed({ fasttrack = '0' }: Facts): Check {
  const has = Number(fasttrack) > 0
  return check('speed', 'passed', has ? 'mended' : 'good')
}

function checkOthers({ 'other-radius': others = '0' }: Facts): Check {
  if (!(Number(others) > 0)) return check('others', 'passed', 'good')
  return check('others', 'noted', 'some', others)
}

function isYes(word: string | undefined): boolean {
  return word === 'true' || word === 'yes'
}
