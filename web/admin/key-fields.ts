// A key on a page: typed, sealed, and never shown back; only whether one is held.

import { Invalid } from '../../appliance/errors.ts'
import { staffWords } from '../../appliance/words/staff/words.ts'
import { field } from '../forms.ts'

const words = staffWords.settings

/** A field whose value is never shown back: only whether one is held. */
export function secretField(
  name: string,
  label: string,
  held: boolean,
  hint: string | null,
  wrong: string | null,
) {
  const state = held ? words.paybills.held : words.paybills.missing
  return field({
    name,
    label,
    hint: hint === null ? state : `${hint} ${state}`,
    type: 'password',
    wrong,
    autocomplete: 'new-password',
  })
}

/** A key as it was pasted: the blanks around it are not part of it. */
export function readKey(typed: string): string {
  const key = typed.trim()
  if (key.length <= 3000 && !/\s|\p{Cc}/u.test(key)) return key
  throw new Invalid('key_unreadable', words.wrong.key)
}
