// What rings a bell is held to what the box tells, and everybody who is rung finds what to do.

import { readFile } from 'node:fs/promises'
import test from 'ava'
import { figures } from '../../../appliance/watch/figures.ts'

const read = (path: string) =>
  readFile(new URL(`../../../ansible/${path}`, import.meta.url), 'utf8')
const alerts = (await read('roles/monitoring/files/alerts.yml')).split(/^ {6}- alert: /m).slice(1)
const runbook = await read('RUNBOOK.md')
const dashboard = JSON.parse(await read('roles/monitoring/files/dashboard.json')) as {
  panels: { title: string; targets: { expr: string }[] }[]
} // prettier-ignore

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

test('the dashboard shows figures that the box tells, and each that an alert asks for', (t) => {
  const shown = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n')
  t.deepEqual(unknown(shown), [])
  const rung = new Set(alerts.flatMap((alert) => namesIn(/expr: '(.*)'/.exec(alert)![1]!)))
  const apart = new Set(['told_at_seconds', 'callback_untold', 'disk_total_bytes', 'messages_oldest_seconds'])
  t.deepEqual([...rung].filter((name) => !shown.includes(`lango_${name}`) && !apart.has(name)), [])
}) // prettier-ignore
