// What browsers are told about every answer: run nothing that is not ours, show it in nobody's frame, tell
// nobody where the reader came from. Guests' pages lead on to a router that speaks plain http: they have their own.

import helmet from 'koa-helmet'
import type { Middleware } from 'koa'
import type { Config } from '../../appliance/config.ts'
import { isPortal } from '../paths.ts'

export function setHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): Middleware {
  const tls = publicUrl.startsWith('https:')
  const staff = withPolicy(tls, {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      objectSrc: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      ...(tls && { upgradeInsecureRequests: [] }), // On plain http it would break every link.
    },
  })
  const guests = withPolicy(tls, false)
  return (ctx, next) => {
    if (!isPortal(ctx.path)) return staff(ctx, next)
    ctx.set('Content-Security-Policy', portalPolicy(null))
    ctx.set('Cache-Control', 'no-store') // True for a second, and for one phone.
    return guests(ctx, next)
  }
}

/**
 * No upgrade-insecure-requests: the router's login is http. Chromium and WebKit ask form-action again wherever a form is
 * redirected to, so the hotspot's own host is in it.
 */
export function portalPolicy(hotspot_host: string | null): string {
  const router =
    hotspot_host && /^[a-z0-9.-]+$/i.test(hotspot_host)
      ? ` http://${hotspot_host}:* https://${hotspot_host}:*`
      : ''
  return `default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'; form-action 'self'${router}`
}

type Policy = NonNullable<NonNullable<Parameters<typeof helmet>[0]>['contentSecurityPolicy']>

function withPolicy(tls: boolean, contentSecurityPolicy: Policy): Middleware {
  return helmet({
    contentSecurityPolicy,
    strictTransportSecurity: tls && { maxAge: 31_536_000, includeSubDomains: false },
    // With no-referrer browsers send "Origin: null" from our own forms, and check-origin would refuse them.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: tls && { policy: 'same-origin' },
    originAgentCluster: tls,
  })
}
