// The frame around every page that a router serves: small, whole in one file, readable without script or network.

interface Frame {
  /** Swahili, a dot, English. */
  readonly title: string
  /** Where the browser goes by itself, when it still shows this page then. */
  readonly refresh?: { readonly seconds: number; readonly address: string }
  readonly body: string
}

/** A real redirect: RouterOS sets status and header by what looks like a condition, and takes these lines away. */
export function redirectTo(address: string): string {
  return `$(if http-status == 302)Found$(endif)$(if http-header == "Location")${address}$(endif)`
}

const style = `body{background:#faf7f0;color:#211f1a;font:1rem/1.5 sans-serif;margin:0 auto;max-width:26rem;padding:1.5rem 1rem;overflow-wrap:break-word}
h1{font-size:1.5rem;line-height:1.2;margin:0 0 .5rem}
p{margin:0 0 1rem}
a{color:#8c3010}
.go{background:#ad3f16;border-radius:.375rem;color:#fff;display:block;font-weight:600;padding:.75rem 1rem;text-align:center;text-decoration:none}
dl{margin:0 0 1rem}
dt{color:#5f594e;font-size:.875rem}
dd{font-size:1.25rem;margin:0 0 .75rem}
@media(prefers-color-scheme:dark){body{background:#1a1714;color:#f1ebdf}a{color:#f7ac83}.go{background:#f0925f;color:#24110a}dt{color:#b5ac9c}}`

export function pageOf({ title, refresh, body }: Frame): string {
  const address = refresh?.address.replaceAll('&', '&amp;')
  const going = refresh
    ? `<meta http-equiv="refresh" content="${refresh.seconds}; url=${address}">\n`
    : ''
  return `<!doctype html>
<html lang="sw">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
${going}<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`
}
