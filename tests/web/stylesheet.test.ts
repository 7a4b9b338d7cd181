import test from 'ava'
import { readdirSync, readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { bareFrame } from '../../web/frame.ts'
import { renderView, viewNames } from '../../web/render.ts'

const web = new URL('../../web/', import.meta.url)
const css = readFileSync(new URL('assets/lango.css', web), 'utf8')
const script = readFileSync(new URL('assets/lango.js', web), 'utf8')
const views = readdirSync(new URL('views/', web), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.hbs'))
  .map((name) => ({ name, text: readFileSync(new URL(`views/${name}`, web), 'utf8') }))
const [portal = ''] = css.split('/* Staff:')

test('the part of the stylesheet the portal needs is small, and old login windows can read it', (t) => {
  t.true(css.includes('/* Staff:'))
  t.true(Buffer.byteLength(portal) < 14_000, `${Buffer.byteLength(portal)} bytes`)
  const plain = portal.replace(/\/\*[\s\S]*?\*\//g, '')
  t.deepEqual(
    plain.match(/@layer|@container|oklch\(|:has\(|:is\(|color-mix|^\s*&|@import|url\(/gm),
    null,
  )
  t.is(plain.match(/\bgap:/g), null, 'no gap on flex')
})

test('nothing in the stylesheet comes from elsewhere', (t) => {
  t.deepEqual(css.match(/@import|url\(|@font-face/g), null)
})

test('T27: views print no HTML of data, and hold no inline script or style', (t) => {
  for (const { name, text } of views) {
    t.false(/\{\{\{|\{\{&/.test(text), `${name} prints raw`)
    t.false(
      /\sstyle=|\son[a-z]+=|<style|javascript:/.test(text),
      `${name} has inline style or script`,
    )
    t.deepEqual(
      [...text.matchAll(/<script([^>]*)>/g)].map(([, rest]) => rest!.includes('src=')),
      { 'partials/head.hbs': [true], 'layouts/portal.hbs': [true, true] }[name] ?? [],
      name,
    )
  }
})

test('every word a page says is in the catalogue', (t) => {
  for (const { name, text } of views) {
    const shown = text
      .replace(/\{\{!--[\s\S]*?--\}\}/g, '')
      .replace(/<kbd[^>]*>[^<]*<\/kbd>/g, '')
      .replace(/\{\{[^}]*\}\}/g, ' ')
      .replace(/<[^>]*>/g, ' ')
    t.is(/\p{L}{2,}/u.exec(shown)?.[0], undefined, name)
    const said = [...text.matchAll(/\b(aria-label|placeholder|title|alt|data-done)="([^"]*)"/g)]
    for (const [, attribute, words] of said) t.regex(words!, /^\{\{.*\}\}$/, `${name} ${attribute}`)
  }
})

test('a name that is not there is an error, in text, in an if, in an each and in a helper', (t) => {
  const frame = bareFrame(Temporal.Instant.from('2026-11-21T11:32:00Z'))
  const whole = { title: 'T', text: 'x', again: null }
  t.true(renderView('door/failed', whole, frame).includes('<h1>T</h1>'))
  t.throws(() => renderView('door/failed', { title: 'T', again: null }, frame), {
    any: true,
    message: /"text" not defined/,
  })
  t.throws(() => renderView('door/failed', { title: 'T', text: 'x' }, frame), {
    message: /a block was given a name/,
  })
  t.throws(() => renderView('admin/overdue', { any: true, rows: undefined }, frame), {
    message: /not plain/,
  })
})

test('views get plain data: no classes, no functions, nothing inherited', (t) => {
  const frame = bareFrame(Temporal.Instant.from('2026-11-21T11:32:00Z'))
  class Row {
    title = 'T'
  }
  for (const title of [new Row(), () => 'T', Buffer.from('T'), Symbol('T'), 1n]) {
    t.throws(() => renderView('door/failed', { title, text: '', again: null }, frame), {
      message: /is not plain/,
    })
  }
  t.throws(() => renderView('door/nowhere', {}, frame), { message: /there is no view/ })
})

test('a helper nobody knows stops the house from opening', (t) => {
  t.true(viewNames.length > 8)
  const source = '{{shout name}}'
  t.throws(() => Handlebars.precompile(source, { strict: true, knownHelpersOnly: true }), {
    any: true,
    message: /unknown helper/,
  })
})

test('the portal’s script is for the oldest login windows, and needs nobody', (t) => {
  const script = readFileSync(new URL('assets/portal.js', web), 'utf8')
  const old = script.replace(/^\/\/.*$/gm, '')
  t.deepEqual(old.match(/=>|`|\b(let|const|async|await|class|fetch|Promise)\b|\?\.|\.\.\./g), null)
  t.false(/eval\(|document\.write|new Function|import\(|https?:/.test(old))
})

test('the staff script is small and needs nobody', (t) => {
  t.true(Buffer.byteLength(script) < 5000)
  t.false(/eval\(|innerHTML|document\.write|new Function|import\(|https?:/.test(script))
})
