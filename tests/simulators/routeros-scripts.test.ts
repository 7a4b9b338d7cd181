import test from 'ava'
import { readQuotedStrings } from './routeros/quoted-strings.ts'
import { simulatedRouterOS } from './routeros/routeros.ts'

const put = async (script: string, version = '7.16.1') =>
  (await simulatedRouterOS({ version }).run(script)).output

for (const [what, script, ...expected] of [
  ['texts and their escapes', String.raw`:put "a\"b\\c\24d\C3\A9\_e"`, 'a"b\\c$dé e'],
  ['a variable and a command in a text', ':local a 5; :put "a=$a n=$[:len "ab"] s=$($a+1)"', 'a=5 n=2 s=6'],
  ['text as bytes', ':put [:len "é"]', '2'],
  ['conditions', ':if (1 < 2 && !(3 = 4)) do={ :put "yes" } else={ :put "no" }', 'yes'],
  ['loops', ':foreach k,v in={a=1;b=2} do={ :put "$k $v" }; :for i from=1 to=2 do={ :put $i }', 'a 1', 'b 2', '1', '2'],
  ['a caught error', ':do { :error "boom" } on-error={ :put "caught" }', 'caught'],
  ['a caught error with its words', ':onerror e in={ :error "boom" } do={ :put "it was $e" }', 'it was boom'],
  ['functions that see their arguments only', ':local out 3; :local f do={ :return "$1$more$out" }; :put [$f 4 more=5]', '45'],
  ['globals that must be declared', ':global g 7; :local f do={ :return "<$g>" }; :local h do={ :global g; :return $g }; :put ([$f] . [$h])', '<>7'],
  ['JSON', String.raw`:local j [:deserialize from=json value="{\"a\":[1,\"x\"]}"]; :put ($j->"a"->1); :put [:serialize to=json value={b=2}]`, 'x', '{"b":2}'],
  ['parsed text', ':local f [:parse ":return (2 * 3)"]; :put [$f]', '6'],
  ['a menu and what is relative to it', '/ip pool\nadd name=a ranges=10.0.0.2\n/radius remove [find comment=x]\n:put [:len [find]]', '1'],
  ['joined lines', ':put "one \\\n   two"', 'one two'],
  ['spans of time', ':if ([:totime 90s] > [:totime 1m]) do={ :put [:totime 90s] }', '00:01:30'],
] as const) {
  test(`a script of RouterOS 7 has ${what}`, async (t) => {
    t.deepEqual(await put(script), [...expected])
  })
} // prettier-ignore

for (const [what, script, version] of [
  ['an argument that is in the manual and in no router', '/ip/hotspot/profile set [find] https-redirect=yes', '7.16.1'],
  ['a word that a value may not be', '/ppp/profile add name=a use-encryption=require', '7.16.1'],
  ['a profile that is not there', '/ip/hotspot/user add name=a profile=gold', '7.16.1'],
  ['an argument that came later', '/radius add address=1.1.1.1 require-message-auth=no', '7.14.3'],
  ['a command that came later', ':onerror e in={} do={}', '7.12'],
  ['a path of RouterOS 7 in RouterOS 6', '/ip/pool/add name=a ranges=10.0.0.1', '6.49.10'],
  ['a second of the same name', '/ip pool add name=a ranges=10.0.0.1; /ip pool add name=a ranges=10.0.0.2', '7.16.1'],
  ['what needs an address', '/radius add service=ppp', '7.16.1'],
  ['a property that is none, in where', '/ip/hotspot/user remove [find where nmae=a]', '7.16.1'],
  ['a text that does not end', ':put "a', '7.16.1'],
] as const) {
  test(`RouterOS refuses ${what}`, async (t) => {
    const ros = simulatedRouterOS({ version })
    t.not((await ros.run(script)).error, null)
  })
} // prettier-ignore

