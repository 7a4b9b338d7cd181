// The script that connects a MikroTik: it tells us what it is, is told to go on, and then sets one thing after another, telling
// of each. It may be run again: it changes only what differs. Pure; every value is encoded by script-text.ts.

import { agentStep } from './agent-setup.ts'
import { expiredStep, fasttrackStep, hotspotStep, pppoeStep } from './customer-setup.ts'
import { preflight } from './preflight-script.ts'
import {
  apiUser,
  boxAddress,
  checkOf,
  checkPlan,
  hasHotspot,
  hasPppoe,
  hostOf,
  type Dialect,
  type RouterPlan,
} from './router-plan.ts'
import { block, keep, quoted, quotedScript } from './script-text.ts'
import type { SetupStep, StepName } from './setup-steps.ts'

/** What is pasted: one line, which fetches the script for the RouterOS that it finds, and runs it. */
export function lineToPaste(
  { url, token, ca }: Pick<RouterPlan, 'url' | 'ca'> & { token: string },
  dialect: Dialect = 7,
): string {
  const check = checkOf(url)
  return [
    ...(ca === null ? [] : dialect === 7 ? [trust(ca), ':delay 1s'] : [trustOnSix(ca)]),
    `/tool fetch url=("${url}/r/${token}/" . [:pick [/system resource get version] 0 1]) dst-path=lango.rsc${check}`,
    ':delay 1s',
    '/import lango.rsc',
  ].join('; ')
}

/** The whole script. Asserts what checkPlan says. */
export function provisioningScript(plan: RouterPlan, dialect: Dialect): string {
  checkPlan(plan)
  const steps = stepsOf(plan, dialect)
  return [
    `# Lango connects this router. It may be run again: it changes only what differs.`,
    preflight(plan, dialect),
    ...steps.map((step) => tellOf(plan, step)),
    `:put "Lango: this router is connected."`,
    '',
  ].join('\n\n')
}

/** What is set, without telling anybody: how the agent puts right what somebody changed. Its own part and its keys stay. */
export function mendingScript(plan: RouterPlan): string {
  checkPlan(plan)
  const kept = new Set<StepName>(['before', 'certificate', 'api', 'agent'])
  return stepsOf(plan, 7)
    .filter(({ name }) => !kept.has(name))
    .map(({ lines }) => lines.join('\n'))
    .join('\n\n')
    .concat('\n')
}

/** In the order they are done. */
export function stepsOf(plan: RouterPlan, dialect: Dialect): SetupStep[] {
  const seven = dialect === 7
  return [
    before(plan),
    ...(seven && plan.ca !== null ? [certificate(plan.ca)] : []),
    clock(dialect),
    ...(seven && plan.tunnel ? [wireguard(plan)] : []),
    radius(plan, dialect),
    incoming(plan),
    ...(hasPppoe(plan) ? [pppoeStep(plan)] : []),
    ...(hasHotspot(plan) ? [hotspotStep(plan)] : []),
    fasttrackStep(plan),
    ...(hasPppoe(plan) ? [expiredStep(plan)] : []),
    ...(seven && plan.api ? [api(plan)] : []),
    agentStep(plan, dialect),
  ]
}

/** A step, and word of how it went. One that fails ends the script: what follows it might lean on it. */
function tellOf({ url, token }: RouterPlan, { name, lines }: SetupStep): string {
  const tell = (state: string) =>
    `:do { /tool fetch url="${url}/r/${token}/steps" http-method=post http-data="step=${name}&state=${state}" output=none${checkOf(url)} } on-error={}`
  return [
    `:put "Lango: ${name}"`,
    ':do {',
    block(lines),
    '} on-error={',
    block([tell('failed'), `:error "Lango: ${name} could not be set. The page of this router says what to do."`]),
    '}',
    tell('done'),
  ].join('\n') // prettier-ignore
}

const beforeName = 'lango-before'

/** How it was, as a script that puts it back: made once, before anything is changed. */
function before({ guest_port }: RouterPlan): SetupStep {
  const port = quoted(guest_port)
  const scalars = (menu: string, names: readonly string[]) =>
    `:do { :set was ($was . "${menu} set${names.map((name) => ` ${name}=" . [${menu} get ${name}] . "`).join('')}\\n") } on-error={}`
  return {
    name: 'before',
    lines: [
      `:if ([:len [/system script find where name="${beforeName}"]] = 0) do={`,
      block([
        ':local was ""',
        scalars('/radius incoming', ['accept', 'port']),
        scalars('/ppp aaa', ['use-radius', 'accounting', 'interim-update']),
        scalars('/system ntp client', ['enabled']),
        scalars('/system clock', ['time-zone-name']),
        // A name that could end a string is not written into a script: that hotspot goes back to the default profile.
        `:foreach langoItem in=[/ip hotspot find where interface=${port}] do={`,
        block([
          ':local langoProfile [/ip hotspot get $langoItem profile]',
          ':if (!($langoProfile ~ "^[A-Za-z0-9_. -]+\\$")) do={ :set langoProfile "default" }',
          `:set was ($was . "/ip hotspot set [/ip hotspot find where interface=\\"${guest_port}\\"] profile=\\"" . $langoProfile . "\\"\\n")`,
        ]),
        '}',
        `/system script add name="${beforeName}" policy=read,write comment="lango" source=$was`,
      ]),
      '}',
    ],
  }
}

