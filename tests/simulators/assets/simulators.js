// Looks again every two seconds and swaps the parts marked data-live, so that a form being filled in is left
// alone. Without it everything works; reload to look again.

const focused = (part) =>
  part.contains(document.activeElement) && document.activeElement.matches('input, select, button')

const typed = (part) =>
  [...part.querySelectorAll('input')].some(({ value, defaultValue }) => value !== defaultValue)

const chosen = (part) =>
  [...part.querySelectorAll('option')].some((one) => one.selected !== one.defaultSelected)

// What somebody is filling in stays, unless it stands for something that is over.
const busy = (part, next) =>
  part.dataset.key === next.dataset.key && (focused(part) || typed(part) || chosen(part))

function swap(part, next) {
  const focused =
    part.contains(document.activeElement) && document.activeElement.closest('details[id]')?.id
  for (const { id } of part.querySelectorAll('details[open][id]')) {
    next.querySelector('#' + CSS.escape(id))?.setAttribute('open', '')
  }
  part.replaceWith(next)
  if (focused) document.getElementById(focused)?.querySelector('summary').focus()
}

async function lookAgain() {
  if (document.hidden) return
  const answer = await fetch(location.pathname + location.search)
  if (!answer.ok) return
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html')
  for (const part of document.querySelectorAll('[data-live]')) {
    const next = fresh.getElementById(part.id)
    if (next && !busy(part, next)) swap(part, next)
  }
}

setInterval(() => lookAgain().catch(() => {}), 2000)
