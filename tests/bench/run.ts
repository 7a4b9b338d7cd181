// `npm run bench NAME`.

const benches: Record<string, (words: readonly string[]) => Promise<unknown>> = {
  portal: () => import('./portal.ts').then(({ bench }) => bench()),
  'read-model': () => import('./read-model.ts').then(({ bench }) => bench()),
  callbacks: (words) => import('./callbacks.ts').then(({ bench }) => bench(words)),
  guests: () => import('./guests.ts').then(({ bench }) => bench()),
  storm: () => import('./storm.ts').then(({ bench }) => bench()),
  pages: (words) => import('./pages.ts').then(({ bench }) => bench(words)),
  expiry: (words) => import('./expiry.ts').then(({ bench }) => bench(words)),
  radius: (words) => import('./radius.ts').then(({ bench }) => bench(words)),
}

const name = process.argv[2] ?? ''
const bench = benches[name]
if (bench) {
  await bench(process.argv.slice(3))
  process.exit()
}
console.error(`npm run bench NAME, where NAME is one of: ${Object.keys(benches).join(', ')}.`)
process.exit(2)
