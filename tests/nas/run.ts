// `npm run test:nas`: a PPPoE NAS that others wrote (rp-pppoe and pppd, in User-Mode Linux) asks our RADIUS process, and
// its subscribers' pppd log in. A line for each case. Words of a case's name choose it: `npm run test:nas -- PAP`.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Refusal, Unavailable } from '../../appliance/errors.ts'
import { bringPackages } from '../support/debian-packages.ts'
import { onPostgres } from '../support/test-postgres.ts'
import { cases, homeCount, servers, type Case } from './cases.ts'
import { openLab, type Lab } from './lab.ts'
import { bootMachine, type Machine } from './machine.ts'
import { openProvider, secret } from './provider.ts'

const packages = [
  { package: 'user-mode-linux', program: 'linux.uml' },
  { package: 'ppp', program: 'pppd' },
  { package: 'pppoe', program: 'pppoe-server' },
  { package: 'iproute2', program: 'ip' },
  { package: 'kmod', program: 'modprobe' },
  { package: 'faketime', program: 'faketime' },
]

async function main(words: string[]): Promise<boolean> {
  if (process.getuid!() !== 0)
    throw new Unavailable('not_root', 'npm run test:nas makes a network device: run it as root.')
  await bringPackages(packages)
  const chosen = cases.filter(({ name }) => words.every((word) => name.includes(word)))
  return onPostgres(() => testNas(chosen))
}

async function testNas(chosen: readonly Case[]): Promise<boolean> {
  const began = performance.now()
  const folder = await mkdtemp('/var/tmp/lango-nas-')
  const machine = await bootMachine(folder, homeCount)
  try {
    await writeFile(join(folder, 'servers'), `${machine.address.radius} ${secret}\n`)
    const provider = await openProvider(machine.address)
    try {
      console.log(`The NAS is up after ${seconds(began)}`)
      servers.forEach((_, at) => serve(machine, at))
      const lab = openLab(machine, provider)
      const passed = await tellAll(chosen, lab)
      if (passed < chosen.length) console.log(`${provider.log()}\n${await logs(folder)}`)
      console.log(`${seconds(began)}, the NAS's start included`)
      console.log(`${passed} passed, ${chosen.length - passed} failed`)
      return passed > 0 && passed === chosen.length
    } finally {
      await provider.close()
    }
  } finally {
    await machine.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Runs as long as the machine does. */
function serve(machine: Machine, at: number): void {
  const { method, homes, options, haste } = servers[at]!
  const fake = '/usr/lib/*/faketime/libfaketime.so.1'
  const hurry = haste
    ? `export LD_PRELOAD=$(ls ${fake}) FAKETIME='+0 x${haste}' FAKETIME_DONT_RESET=1; `
    : ''
  const script = `${hurry}exec /run/nas serve ${method} '${options}' ${homes.join(' ')} ${at + 1}`
  machine.tell(script).then(
    ({ code, said }) => console.log(`The PPPoE server for ${method} ended with ${code}: ${said}`),
    () => {},
  )
}

const atOnce = 4 // The machine has one processor.

/** How many passed. */
async function tellAll(chosen: readonly Case[], lab: Lab): Promise<number> {
  const waiting = [...chosen]
  let passed = 0
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (await tell(next, lab)) passed += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return passed
}

async function tell({ name, run }: Case, lab: Lab): Promise<boolean> {
  const began = performance.now()
  const [good, words] = await run(lab).then(
    (said) => [true, said] as const,
    (error: Error) => [false, error.message] as const,
  )
  console.log(`  ${good ? '✔' : '✘'} ${name} (${seconds(began)}): ${words}`)
  return good
}

/** The last of what every pppd wrote. */
async function logs(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.log'))
  const texts = names.map(async (name) => {
    const text = await readFile(join(folder, name), 'utf8')
    return `--- ${name}\n${text.split('\n').slice(-40).join('\n')}`
  })
  return (await Promise.all(texts)).join('\n')
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

process.exit(
  await main(process.argv.slice(2)).then(
    (good) => (good ? 0 : 1),
    (error: unknown) => {
      console.error(error instanceof Refusal ? error.message : error)
      console.log('0 passed, 1 failed')
      return 1
    },
  ),
)