test('a variable named as a property finds every item, as on a real router', async (t) => {
  const add = '/ip/hotspot/user add name=a; /ip/hotspot/user add name=b; '
  t.deepEqual(await put(`${add}:local name "a"; :put [:len [/ip/hotspot/user find name=$name]]`), ['2']) // prettier-ignore
  t.deepEqual(await put(`${add}:local who "a"; :put [:len [/ip/hotspot/user find name=$who]]`), ['1']) // prettier-ignore
})

test('an export makes the same configuration on another router', async (t) => {
  const [one, other] = [simulatedRouterOS(), simulatedRouterOS()]
  const script = String.raw`/ip/pool add name=expired ranges=10.9.0.2-10.9.0.9 comment="a \"b\" \$c; d\n\C3\A9"
    /radius add address=10.77.0.1 secret="x\\y" service=ppp,hotspot timeout=3000ms
    /radius/incoming set accept=yes
    /ip/firewall/filter disable [find where action=fasttrack-connection]`
  t.is((await one.run(script)).error, null)
  const exported = one.exportConfig()
  t.is((await other.run(exported, 'import')).error, null)
  t.is(other.exportConfig(), exported)
  t.is(one.rows('/ip/pool')[0]!['comment'], 'a "b" $c; d\né')
})

test('a terminal goes on after a line that failed, an import stops there, a script does not begin', async (t) => {
  const script =
    '/ip/pool add name=a ranges=10.0.0.1\n/ip/pool ad name=b\n/ip/pool add name=c ranges=10.0.0.3'
  const names = async (way: 'terminal' | 'import' | 'script') => {
    const ros = simulatedRouterOS()
    await ros.run(script, way)
    return ros.rows('/ip/pool').map(({ name }) => name)
  }
  t.deepEqual(await names('import'), ['a'])
  t.deepEqual(await names('script'), [])
  t.deepEqual(await names('terminal'), ['a', 'c'])
})

test('a router out of a shop forbids until somebody presses its button, and asks three times only', async (t) => {
  const ros = simulatedRouterOS({ version: '7.18', deviceMode: 'home', fetch: async () => ({ status: 200, body: Buffer.from('hi') }) }) // prettier-ignore
  const fetch = '/tool/fetch url="https://a.test/b" output=none'
  t.is((await ros.run(fetch)).error, 'failure: not allowed by device-mode')
  t.is((await ros.run('/system/device-mode/update fetch=yes hotspot=yes')).error, null)
  t.not((await ros.run(fetch)).error, null)
  ros.pressButton()
  t.is((await ros.run(fetch)).error, null)
  for (let time = 0; time < 3; time += 1)
    t.is((await ros.run('/system/device-mode/update email=yes')).error, null)
  t.not((await ros.run('/system/device-mode/update email=yes')).error, null)
})

test('the scheduler runs a script at its interval, and once after a long pause', async (t) => {
  let instant = Temporal.Instant.from('2026-11-21T09:00:00Z')
  const ros = simulatedRouterOS({ now: () => instant })
  await ros.run(`:global n 0
    /system/script add name=count source={ :global n; :set n ($n + 1) }
    /system/scheduler add name=count interval=1m on-event=count`)
  for (const seconds of [0, 59, 1, 600]) {
    instant = instant.add({ seconds })
    await ros.tick()
  }
  t.is((await ros.run(':global n; :return $n')).returned, '2')
})

test('setting what is set already changes nothing', async (t) => {
  const ros = simulatedRouterOS()
  const script = '/radius/incoming set accept=yes port=3799; /ppp/aaa set interim-update=300s'
  await ros.run(script)
  const before = ros.changes.length
  await ros.run(script)
  t.is(ros.changes.length, before)
  t.is(ros.rows('/ppp/aaa')[0]!['interim-update'], '5m')
})

test('the second reader of strings sees what the interpreter sees, and nothing else', async (t) => {
  const script = String.raw`:put "a\"; /user add\24\C3\A9"`
  const { values, skeleton } = readQuotedStrings(script)
  t.deepEqual(values, await put(script))
  t.is(skeleton, ':put ""')
  t.throws(() => readQuotedStrings(':put "$a"'))
  t.throws(() => readQuotedStrings(':put "a\\'))
})
