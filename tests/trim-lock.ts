// After `npm install`: takes out of package-lock.json the optional parts that no registry at hand has, such as a
// linter's binary for another system. `npm ci` refuses a lock file that names a part and does not hold it.
//   npm run lock

import { readFile, writeFile } from 'node:fs/promises'

interface Lock {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>
}

const file = new URL('../package-lock.json', import.meta.url)
const lock = JSON.parse(await readFile(file, 'utf8')) as Lock
let taken = 0
for (const [place, { optionalDependencies = {} }] of Object.entries(lock.packages)) {
  if (place === '') continue
  for (const part of Object.keys(optionalDependencies)) {
    if (lock.packages[`node_modules/${part}`] || lock.packages[`${place}/node_modules/${part}`])
      continue
    delete optionalDependencies[part]
    taken += 1
  }
}
await writeFile(file, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${taken} optional parts taken out of package-lock.json`)
