// The files pages need: one stylesheet, one small script, the mark. Read once; their address carries a hash of
// what they hold, so that a browser keeps them for good and a new release is a new address.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Middleware } from 'koa'

const types = {
  'lango.css': 'text/css',
  'lango.js': 'text/javascript',
  'logo.svg': 'image/svg+xml',
} as const
export type AssetName = keyof typeof types

interface Asset {
  path: string
  type: string
  body: Buffer
}

const assets = new Map(Object.entries(types).map(([name, type]) => [name, readAsset(name, type)]))
const byPath = new Map([...assets.values()].map((asset) => [asset.path, asset]))

function readAsset(name: string, type: string): Asset {
  const body = readFileSync(new URL(`assets/${name}`, import.meta.url))
  const hash = createHash('sha256').update(body).digest('hex').slice(0, 12)
  return { path: `/assets/${hash}/${name}`, type, body }
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
