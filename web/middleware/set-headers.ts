// What browsers are told about every answer: run nothing that is not ours, show it in nobody's frame, tell
// nobody where the reader came from.

import helmet from 'koa-helmet'
import type { Middleware } from 'koa'
import type { Config } from '../../appliance/config.ts'

export function setHeaders({ publicUrl }: Pick<Config, 'publicUrl'>): Middleware {
  const tls = publicUrl.startsWith('https:')
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(tls && { upgradeInsecureRequests: [] }), // On plain http it would break every link.
      },
    },
    strictTransportSecurity: tls && { maxAge: 31_536_000, includeSubDomains: false },
    // With no-referrer browsers send "Origin: null" from our own forms, and check-origin would refuse them.
    referrerPolicy: { policy: 'same-origin' },
    xFrameOptions: { action: 'deny' },
    crossOriginOpenerPolicy: tls && { policy: 'same-origin' },
    originAgentCluster: tls,
  })
}
