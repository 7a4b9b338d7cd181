// The names a subscriber may be known by who types "wanjiku@kilima.co.ke" or "KILIMA\\wanjiku": a home's box may be set to
// add a realm or a Windows domain, and the book has the name alone.

/**
 * Which names to look for, in this order, lower-cased: the whole of it, then without a domain before the last backslash,
 * then without a realm behind the last @ (RFC 7542). Pure. What the proof is made over is another question.
 */
export function namesOf(userName: string): string[] {
  const whole = userName.toLowerCase()
  if (whole !== '' && !/[\\@]/.test(whole)) return [whole]
  const bare = whole.slice(whole.lastIndexOf('\\') + 1)
  const at = bare.lastIndexOf('@')
  const withoutRealm = at === -1 ? bare : bare.slice(0, at)
  return [...new Set([whole, bare, withoutRealm])].filter((name) => name !== '')
}
