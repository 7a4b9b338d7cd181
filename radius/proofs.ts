// Whether a packet was made by the router at whose address it comes from. A router that has signed once always must
// (CVE-2024-3596); of two secrets the new one, once used, is the only one; one whose every packet is wrong is told of.

import type { RouterFacts } from '../appliance/access/facts.ts'
import {
  maySpeakUnsigned,
  recordRouterNews,
  type RouterNews,
} from '../appliance/access/router-proofs.ts'
import type { Appliance } from '../appliance/appliance.ts'
import { log, warn } from '../appliance/log.ts'
import { within } from '../appliance/patience.ts'
import { authenticityOfRequest } from './wire/authenticators.ts'
import { find, type Packet } from './wire/packet.ts'

export interface Proofs {
  /** The router with the secret that its packet was made with; or why there is doubt. */
  check(packet: Packet, router: RouterFacts): { router: RouterFacts } | { doubt: string }
  /** Tells of the routers that have sent nothing right for too long. Is done by itself, now and then. */
  look(): void
  /** Writes down what waits; resolves when that is done or has failed. */
  flush(): Promise<void>
  close(): Promise<void>
}

interface Patience {
  /** How long only wrong packets may come until somebody is told. */
  alarmMilliseconds?: number
  clock?: () => number
}

/** What we know of a router beyond its row; all of it fits many times over, for there are only as many as rows. */
interface Known {
  signs: boolean
  took: string | undefined
  wrong: number
  wrongSince: number | undefined
  /** What staff were told; undefined: nothing since this process began. */
  told: 'wrong' | 'right' | undefined
  news: RouterNews
}

const retryMilliseconds = 1000
const answerMilliseconds = 5000

export function openProofs(
  { now, work, safe }: Pick<Appliance, 'now' | 'work' | 'safe'>,
  { alarmMilliseconds = 30_000, clock = () => performance.now() }: Patience = {},
): Proofs {
  const routers = new Map<number, Known>()
  const waiting = new Set<number>()
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let away = false

  function knownOf({ id }: RouterFacts): Known {
    let known = routers.get(id)
    if (!known) {
      known = {
        signs: false,
        took: undefined,
        wrong: 0,
        wrongSince: undefined,
        told: undefined,
        news: {},
      }
      routers.set(id, known)
    }
    return known
  }

  function note(id: number, known: Known, news: RouterNews): void {
    known.news = { ...known.news, ...news }
    waiting.add(id)
    wake(0)
  }

  function heard(router: RouterFacts, secret: string, signed: boolean): RouterFacts {
    const known = knownOf(router)
    if (signed && !known.signs) {
      known.signs = true
      if (router.signs_since === null) note(router.id, known, { signs: true })
    }
    if (secret === router.next_secret && known.took !== secret) {
      known.took = secret
      log('router.took_secret', { router: router.name })
      note(router.id, known, { took: secret })
    }
    known.wrongSince = undefined
    known.wrong = 0
    if (known.told !== 'right') {
      // The first time it may be what another life of this process has told.
      if (known.told === 'wrong') log('router.secret_right', { router: router.name })
      known.told = 'right'
      note(router.id, known, { secret: 'right' })
    }
    return secret === router.secret ? router : { ...router, secret }
  }

  /** A packet that is wrong may be anybody's: only if for a while none is right it is the router's. */
  function doubted(router: RouterFacts): void {
    const known = knownOf(router)
    known.wrong++
    known.wrongSince ??= clock()
  }

  function look(): void {
    for (const [id, known] of routers) {
      const { wrong, wrongSince, told } = known
      if (told === 'wrong' || wrongSince === undefined) continue
      if (clock() - wrongSince < alarmMilliseconds) continue
      known.told = 'wrong'
      warn('router.secret_mismatch', { router_id: id, packets: wrong })
      note(id, known, { secret: 'wrong', packets: wrong })
    }
  }

  function check(packet: Packet, router: RouterFacts): ReturnType<Proofs['check']> {
    let doubt: string = 'unsigned'
    for (const secret of secretsOf(router, routers.get(router.id)?.took)) {
      const authenticity = authenticityOfRequest(packet, secret)
      if (authenticity === 'authentic')
        return { router: heard(router, secret, packet.code === 'Access-Request') }
      if (authenticity === 'no_message_authenticator') return unsigned(packet, router)
      doubt = authenticity
    }
    doubted(router)
    return { doubt }
  }

  function unsigned(packet: Packet, router: RouterFacts): ReturnType<Proofs['check']> {
    const signs = routers.get(router.id)?.signs ?? false
    if (signs || !maySpeakUnsigned(router, now())) return { doubt: 'no_message_authenticator' }
    // A forged answer needs room for a collision, and Proxy-State is that room. Routers send none.
    if (find(packet, 'Proxy-State')) return { doubt: 'unsigned_proxy_state' }
    return { router }
  }

  function wake(milliseconds: number): void {
    timer ??= setTimeout(() => void flush(), milliseconds)
  }

  async function writeAll(): Promise<void> {
    for (const id of waiting) {
      const known = routers.get(id)!
      const { news } = known
      waiting.delete(id)
      known.news = {}
      try {
        const task = work((unit) => recordRouterNews(unit, safe, id, news))
        await within(answerMilliseconds, task)
        away = false
      } catch (error) {
        known.news = { ...news, ...known.news }
        waiting.add(id)
        throw error
      }
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing ??= writeAll()
      .catch((error) => {
        if (!away) warn('router.news_waits', { routers: waiting.size, error })
        away = true
        wake(retryMilliseconds)
      })
      .finally(() => {
        writing = undefined
        if (waiting.size > 0) wake(retryMilliseconds)
      })
    return writing
  }

  const looks = setInterval(look, alarmMilliseconds / 6)
  return {
    check,
    look,
    flush,
    close: async () => {
      clearInterval(looks)
      await writing
      await flush()
      clearTimeout(timer)
    },
  }
}

/** The secrets a packet may be made with. The new one, once used, is the only one: the old one may be known to others. */
function secretsOf({ secret, next_secret }: RouterFacts, took: string | undefined): string[] {
  if (next_secret === null) return [secret]
  return took === next_secret ? [next_secret] : [secret, next_secret]
}
