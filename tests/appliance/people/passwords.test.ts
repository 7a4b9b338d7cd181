import { dictionary } from '@zxcvbn-ts/language-common'
import test from 'ava'
import {
  findPasswordProblem,
  hashPassword,
  isPassword,
} from '../../../appliance/people/passwords.ts'

for (const [password, problem] of [
  ['elevenchars', 'too_short'],
  ['kilima inang’aa asubuhi', undefined],
  ['correct horse battery staple', undefined],
  ['grace@kilima.co.ke', 'is_the_email'],
  ['Grace1234567', 'is_the_email'],
  ['password1234', 'too_common'],
  ['P@ssw0rd!2026', 'too_common'],
  ['LangoMikrotik1', 'too_common'],
  ['safaricom-2026', 'too_common'],
  ['aaaaaaaaaaaaaa', 'too_common'],
  ['121212121212', 'too_common'],
  ['nairobi-mpesa-wifi', 'too_common'],
  ['x'.repeat(201), 'too_long'],
] as const) {
  test(`T31: "${password.slice(0, 30)}" is ${problem ?? 'taken'}`, async (t) => {
    t.is(await findPasswordProblem(password, 'grace@kilima.co.ke'), problem)
  })
}

test('T31: a password is stored as argon2id with its own salt, and only itself opens it', async (t) => {
  const [one, other] = await Promise.all([
    hashPassword('mlango ulio wazi'),
    hashPassword('mlango ulio wazi'),
  ])
  t.regex(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  t.not(one, other)
  t.true(await isPassword('mlango ulio wazi', one))
  t.false(await isPassword('mlango ulio wazi ', one))
})

test.serial('T31: nobody has no password, after the same work', async (t) => {
  const stored = await hashPassword('mlango ulio wazi')
  const time = async (known: string | undefined) => {
    const began = performance.now()
    t.false(await isPassword('something else', known))
    return performance.now() - began
  }
  await time(undefined)
  const [nobody, somebody]: [number[], number[]] = [[], []]
  for (let turn = 0; turn < 7; turn++) {
    nobody.push(await time(undefined))
    somebody.push(await time(stored))
  }
  const ratio = Math.min(...nobody) / Math.min(...somebody) // What else the machine does only adds to a time.
  t.true(ratio > 0.5 && ratio < 2, `nobody costs ${ratio} of somebody`)
})

test('a password typed on another keyboard is the same password', async (t) => {
  t.true(await isPassword('cafe\u0301 ya asubuhi', await hashPassword('caf\u00e9 ya asubuhi')))
})

test('a stored password in an unknown form is a fault, not a wrong password', async (t) => {
  await t.throwsAsync(isPassword('x', '$2y$10$abc'), { message: /form this release does not know/ })
})

test('T31: three thousand passwords that guessers try first are refused, whatever stands behind them', async (t) => {
  const words =
    `password letmein welcome karibu admin secret qwerty iloveyou sunshine princess football dragon monkey superman
    nakupenda lango internet wifi hotspot mikrotik router mpesa safaricom airtel telkom nairobi mombasa kisumu nakuru kenya
    kilima administrator manager changeme`.split(/\s+/)
  const ends = [
    '1',
    '12',
    '123',
    '1234',
    '12345',
    '123456',
    '!',
    '!!',
    '@123',
    '#1',
    '2024',
    '2025',
    '2026',
    '@2026',
    '254',
    '007',
    '0712',
  ]
  const joined = words.flatMap((word) => [
    ...ends.flatMap((one) => ends.map((other) => word + one + other)),
    ...words.map((other) => word + other),
  ])
  const tried = joined.filter((word) => word.length >= 12)
  t.true(tried.length > 3000, `${tried.length}`)
  t.deepEqual(await takenOf(tried), [])
})

/** Which of them would be taken as a password of Grace's. */
async function takenOf(words: string[]): Promise<string[]> {
  const taken = []
  for (const word of words)
    if (!(await findPasswordProblem(word, 'grace@kilima.co.ke'))) taken.push(word)
  return taken
}

const stolen = dictionary['passwords-common']

test('T31: of 49,000 passwords found in thefts none is taken, in no spelling', async (t) => {
  t.true(stolen.length > 49_000, `${stolen.length}`)
  t.deepEqual(await takenOf(stolen), [])
  const long = stolen.filter((word) => [...word].length >= 12)
  t.true(long.length > 300, `${long.length}`)
  const wide = (word: string) =>
    word.replace(/[!-~]/g, (sign) => String.fromCodePoint(sign.codePointAt(0)! + 0xfee0))
  for (const spelt of [long, long.map((word) => word.toUpperCase()), long.map(wide)]) {
    for (const word of spelt)
      t.is(await findPasswordProblem(word, 'grace@kilima.co.ke'), 'too_common', word)
  }
})

test('T31: the 3,000 commonest are refused with a year behind them, with blanks, and said twice', async (t) => {
  const words = stolen.slice(0, 3000).filter((word) => /^\p{L}{4,}$/u.test(word))
  t.true(words.length > 2000, `${words.length}`)
  const dressed = words.flatMap((word) => [
    `${word}20262026`,
    `${word} 2026 !!!!`,
    `!!1234${word}!!`,
    word + word + word,
    [...word, '20261121'].join(' '),
  ])
  t.deepEqual(await takenOf(dressed), [])
})
