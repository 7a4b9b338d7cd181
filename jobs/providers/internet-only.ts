// Where providers may be (T35): on the internet. What somebody typed was judged by its words; what its name leads to is judged here,
// when it is dialled, and that address is dialled: a name that leads to this machine, to our own network or to its host's data about
// it, now or after a while, is not. Redirects are not followed.

import { lookup, type LookupAddress, type LookupOptions } from 'node:dns'
import { request as overHttp, type RequestOptions } from 'node:http'
import { request as overHttps } from 'node:https'
import { isOwnNetwork, judgeAddress } from '../routers/reachable.ts'

export function isOnInternet(address: string): boolean {
  return judgeAddress(address, { trial: false }) === 'good' && !isOwnNetwork(address)
}

type Told = (error: Error | null, found?: string | LookupAddress[], family?: number) => void
type Find = (name: string, options: LookupOptions, told: (error: Error | null, found: LookupAddress[]) => void) => void // prettier-ignore

/** For `lookup` of node:http. Only names come here: an address in a URL was judged when it was typed, and a trial’s are its own machine. */
export function findOnInternet(
  name: string,
  options: LookupOptions,
  told: Told,
  find: Find = lookup as Find,
): void {
  find(name, { ...options, all: true }, (error, found) => {
    if (error) return told(error)
    const isGood = name === 'localhost' || found.every(({ address }) => isOnInternet(address))
    const [first] = found
    if (!isGood || !first) return told(new Error(`${name} leads to no address on the internet`))
    if (options.all) told(null, found)
    else told(null, first.address, first.family)
  })
}

const answerBytesMax = 1024 * 1024

/** As fetch does, of a provider: its status and its words. Rejects where it can’t be reached, in its time, or says too much. */
export function askOnInternet(
  url: URL,
  { body, milliseconds, ...rest }: Pick<RequestOptions, 'method' | 'headers'> & { body?: string; milliseconds: number },
): Promise<{ status: number; text: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ status: number; text: string }>()
  const headers = { ...rest.headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) } as Record<string, string> // prettier-ignore
  const options = { ...rest, headers, agent: false, lookup: findOnInternet as never, signal: AbortSignal.timeout(milliseconds) } // prettier-ignore
  const call = (url.protocol === 'http:' ? overHttp : overHttps)(url, options, (response) => {
    const parts: Buffer[] = []
    let size = 0
    response.on('data', (part: Buffer) => {
      size += part.length
      parts.push(part)
      if (size > answerBytesMax) response.destroy(new Error('too_large'))
    })
    response.on('error', reject)
    response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString() })) // prettier-ignore
  })
  call.on('error', reject)
  call.end(body)
  return promise
} // prettier-ignore
