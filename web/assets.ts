// The files pages need: the stylesheet and its part for guests, two small scripts, the mark. Read once; their address
// carries a hash of what they hold, so that a browser keeps them for good and a new release is a new address.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Middleware } from 'koa'

const staffBegins = '/* Staff:'

/** What is served by which name, and how it is made of the file it comes from. */
const kinds: Record<string, { file: string; type: string; make?: (text: string) => string }> = {
  'lango.css': { file: 'lango.css', type: 'text/css' },
  'lango.js': { file: 'lango.js', type: 'text/javascript' },
  'logo.svg': { file: 'logo.svg', type: 'image/svg+xml' },
  // Guests pay for every byte before they are online: the part above the staff line, without comments and indents.
  'portal.css': {
    file: 'lango.css',
    type: 'text/css',
    make: (css) => squeeze(css.slice(0, css.indexOf(staffBegins)).replace(/\/\*[^]*?\*\//g, '')),
  },
  'portal.js': { file: 'portal.js', type: 'text/javascript', make: squeeze },
}

interface Asset {
  path: string
  type: string
  body: Buffer
}

const assets = new Map(Object.keys(kinds).map((name) => [name, readAsset(name)]))
const byPath = new Map([...assets.values()].map((asset) => [asset.path, asset]))

function readAsset(name: string): Asset {
  const { file, type, make } = kinds[name]!
  const written = readFileSync(new URL(`assets/${file}`, import.meta.url))
  const body = make ? Buffer.from(make(written.toString('utf8'))) : written
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: `/assets/${hash}/${name}`, type, body }
}

/** Without indents, blank lines and lines that are a comment. */
function squeeze(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'))
    .join('\n')
}

/** Where a file is found; undefined for one there is none of. */
export function assetPath(name: string): string | undefined {
  return assets.get(name)?.path
}

export const serveAssets: Middleware = async (ctx, next) => {
  const asset = ctx.method === 'GET' || ctx.method === 'HEAD' ? byPath.get(ctx.path) : undefined
  if (!asset) return next()
  ctx.type = asset.type
  ctx.set('Cache-Control', 'public, max-age=31536000, immutable')
  ctx.body = asset.body
}
