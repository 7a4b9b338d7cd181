// A router's own export, with what must not be read taken out. RouterOS hides it when it is asked to; we do not lean on that.

const secrets =
  /\b((?:[\w-]*(?:secret|password|passphrase|private-key|preshared-key|wpa2?-pre-shared-key|authentication-key|encryption-key|auth-key)|key)=)("(?:[^"\\]|\\.)*"|[^\s"]+)/gi
const bearer = /(Bearer(?: |\\20|\\\\20)+)[A-Za-z0-9]+/g
const tokens = /(\/r\/)[0-9a-f]{16,}/g

export const exportBytesMax = 256 * 1024

/** Long lines that RouterOS has broken are joined first: half a secret is one, too. */
export function hideSecrets(text: string): string {
  return text
    .replaceAll('\r', '')
    .replace(/\\\n\s*/g, '')
    .replace(secrets, '$1***')
    .replace(bearer, '$1***')
    .replace(tokens, '$1***')
}

/** When this RouterOS was made, from its own word: "2024-11-26 12:09:40", or "Sep/05/2023 08:55:22". */
export function readBuildDay(words: string): Temporal.PlainDate | undefined {
  const [, iso] = /^(\d{4}-\d\d-\d\d)/.exec(words) ?? []
  const [, month, day, year] = /^([a-z]{3})\/(\d\d)\/(\d{4})/i.exec(words) ?? []
  const at = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ').indexOf((month ?? '').toLowerCase()) + 1 // prettier-ignore
  const text = iso ?? (at > 0 ? `${year}-${String(at).padStart(2, '0')}-${day}` : undefined)
  try {
    return text === undefined ? undefined : Temporal.PlainDate.from(text)
  } catch {
    return undefined
  }
}
