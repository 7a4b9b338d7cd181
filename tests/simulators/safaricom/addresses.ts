// Which addresses Safaricom agrees to post to.

import type { Books } from './books.ts'

/** In any case and anywhere in the URL: "execute" and "sqlite" are refused, too. */
const FORBIDDEN = /m-pesa|mpesa|safaricom|exe|cmd|sql|query|ngrok|mockbin|requestbin/i
const PRIVATE_HOST = /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|\[)/
const PLACEHOLDER = /(^|\.)example\.(com|net|org)$/
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+)$/

/** For the news of payments by hand: https in public; anything in the sandbox. */
export function mayBeTold({ mode }: Books, url: string | undefined): url is string {
  const read = readable(url)
  if (!read) return false
  if (mode === 'sandbox') return read.protocol === 'http:' || read.protocol === 'https:'
  return read.protocol === 'https:' && !PRIVATE_HOST.test(read.hostname)
}

/** For the callback of a push: https only, but for loopback in the sandbox while the switch allows it. */
export function mayCallBack({ mode, switches }: Books, url: string | undefined): url is string {
  const read = readable(url)
  if (!read) return false
  if (mode === 'sandbox' && switches.loopback_callbacks && LOOPBACK.test(read.hostname)) {
    return read.protocol === 'http:' || read.protocol === 'https:'
  }
  if (PLACEHOLDER.test(read.hostname)) return false
  return read.protocol === 'https:' && !PRIVATE_HOST.test(read.hostname)
}

function readable(url: string | undefined): URL | undefined {
  if (url === undefined || !URL.canParse(url) || /\s/.test(url)) return undefined
  return FORBIDDEN.test(url) ? undefined : new URL(url)
}
