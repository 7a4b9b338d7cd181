// What rings a bell is held to what the box tells, and everybody who is rung finds what to do.

import { readFile } from 'node:fs/promises'
import test from 'ava'
import { alertNames, findTroubles } from '../../../appliance/watch/alert-rules.ts'
import { figures, sample, type FigureName, type Sample } from '../../../appliance/watch/figures.ts'

const read = (path: string) =>
  readFile(new URL(`../../../ansible/${path}`, import.meta.url), 'utf8')
const alerts = (await read('roles/monitoring/files/alerts.yml')).split(/^ {6}- alert: /m).slice(1)
const runbook = await read('RUNBOOK.md')
const dashboard = JSON.parse(await read('roles/monitoring/files/dashboard.json')) as {
  panels: { title: string; targets: { expr: string }[] }[]
} // prettier-ignore

/** Where nought is not well. */
const wellValues: Partial<Record<FigureName, number>> = {
  told_at_seconds: 4e9,
  radius_fresh: 1,
  certificate_ends_at_seconds: 4e9,
  disk_free_bytes: 60,
  disk_total_bytes: 100,
}

const namesIn = (expression: string) =>
  [...expression.matchAll(/\blango_(\w+)/g)].map(([, name]) => name!)
const unknown = (expression: string) => namesIn(expression).filter((name) => !(name in figures)) // prettier-ignore

test('every alert asks for figures that the box tells, and says how urgent it is and whose matter', (t) => {
  t.true(alerts.length > 20)
  for (const alert of alerts) {
    const expression = /expr: '(.*)'/.exec(alert)![1]!
    t.deepEqual(unknown(expression), [], alert)
    t.true(namesIn(expression).length > 0 || /\b(node_|up\{)/.test(expression), expression)
    t.regex(alert, /severity: (page|ticket), role: (technician|finance)/)
  }
})

test('every alert has its section in the runbook: what it means, where to look, the cure; and none is left over', (t) => {
  const names = alerts.map((alert) => alert.split('\n', 1)[0]!)
  const sections = runbook.split(/^## /m).slice(1)
  t.deepEqual(sections.map((words) => words.split('\n', 1)[0]), names)
  for (const words of sections)
    for (const part of ['What it means', 'Look', 'Cure']) t.true(words.includes(`**${part}.**`), words)
  for (const alert of alerts)
    t.true(alert.includes(`RUNBOOK.md#${alert.split('\n', 1)[0]!.toLowerCase()}`))
}) // prettier-ignore

test('S2-100: the box rings by the same names, urgency and roles as the monitoring outside', (t) => {
  t.true(alertNames.length > 15)
  for (const name of alertNames)
    t.true(
      alerts.some((alert) => alert.startsWith(`${name}\n`)),
      name,
    )
  const at = Temporal.Instant.from('2026-11-21T09:00:00Z')
  const ill: Sample[] = [
    sample('told_at_seconds', at.epochMilliseconds / 1000 - 61, { process: 'radius' }),
    sample('radius_fresh', 0),
    sample('spool_bytes', 1, { spool: 'callbacks' }),
    sample('refused_bytes', 1),
    sample('callback_silence_seconds', 7201, { shortcode: '600966' }),
    sample('callback_delay_seconds', 31),
    sample('callback_usual_delay_seconds', 10),
    sample('queue_oldest_seconds', 121),
    sample('overdue_rows', 1),
    sample('exceptions_open', 30, { kind: 'one' }),
    sample('exceptions_open', 21, { kind: 'two' }),
    sample('ledger_drift_cents', 1),
    sample('clock_in_doubt', 1),
    sample('router_clock_skew_seconds', -301, { router: 'kasarani-1' }),
    sample('certificate_ends_at_seconds', at.epochMilliseconds / 1000 + 3600, {
      certificate: 'site',
    }),
    sample('disk_free_bytes', 4),
    sample('disk_total_bytes', 100),
    sample('messages_failed', 11),
    sample('prompts_ended', 10),
    sample('prompts_answered', 4),
    sample('router_silent_seconds', 1801, { router: 'kasarani-1' }),
  ]
  const found = findTroubles(ill, at)
  t.deepEqual(new Set(found.map(({ name }) => name)), new Set(alertNames))
  for (const { name, role, severity, subject } of found) {
    const alert = alerts.find((one) => one.startsWith(`${name}\n`))!
    t.true(alert.includes(`severity: ${severity}, role: ${role}`), name)
    t.is(alert.includes('$labels.router'), subject === 'kasarani-1', name)
  }
  const well = ill.map((one) => sample(one.figure, wellValues[one.figure] ?? 0, one.labels))
  t.deepEqual(findTroubles(well, at), [])
  t.deepEqual(findTroubles([], at), [], 'what could not be read says nothing')
})

test('the dashboard shows figures that the box tells, and each that an alert asks for', (t) => {
  const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n')
  t.deepEqual(unknown(shown), [])
  const rung = new Set(alerts.flatMap((alert) => namesIn(/expr: '(.*)'/.exec(alert)![1]!)))
  const apart = new Set(['told_at_seconds', 'callback_untold', 'disk_total_bytes', 'messages_oldest_seconds'])
  t.deepEqual([...rung].filter((name) => !shown.includes(`lango_${name}`) && !apart.has(name)), [])
}) // prettier-ignore
