// Which arguments hold a body of commands in curly brackets, and which hold such a body as text.

export const codeOf: Readonly<Record<string, readonly string[]>> = {
  onerror: ['in', 'do'],
  foreach: ['do', 'on-error'],
  local: ['do'],
  global: ['do'],
  set: ['do'],
}
export const usualCode = ['do', 'else', 'on-error', 'command']
/** Text that may be written as a body. */
export const scripts = new Set(['source', 'on-event', 'script', 'on-login', 'on-logout', 'on-up', 'on-down', 'up-script', 'down-script']) // prettier-ignore
