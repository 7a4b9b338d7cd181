// A simulated RouterOS: its configuration, its scripts, its scheduler and its button. It knows nothing of Lango; what it
// knows of RouterOS stands in schema.json and menu-rules.ts.

import { completeWireGuard, deviceCommands, type Device } from './device-commands.ts'
import { openDeviceMode, type ModeName } from './device-mode.ts'
import { exportConfig } from './export-config.ts'
import { fillTree } from './factory.ts'
import { globalCommands } from './global-commands.ts'
import { Leaving, openInterpreter, scopeIn, type Cell } from './interpreter.ts'
import { menuCommand } from './menu-commands.ts'
import { menusOf } from './menus.ts'
import { fetchBySockets, type Fetcher } from './router-fetch.ts'
import { openScheduler } from './scheduler.ts'
import { parseScript, type Statement } from './script-parser.ts'
import { stateCommands } from './state-commands.ts'
import { showState } from './state-windows.ts'
import { openTree, type Tree, type Window } from './tree.ts'
import { fromBytes, ScriptTrouble, SyntaxTrouble, textOf, toBytes, type Value } from './values.ts'

export interface RouterOSOptions {
  /** "7.16.1", "6.49.10" */
  readonly version?: string
  readonly name?: string
  readonly board?: string
  /** What the factory allows, from 7.17 on. */
  readonly deviceMode?: ModeName
  /** RouterOS 6 has its parts in packages; 7 has one. */
  readonly packages?: readonly string[]
  /** 3 to 6: how many sessions may be active. */
  readonly licence?: number
  readonly now?: () => Temporal.Instant
  /** What DNS says; without it, one address of nobody's. */
  readonly resolve?: (name: string) => string
  /** The world that `/tool fetch` sees; without it, real sockets. */
  readonly fetch?: Fetcher
  /** A directory `flash`, as devices with 16 MB have. */
  readonly hasFlash?: boolean
}

/** How a script comes in. A terminal runs line by line and goes on after a line that failed; its locals last one line. */
export type Way = 'script' | 'import' | 'terminal'

export interface Ran {
  /** What it put on the terminal, errors included. */
  readonly output: readonly string[]
  /** The first thing that went wrong; null where nothing did. */
  readonly error: string | null
  readonly returned: string
}

export interface LogLine {
  readonly topics: string
  readonly message: string
}

export type RouterOS = ReturnType<typeof simulatedRouterOS>

