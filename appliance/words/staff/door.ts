// Signing in, and the first run.

import type { PasswordProblem } from '../../people/passwords.ts'
import { formatLength } from '../../time.ts'

export const door = {
  title: 'Sign in',
  staff_only: 'Staff only.',
  email: 'Email',
  password: 'Password',
  enter: 'Sign in',
  /** The same for a wrong e-mail and a wrong password. */
  refused: 'Email or password is not right.',
  wait: (seconds: number): string =>
    `Too many tries. Wait ${formatLength(seconds)}, then try once more.`,
  locked_out: 'Locked out? Ask the owner.',
  not_set_up: 'Nobody can sign in yet.',
  how_to_set_up:
    'On the machine itself, ask for a first-run link: lango setup. It is good for one hour.',

  code: {
    title: 'The code from your phone',
    lead: 'Open the app and type the six digits it shows now.',
    code: 'Code',
    hint: 'No phone? Type one of your recovery codes.',
    enter: 'Sign in',
    wrong:
      'That code is not good now. Wait for the next one: each is good once, for half a minute.',
    over: 'That took too long. Begin again with your password.',
    again: 'Begin again',
  },
  join: {
    title: (name: string): string => `Welcome, ${name}`,
    lead: 'Choose a password. Nobody else will know it.',
    enter: 'Begin',
  },
  new_password: {
    title: 'A new password',
    lead: (name: string): string =>
      `For ${name}. You are asked for the code from your phone as always.`,
    enter: 'Use this password',
    done: 'The new password is set. Sign in with it.',
  },
  link_spent: {
    title: 'This link is not good any more',
    text: 'It was used, it ran out, or a newer one was made. Ask the owner for another.',
  },

  first: {
    title: 'Welcome to Lango',
    lead: 'You are the first one here. This makes you the owner: you see everything, and nobody else can sign in until you say so.',
    name: 'Your name',
    name_hint: 'As your staff know you',
    password_hint:
      'At least twelve letters, digits or signs. Four words in a row are easy to keep and hard to guess.',
    enter: 'Become the owner',
    spent_title: 'This link is not good any more',
    spent:
      'It was used, or an hour has passed. Ask for a new one on the machine itself: lango setup.',
    done_title: 'This box has its owner already',
    done: 'Sign in with your own email.',
  },

  problems: {
    too_short: 'At least twelve letters, digits or signs, please.',
    too_long: 'At most 200 letters, please.',
    is_the_email: 'Anybody who knows your email would guess it.',
    too_common: 'It is made of words that are tried first. Add something of your own.',
  } satisfies Record<PasswordProblem, string>,

  form_refused: 'Something to put right.',
  nothing_saved: 'Nothing was saved.',
}
