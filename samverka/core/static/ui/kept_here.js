// What is written without an account is kept by this browser alone, until it is sent, thrown away or a week old.

const KEPT = "kept-here " // and a digest of the page's path
const WEEK = 7 * 24 * 3600_000 // milliseconds
const LONG = 300 // signs that a field takes: what is shorter is soon typed again
const NOTHING = { at: 0, texts: {} } // texts by the names of their fields

function recall(place) {
  try {
    return JSON.parse(localStorage.getItem(place)) ?? NOTHING
  } catch {
    return NOTHING
  }
}

// Did the browser do it?
function remember(place, kept) {
  try {
    if (Object.keys(kept.texts).length) localStorage.setItem(place, JSON.stringify(kept))
    else localStorage.removeItem(place)
    return true
  } catch {
    return false
  }
}

function forgetOld() {
  try {
    for (const place of Object.keys(localStorage)) {
      if (place.startsWith(KEPT) && !(recall(place).at > Date.now() - WEEK)) localStorage.removeItem(place)
    }
  } catch {
    // a browser that keeps nothing has nothing to forget
  }
}

function keepHere(box) {
  const place = KEPT + box.dataset.keptHere
  const form = box.closest("form")
  const [offer, words, said] = ["offer", "words", "kept"].map((name) => box.querySelector(`[data-${name}]`))
  const lines = [...(form?.querySelectorAll("textarea, input[type=text]") ?? [])].filter((line) => line.maxLength >= LONG)
  let kept = recall(place)
  let isWanted = true

  const keep = (now) => remember(place, (kept = now)) && Object.keys(now.texts).length > 0
  const missing = () => lines.filter((line) => !line.value && kept.texts[line.name])
  const tell = (text, isKept) => {
    if (said.textContent !== text) said.textContent = text
    said.nextElementSibling.hidden = !isKept
  }

  if ("sent" in box.dataset && kept.isSent) keep(NOTHING)
  if (missing().length) {
    const moment = { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }
    const at = new Intl.DateTimeFormat(document.documentElement.lang, moment).format(kept.at)
    words.textContent = words.dataset.words.replace("@", at)
    offer.hidden = false
  }

  // What the server has already, from the time before, is not kept here too.
  form?.addEventListener("input", ({ target }) => {
    if (!isWanted || !lines.includes(target) || (target.defaultValue && !(target.name in kept.texts))) return
    const { [target.name]: _before, ...others } = kept.texts
    const isKept = keep({ at: Date.now(), texts: target.value.trim() ? { ...others, [target.name]: target.value } : others })
    tell(isKept ? said.dataset.kept : "", isKept)
  })
  // Only the page that says so knows that it has come.
  form?.addEventListener("submit", () => keep({ ...kept, isSent: true }))

  box.querySelector("[data-put-back]").addEventListener("click", () => {
    const found = missing()
    offer.hidden = true
    for (const line of found) {
      for (let fold = line.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
      line.value = kept.texts[line.name]
      line.dispatchEvent(new Event("input", { bubbles: true }))
    }
    found[0]?.focus()
  })
  for (const button of box.querySelectorAll("[data-throw-away]")) {
    button.addEventListener("click", () => {
      isWanted = offer.contains(button) // what is written after that may be kept
      keep(NOTHING)
      offer.hidden = true
      tell(said.dataset.gone, false)
      said.focus()
    })
  }
  form?.prepend(offer)
}

forgetOld()
const box = document.querySelector("[data-kept-here]")
if (box) keepHere(box)
