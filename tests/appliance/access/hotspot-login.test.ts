import test from 'ava'
import { createHash } from 'node:crypto'
import {
  hotspotLogin,
  hotspotLogout,
  readHandOff,
  readOctal,
  showOrig,
} from '../../../appliance/access/hotspot-login.ts'
import { oddAddresses } from '../../web/odd-addresses.ts'

const host = '10.5.50.1'
const plain = { login: `http://${host}/login`, chap_id: '', chap_challenge: '', orig: '' }

test('S1-02: what the router’s page handed over is kept as it was written', (t) => {
  const given = { login: `http://${host}/login`, chapid: '\\371', chap: '\\357\\015A', orig: 'http://x.co.ke/a' }
  t.deepEqual(readHandOff(given, host), {
    login: `http://${host}/login`,
    chap_id: '\\371',
    chap_challenge: '\\357\\015A',
    orig: 'http://x.co.ke/a',
  })
  t.is(readHandOff({ login: `https://${host}:8443/guest/login` }, host)!.login, `https://${host}:8443/guest/login`)
  t.is(readHandOff({ login: 'http://WIFI.Kilima.net/login' }, 'wifi.kilima.net')!.login, 'http://wifi.kilima.net/login')
}) // prettier-ignore

test('T34: a login is sent to the hotspot’s own host and nowhere else', (t) => {
  const elsewhere = [
    ...oddAddresses,
    'http://evil.example/login', `http://${host}.evil.example/login`, `http://${host}@evil.example/login`,
    `http://evil.example/${host}/login`, `http://evil.example#http://${host}/login`, `http://${host}\\@evil.example/login`,
    `http://${host}/status`, `http://${host}/login/x`, `http://${host}/login?username=x`.replace('login?', 'logout?'),
    `ftp://${host}/login`, `javascript:alert(1)//${host}/login`, `http:${host}/login`, `http:///${host}/login`,
    `//${host}/login`, 'http://168112641/login', 'http://0x0a.5.50.1/login', ` http://${host}/login`, `http://${host}/login\n`,
    '', undefined, null, 7, ['http://evil.example/login'], { login: 'x' }, `http://${host}/${'a'.repeat(400)}/login`,
  ] // prettier-ignore
  for (const login of elsewhere) t.is(readHandOff({ login }, host)!.login, `http://${host}/login`, String(login))
  t.is(readHandOff({ login: `http://${host}/login?dst=http://evil.example/` }, host)!.login, `http://${host}/login`)
}) // prettier-ignore

test('without a host of the hotspot’s nothing is handed off, whatever a browser says', (t) => {
  t.is(readHandOff({ login: 'http://10.5.50.1/login' }, null), null)
  t.is(readHandOff({ login: 'http://10.5.50.1/login' }, 'x/y'), null)
})

test('octal escapes are bytes, of one to three digits, and what is not escaped is itself', (t) => {
  const hex = (words: string) => readOctal(words).toString('hex')
  t.is(hex('\\371'), 'f9')
  t.is(hex('\\357\\015\\0\\1777'), 'ef0d007f37')
  t.is(hex('A\\\\b'), '415c62')
  t.is(hex('\\400'), '2030') // Beyond a byte: C's compilers warn; two digits count.
  t.is(hex('\\n'), '5c6e')
  t.is(hex(''), '')
})

test('http-chap: the proof is md5 over the identifier’s byte, the password and the challenge’s bytes', (t) => {
  const bytes = Array.from({ length: 16 }, (_, index) => index * 16 + 7)
  const chap_challenge = bytes.map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
  const url = new URL(
    hotspotLogin({
      hand_off: { ...plain, chap_id: '\\371', chap_challenge },
      user_name: '9133574-1',
      password: 'siri',
      dst: 'https://lango.example/p/checkouts/x?in=1&lang=sw',
    }),
  )
  const expected = createHash('md5')
    .update(Buffer.concat([Buffer.of(0xf9), Buffer.from('siri'), Buffer.from(bytes)]))
    .digest('hex')
  t.is(url.origin + url.pathname, `http://${host}/login`)
  t.is(url.searchParams.get('username'), '9133574-1')
  t.is(url.searchParams.get('password'), expected)
  t.is(url.searchParams.get('dst'), 'https://lango.example/p/checkouts/x?in=1&lang=sw')
  t.false(url.href.includes('siri'))
})

test('http-pap: without a challenge, or with one nobody can read, the password itself', (t) => {
  for (const [chap_id, chap_challenge] of [['', ''], ['\\371', ''], ['', '\\001'], ['\\371\\001', '\\001']] as const) {
    const url = new URL(
      hotspotLogin({ hand_off: { ...plain, chap_id, chap_challenge }, user_name: 'a&b', password: 's+r =i', dst: 'd' }),
    )
    t.is(url.searchParams.get('password'), 's+r =i')
    t.is(url.searchParams.get('username'), 'a&b')
  }
}) // prettier-ignore

test('logging out is beside logging in', (t) => {
  t.is(hotspotLogout({ login: 'http://10.5.50.1:8080/login' }), 'http://10.5.50.1:8080/logout')
  t.is(hotspotLogout('WIFI.kilima.net'), 'http://wifi.kilima.net/logout')
})

test('T34: 150 odd forms of where a guest wanted to go are no link', (t) => {
  t.true(oddAddresses.length >= 150, String(oddAddresses.length))
  for (const orig of oddAddresses) t.is(showOrig(orig), null, JSON.stringify(orig))
})

test('where a guest wanted to go is a link that says its host', (t) => {
  t.deepEqual(showOrig('http://Www.Nation.Africa/kenya?a=1&b=<2>"'), {
    href: 'http://www.nation.africa/kenya?a=1&b=%3C2%3E%22',
    host: 'www.nation.africa',
  })
  t.deepEqual(showOrig('https://xn--bcher-kva.example/'), {
    href: 'https://xn--bcher-kva.example/',
    host: 'xn--bcher-kva.example',
  })
})

for (const probe of [
  'http://connectivitycheck.gstatic.com/generate_204', 'http://clients3.google.com/gen_204', 'http://captive.apple.com/hotspot-detect.html',
  'http://www.apple.com/library/test/success.html', 'http://www.msftconnecttest.com/redirect', 'http://detectportal.firefox.com/canonical.html',
]) {
  test(`nobody wants to go to ${probe}`, (t) => t.is(showOrig(probe), null))
} // prettier-ignore