export function simulatedRouterOS(options: RouterOSOptions = {}) {
  const version = options.version ?? '7.16.1'
  const now = options.now ?? (() => Temporal.Now.instant())
  const menus = menusOf(version)
  const tree: Tree = openTree(menus)
  const mode = openDeviceMode(version, options.deviceMode ?? 'advanced')
  const globals = new Map<string, Cell>()
  const log: LogLine[] = []
  let output: string[] = []
  let booted_at = now()
  let queue: Promise<unknown> = Promise.resolve()

  const box = {
    name: options.name ?? 'MikroTik',
    board: options.board ?? 'hAP ac^2',
    version,
    has_flash: options.hasFlash ?? true,
  }
  fillTree(tree, box)
  showState(tree, { ...box, mode, now, log, globals, booted_at: () => booted_at, licence: options.licence ?? 4, packages: options.packages }) // prettier-ignore
  tree.begin()

  const put = (line: string) => void output.push(fromBytes(line))
  const device: Device = {
    tree,
    mode,
    fetch: options.fetch ?? fetchBySockets,
    put,
    log: (topics, message) => void log.push({ topics, message: fromBytes(message) }),
    runSource: (source) => interpreter.call({ code: readable(source) }),
    reboot,
  }
  const own = new Map(Object.entries(deviceCommands(device)))
  const common = globalCommands({
    globals,
    put,
    resolve: options.resolve ?? (() => '203.0.113.10'),
    parse: (text) => ({ code: readable(text) }),
    import: importFile,
    export: () => exportConfig(tree, menus),
    keep: (file, text) => void tree.add('/file', new Map(Object.entries({ name: file, contents: text }))), // prettier-ignore
    epochSeconds: () => Math.floor(now().epochMilliseconds / 1000),
  })
  const menuWorld = {
    tree,
    menus,
    put,
    exportOf: (path: string) => exportConfig(tree, menus, { path }),
  }
  const interpreter = openInterpreter(
    {
      global: (name) => common[name],
      menu: (path, command) =>
        guarded(path, command) ?? own.get(`${path} ${command}`) ?? menuCommand(menuWorld, path, command), // prettier-ignore
    },
    globals,
  )
  for (const [name, command] of stateCommands({
    tree,
    version,
    now,
    plain: (path) => menuCommand(menuWorld, path, 'get')!,
  }))
    own.set(name, command)
  const scheduler = openScheduler(tree, now, {
    isAllowed: () => mode.allows('scheduler'),
    async run(event) {
      const script = tree.items('/system/script').find(({ values }) => values.get('name') === event)
      const ran = await run(fromBytes(script?.values.get('source') ?? event))
      if (ran.error !== null) device.log('script,error', `executing script failed: ${ran.error}`)
    },
  })

  /** A body that must be readable as a whole. */
  function readable(text: string): readonly Statement[] {
    const { statements, problem } = parseScript(text, menus)
    if (problem) throw new ScriptTrouble(problem.message)
    return statements
  }

  /** What the device's mode forbids outright. */
  function guarded(path: string, command: string) {
    if (path === '/system/scheduler' && command === 'add' && !mode.allows('scheduler'))
      return () => {
        throw new ScriptTrouble('failure: not allowed by device-mode')
      }
    return undefined
  }

  async function importFile(name: string): Promise<void> {
    const file = tree.items('/file').find(({ values }) => values.get('name') === name)
    if (!file) throw new ScriptTrouble('failure: file not found')
    const { statements, problem } = parseScript(file.values.get('contents') ?? '', menus)
    await interpreter.runBody(statements, scopeIn(undefined))
    if (problem) throw new ScriptTrouble(problem.message)
  }

  /** One script at a time. Never rejects for what the script does; a fault of the simulation itself is thrown. */
  function run(script: string, way: Way = 'script'): Promise<Ran> {
    const next = queue.then(() => runNow(toBytes(script), way))
    queue = next.catch(() => {})
    return next
  }

  async function runNow(text: string, way: Way): Promise<Ran> {
    output = []
    let error: string | null = null
    let returned: Value = null
    interpreter.begin()
    const fail = (trouble: Error) => {
      error ??= fromBytes(trouble.message)
      put(trouble.message)
    }
    const attempt = async (body: readonly Statement[]) => {
      try {
        returned = await interpreter.runBody(body, scopeIn(undefined))
      } catch (trouble) {
        if (trouble instanceof Leaving) returned = trouble.value
        else if (trouble instanceof ScriptTrouble || trouble instanceof SyntaxTrouble) fail(trouble)
        else throw trouble
      }
    }
    if (way === 'terminal' && menus.isSix && /(?<!\\)\?/.test(text))
      fail(new SyntaxTrouble('? opens the help here'))
    // A script is read whole before it runs; an import as far as it can be read; a terminal line by line.
    let script = parseScript(text, menus)
    if (way === 'terminal') {
      for (;;) {
        for (const one of script.statements) await attempt([one])
        if (!script.problem) break
        fail(script.problem)
        script = parseScript(script.rest ?? '', menus)
      }
    } else {
      if (way === 'import' || !script.problem) await attempt(script.statements)
      if (script.problem) fail(script.problem)
    }
    completeWireGuard(tree)
    if (!mode.allows('hotspot'))
      for (const { values } of tree.items('/ip/hotspot')) values.set('inactive', 'yes')
    return { output, error, returned: fromBytes(textOf(returned)) }
  }

  function reboot(): void {
    globals.clear()
    log.length = 0
    booted_at = now()
    scheduler.boot()
  }

  return {
    version,
    tree,
    menus,
    log: log as readonly LogLine[],
    run,
    reboot,
    /** The scheduler looks at the clock. */
    tick: scheduler.tick,
    /** Somebody stands before it: presses the button, or pulls the plug. */
    pressButton() {
      if (mode.confirm()) reboot()
    },
    /** As a script that makes it again, secrets included unless told otherwise. */
    exportConfig: (asked: { path?: string; showsSecrets?: boolean; everything?: boolean } = {}) =>
      fromBytes(exportConfig(tree, menus, asked)),
    /** What a menu holds, decoded. */
    rows: (path: string): Record<string, string>[] =>
      tree.items(path).map(({ id, values }) => ({
        '.id': id,
        ...Object.fromEntries([...values].map(([name, text]) => [name, fromBytes(text)])),
      })),
    /** What was changed since it left the factory, in words. */
    get changes(): readonly string[] {
      return tree.changes
    },
    /** One command that somebody asks for by another way than a script. Rejects with ScriptTrouble. */
    async obey(statement: Statement): Promise<Value> {
      interpreter.begin()
      const value = await interpreter.runStatement(statement, scopeIn(undefined))
      completeWireGuard(tree)
      return value
    },
    /** A menu whose items are what goes on: active users, hosts. */
    show: (path: string, window: Window) => tree.show(path, window),
    /** A command of a menu that somebody else obeys, such as `/ip/hotspot/active login`. */
    teach(name: string, command: Parameters<typeof own.set>[1]) {
      own.set(name, command)
    },
  }
}
