// The simulators' pages: HTML that escapes what is put into it, and the frame around every page. The look is
// Lango's own stylesheet, read from web/assets when it is there, and a few things of ours on top.

import { existsSync, readFileSync } from 'node:fs'
import type { Route } from './door.ts'

const langoCss = new URL('../../web/assets/lango.css', import.meta.url)
const plainCss = new URL('./assets/plain.css', import.meta.url)
const ourCss = new URL('./assets/simulators.css', import.meta.url)
const ourScript = new URL('./assets/simulators.js', import.meta.url)

/** Text that is HTML already, made only by `html`. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

type Piece = Html | string | number | undefined | null | false | readonly Piece[]

/** html`<b>${name}</b>` escapes the name. Arrays are joined; undefined, null and false leave nothing. */
export function html(literal: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(
    literal.reduce((so_far, part, index) => so_far + render(pieces[index - 1]) + part),
  )
}

function render(piece: Piece): string {
  if (piece === undefined || piece === null || piece === false) return ''
  if (piece instanceof Html) return piece.markup
  if (typeof piece === 'object') return piece.map(render).join('')
  return String(piece)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

interface Frame {
  readonly title: string
  /** One line under the title: what this stands for. */
  readonly lead: Html | string
  readonly aside?: Html
  readonly body: Html
}

/** The whole document. */
export function pageOf({ title, lead, aside, body }: Frame): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · simulator</title>
        <link rel="stylesheet" href="/lango.css" />
        <link rel="stylesheet" href="/simulators.css" />
        <link rel="icon" href="data:," />
        <script src="/simulators.js" defer></script>
      </head>
      <body class="sim">
        <header class="sim-head">
          <p class="sim-tag">
            Simulator <span class="soft">· nothing here is real money or a real network</span>
          </p>
        </header>
        <main class="page">
          <div class="top">
            <div>
              <h1>${title}</h1>
              <p class="soft">${lead}</p>
            </div>
            ${aside}
          </div>
          ${body}
        </main>
      </body>
    </html> `.markup
}

export type Tone = 'good' | 'wait' | 'bad' | 'over'

/** A word for how something is; its shape says the same as its colour. */
export function stateWord(tone: Tone, word: string): Html {
  return html`<span class="state" data-tone="${tone}">${word}</span>`
}

interface Choice {
  readonly value: string
  readonly label: string
}

/** A labelled list to choose from. */
export function selectField(
  id: string,
  name: string,
  label: string,
  choices: readonly Choice[],
  chosen: string,
): Html {
  const options = choices.map(
    ({ value, label }) =>
      html`<option value="${value}" ${value === chosen && new Html(' selected')}>${label}</option>`,
  )
  return html`<div class="field">
    <label for="${id}">${label}</label
    ><select class="input" id="${id}" name="${name}">
      ${options}
    </select>
  </div>`
}

/** A box to tick, with its words beside it. */
export function tickBox(id: string, name: string, ticked: boolean, label: Html | string): Html {
  return html`<label class="tick" for="${id}"
    ><input type="checkbox" id="${id}" name="${name}" ${ticked && new Html(' checked')} /><span
      >${label}</span
    ></label
  >`
}

/** A labelled line to type in. `more` is attributes as HTML. */
export function inputField(
  id: string,
  name: string,
  label: string,
  value: string,
  more: Html = html``,
): Html {
  return html`<div class="field">
    <label for="${id}">${label}</label
    ><input class="input" id="${id}" name="${name}" value="${value}" ${more} />
  </div>`
}

/** The stylesheets and the script that every page asks for. */
export const assetRoutes: readonly Route[] = [
  served('/lango.css', 'text/css', () => (existsSync(langoCss) ? langoCss : plainCss)),
  served('/simulators.css', 'text/css', () => ourCss),
  served('/simulators.js', 'text/javascript', () => ourScript),
]

function served(path: string, type: string, file: () => URL): Route {
  return {
    method: 'GET',
    path,
    answer: () => ({
      status: 200,
      type: `${type}; charset=utf-8`,
      body: readFileSync(file(), 'utf8'),
    }),
  }
}
