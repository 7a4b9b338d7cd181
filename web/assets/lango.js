// For staff pages. Everything works without it: it swaps parts, copies lines and gives the match screen its keys.

document
  .querySelector('.side [aria-current]')
  ?.scrollIntoView({ block: 'nearest', inline: 'center' })

document.addEventListener('submit', async (event) => {
  const form = event.target
  const part = form.dataset.swap
  if (!part || event.defaultPrevented) return
  event.preventDefault()
  const fields = new FormData(form, event.submitter)
  const body = new URLSearchParams(
    [...fields].filter(([, words]) => words !== '' || form.method === 'post'),
  )
  const post = form.method === 'post'
  try {
    const answer = await fetch(
      post ? form.action : `${form.action}?${body}`,
      post ? { method: 'POST', body } : {},
    )
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.querySelector(part)
    if (!fresh) return location.assign(answer.url) // Signed out meanwhile, or a page of another kind.
    document.querySelector(part).replaceWith(fresh)
    document.title = page.title
    history.replaceState(null, '', answer.redirected || !post ? answer.url : location.href)
    const say = fresh.querySelector('[role=status], [role=alert]')
    if (say) Object.assign(say, { tabIndex: -1 }).focus()
  } catch {
    form.submit() // The network hiccuped: let the browser say so in its own way.
  }
})

document.addEventListener('click', async (event) => {
  const button = event.target.closest('[data-copy]')
  if (!button || !navigator.clipboard) return
  await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent)
  button.textContent = button.dataset.done
})

document.addEventListener('keydown', (event) => {
  const { key, target } = event
  if (event.ctrlKey || event.metaKey || event.altKey) return
  if (key === 'Escape' && target.closest('details.act[open]'))
    return closeAct(target.closest('details.act'))
  if (target.matches('input:not([type=radio]), select, textarea')) return
  if (key === 'Enter' && target.closest('a, button, summary')) return
  const links = [...document.querySelectorAll('.queue a')]
  const here = links.findIndex((link) => link.ariaCurrent)
  const wanted =
    (key === 'j' && links[here + 1]) ||
    (key === 'k' && links[here - 1]) ||
    (key === '/' && document.querySelector('#find')) ||
    document.querySelectorAll('.choice [type=radio]')[Number(key) - 1] ||
    [...document.querySelectorAll('[data-key]')].find((button) => button.dataset.key === key)
  if (!wanted) return
  event.preventDefault()
  wanted.focus()
  wanted.click()
})

function closeAct(act) {
  act.open = false
  act.querySelector('summary').focus()
}

document.addEventListener('input', (event) => {
  const radio =
    event.target.matches('.choice .input') &&
    event.target.closest('.choice').querySelector('[type=radio]')
  if (radio && !radio.checked) radio.click()
})

document.addEventListener('change', (event) => {
  if (!event.target.closest('.choice')) return
  for (const input of document.querySelectorAll('.choice [type=radio]')) {
    input.closest('.choice').toggleAttribute('data-picked', input.checked)
  }
})

// Pages that stay true while somebody looks: asked again five seconds after the last answer at the earliest, never while
// hidden, and never under the hand of whoever is typing or marking there.
if (document.querySelector('[data-live]')) {
  const pace = 5000
  let timer
  let last = performance.now()
  const held = (part, at = document.activeElement) =>
    (part.contains(at) && !at.href) ||
    (!getSelection().isCollapsed && getSelection().containsNode(part, true))
  const waitFor = (wait) => {
    clearTimeout(timer)
    if (!document.hidden) timer = setTimeout(look, Math.max(0, last + wait - performance.now()))
  }
  async function look() {
    const began = performance.now()
    last = Infinity // While one is on its way there is no other.
    let wait = pace
    try {
      const answer = await fetch(location.href, { headers: { 'Lango-Live': 'yes' } })
      if (answer.redirected) return // Signed out meanwhile: the next click says so.
      if (!answer.ok) throw new Error(answer.status)
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
      for (const part of document.querySelectorAll('[data-live], #menu, #trial')) {
        const fresh = page.querySelector(`#${part.id}`)
        if (!fresh || fresh.outerHTML === part.outerHTML || held(part)) continue
        const { href } = part.contains(document.activeElement) ? document.activeElement : part
        part.replaceWith(fresh)
        for (const link of fresh.querySelectorAll('a')) if (link.href === href) link.focus()
      }
      wait = Math.max(pace, 20 * (performance.now() - began))
    } catch {
      wait = 6 * pace
    }
    last = performance.now()
    waitFor(wait)
  }
  waitFor(pace)
  document.addEventListener('visibilitychange', () => last < Infinity && waitFor(pace))
}