/** Made known to the router, unless it is. */
function trust(pem: string): string {
  const add = `/file add name="lango-ca.pem" contents=${quotedScript(pem)}; /certificate import file-name="lango-ca.pem" passphrase="" name="lango-ca"`
  return `:if ([:len [/certificate find where name~"^lango-ca"]] = 0) do={ ${add} }`
}

/** RouterOS 6 makes no file of a text; it prints one, and lets it be written over. */
function trustOnSix(pem: string): string {
  return `/file print file=lango-ca; :delay 2s; /file set lango-ca.txt contents=${quotedScript(pem)}; :delay 1s; /certificate import file-name=lango-ca.txt passphrase=""`
}

function certificate(pem: string): SetupStep {
  return { name: 'certificate', lines: [trust(pem)] }
}

function clock(dialect: Dialect): SetupStep {
  const zone = '/system clock set time-zone-name="Africa/Nairobi"'
  // RouterOS 6 asks MikroTik's cloud for the time by itself; its NTP client knows no names.
  if (dialect === 6) return { name: 'clock', lines: [zone] }
  return {
    name: 'clock',
    lines: [
      zone,
      '/system ntp client set enabled=yes',
      keep('/system ntp client servers', 'comment="lango"', 'address="pool.ntp.org"'),
    ],
  }
}

/** The router makes its own key, and tells us the half that may be known. */
function wireguard({ tunnel, url, token }: RouterPlan): SetupStep {
  const { address, box_address, box_key, box_port } = tunnel!
  const host = hostOf(url)
  const peer = `interface="lango" public-key=${quoted(box_key)} endpoint-address="${host}" endpoint-port=${box_port} allowed-address=${box_address}/32 persistent-keepalive=25s`
  return {
    name: 'wireguard',
    lines: [
      keep('/interface wireguard', 'name="lango"', 'mtu=1420 comment="lango"'),
      keep('/ip address', 'comment="lango tunnel"', `address=${address}/16 interface="lango"`),
      keep('/interface wireguard peers', 'comment="lango"', peer),
      ...(token === null
        ? []
        : [
            ':local langoItem [:pick [/interface wireguard find where name="lango"] 0]',
            `/tool fetch url="${url}/r/${token}/tunnel" http-method=post http-data=[/interface wireguard get $langoItem public-key] output=none${checkOf(url)}`,
          ]),
    ],
  }
}

function radius(plan: RouterPlan, dialect: Dialect): SetupStep {
  const { secret, auth_port, acct_port } = plan.radius
  const service = radiusServices(plan)
  const signed = dialect === 7 ? ' require-message-auth=yes-for-request-resp' : ''
  const from = plan.tunnel ? ` src-address=${plan.tunnel.address}` : ''
  const values = `address=$langoBox secret=${quoted(secret)} service=${service} authentication-port=${auth_port} accounting-port=${acct_port} timeout=3s${signed}${from}`
  return {
    name: 'radius',
    lines: [`:local langoBox ${boxAddress(plan)}`, keep('/radius', 'comment="lango"', values)],
  }
}

export function radiusServices(plan: RouterPlan): string {
  const hotspot = hasHotspot(plan) && !plan.local_users ? ['hotspot'] : []
  return ['ppp', ...hotspot].join(',')
}

function incoming({ radius: { coa_port } }: RouterPlan): SetupStep {
  return { name: 'incoming', lines: [`/radius incoming set accept=yes port=${coa_port}`] }
}

export const apiPolicy = 'read,write,api,rest-api,test'

/** Who looks after it from the box: no more rights than that takes, and from the box's address alone. */
function api(plan: RouterPlan): SetupStep {
  const password = quoted(plan.api!.password)
  return {
    name: 'api',
    lines: [
      `:local langoBox ${boxAddress(plan)}`,
      keep('/user group', `name="${apiUser}"`, `policy=${apiPolicy}`),
      keep('/user', `name="${apiUser}"`, `group="${apiUser}" address=$langoBox password=${password} comment="lango"`),
    ],
  } // prettier-ignore
}
