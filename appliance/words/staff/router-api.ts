// How a router's API is reached, in words for a technician.

export const router_api = {
  title: 'Its API',
  text: (user: string): string =>
    `By it guests who paid are let in, and sessions that nothing else ends are ended. Our user there is “${user}”.`,
  port: 'Port',
  certificate: 'Certificate it must show',
  certificate_hint:
    'Its SHA-256, or the certificate itself. Empty: asked in the clear, on our own network or through the tunnel only.',
  password: (user: string): string => `Password of “${user}”`,
  password_kept: 'Empty: it stays as it is.',
  password_none: 'Without one its API is not asked.',
  enter: 'Keep it',
  name: 'API',
  fact: {
    unreached: 'not asked: it only calls',
    none: 'not asked: no password is known',
    clear: (port: number): string => `TCP ${port}, in the clear`,
    tls: (port: number, pin: string): string => `TCP ${port}, by certificate ${pin.slice(0, 16)}…`,
  },
}
