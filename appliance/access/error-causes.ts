// What a router means when it refuses a Disconnect- or CoA-Request (RFC 5176 3.5), for staff, and what follows from it.
// Nobody has published which of these RouterOS sends, and when, so each is known here.

export type Follow =
  /** Asked again later: what stands in the way passes. */
  | 'later'
  /** It has no such session: believed when it is said again. */
  | 'gone'
  /** The same request will be refused for ever. A speed is then given by a new login. */
  | 'never'

export interface ErrorCause {
  /** The RFC's name. */
  readonly name: string
  readonly means: string
  readonly follows: Follow
}

const causes = {
  401: {
    name: 'Unsupported-Attribute',
    means: 'The router does not know something in our request.',
    follows: 'never',
  },
  402: {
    name: 'Missing-Attribute',
    means: 'The router wants more than we told it to find the session.',
    follows: 'never',
  },
  403: {
    name: 'NAS-Identification-Mismatch',
    means: 'The router says the request was meant for another one: its address may have changed.',
    follows: 'never',
  },
  404: {
    name: 'Invalid-Request',
    means: 'The router could not use our request; some say so of a session they do not have.',
    follows: 'never',
  },
  405: {
    name: 'Unsupported-Service',
    means: 'The router does not do this for this kind of service.',
    follows: 'never',
  },
  406: {
    name: 'Unsupported-Extension',
    means: 'The router takes no such requests at all: look at /radius incoming.',
    follows: 'never',
  },
  407: {
    name: 'Invalid-Attribute-Value',
    means: 'The router could not read the speed, or a name of the session.',
    follows: 'never',
  },
  501: {
    name: 'Administratively-Prohibited',
    means: 'The router is set up not to allow this.',
    follows: 'never',
  },
  502: {
    name: 'Request-Not-Routable',
    means: 'A proxy between us and the router does not know the way to it.',
    follows: 'later',
  },
  503: {
    name: 'Session-Context-Not-Found',
    means: 'The router has no such session.',
    follows: 'gone',
  },
  504: {
    name: 'Session-Context-Not-Removable',
    means: 'The router has the session and cannot end it.',
    follows: 'never',
  },
  505: {
    name: 'Other-Proxy-Processing-Error',
    means: 'A proxy between us and the router failed.',
    follows: 'later',
  },
  506: {
    name: 'Resources-Unavailable',
    means: 'The router is too busy just now.',
    follows: 'later',
  },
  507: {
    name: 'Request-Initiated',
    means: 'The router asks about the session itself before it does anything.',
    follows: 'later',
  },
  508: {
    name: 'Multiple-Session-Selection-Unsupported',
    means: 'More than one session fits our request, and the router takes one at a time.',
    follows: 'never',
  },
} as const satisfies Record<number, ErrorCause>

/** Null where the router gave no reason. A number without a name may be anything: it is asked again. */
export function findErrorCause(error_cause: number | null): ErrorCause {
  if (error_cause === null)
    return { name: 'none', means: 'The router refused and gave no reason.', follows: 'later' }
  const named = (causes as Record<number, ErrorCause>)[error_cause]
  return (
    named ?? {
      name: String(error_cause),
      means: `The router refused with ${error_cause}, which no standard explains.`,
      follows: 'later',
    }
  )
}
