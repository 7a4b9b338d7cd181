// Loaded before everything else (`--import`) where a bug is planted: the file that it is in is read with the bug in it.

import { registerHooks } from 'node:module'
import { bugs } from './bugs.ts'

const name = process.env['LANGO_TOWN_BUG'] ?? ''
const bug = bugs[name]
if (!bug) throw new Error(`No bug is called ${name}.`)
const target = new URL(`../../${bug.file}`, import.meta.url).href

registerHooks({
  load: (url, context, next) => {
    const loaded = next(url, context)
    if (url !== target) return loaded
    const text = String(loaded.source)
    if (text.split(bug.from).length !== 2)
      throw new Error(`${name}: its text is not in ${bug.file} once.`)
    return { ...loaded, source: text.replace(bug.from, () => bug.to) }
  },
})
