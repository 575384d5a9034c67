// The toolbar over long texts: marks what is selected, as Markdown, by pointer and by keyboard.

const LINES = { heading: () => "## ", list: () => "- ", numbered: (at) => `${at + 1}. `, quote: () => "> " }
const BEGINS = { heading: /^#{1,6} /, list: /^[-*•–] /, numbered: /^\d+[.)] /, quote: /^> ?/ }
const SIGNS = { bold: "**", italic: "*" }
const KEYS = { b: "bold", i: "italic", k: "link" }

// Puts in a text as if it were typed, so that it can be undone; `from` and `to` are what is selected then.
function put(area, start, end, text, from, to) {
  area.focus()
  area.setSelectionRange(start, end)
  const typed = text ? document.execCommand("insertText", false, text) : document.execCommand("delete")
  if (!typed) {
    area.setRangeText(text, start, end)
    area.dispatchEvent(new Event("input", { bubbles: true }))
  }
  area.setSelectionRange(from, to)
}

function stars(text, place, step) {
  let count = 0
  while (text[place + count * step] === "*") count += 1
  return count
}

const isMarked = (sign, before, after) => {
  const around = Math.min(before, after)
  return sign.length === 2 ? around >= 2 : around % 2 === 1
}

// Each paragraph by itself: no mark goes on from one to the next.
function wrapEach(area, sign, parts) {
  const { selectionStart: start, selectionEnd: end } = area
  const isSaid = (part, at) => at % 2 === 0 && part
  const isOn = parts.every(
    (part, at) => !isSaid(part, at) || isMarked(sign, stars(part, 0, 1), stars(part, part.length - 1, -1)),
  )
  const change = (part) => (isOn ? part.slice(sign.length, -sign.length) : sign + part + sign)
  const told = parts.map((part, at) => (isSaid(part, at) ? change(part) : part)).join("")
  put(area, start, end, told, start, start + told.length)
  return !isOn
}

function wrap(area, sign) {
  const { selectionStart: start, selectionEnd: end, value } = area
  const chosen = value.slice(start, end)
  const parts = chosen.split(/(\s*\n\s*\n\s*)/)
  if (parts.length > 1) return wrapEach(area, sign, parts)
  const isOn = isMarked(sign, stars(value, start - 1, -1), stars(value, end, 1))
  if (isOn) put(area, start - sign.length, end + sign.length, chosen, start - sign.length, end - sign.length)
  else put(area, start, end, sign + chosen + sign, start + sign.length, end + sign.length)
  return !isOn
}

function begin(area, mark) {
  const { selectionStart, selectionEnd, value } = area
  const start = value.lastIndexOf("\n", selectionStart - 1) + 1
  const end = value.indexOf("\n", selectionEnd) < 0 ? value.length : value.indexOf("\n", selectionEnd)
  const lines = value.slice(start, end).split("\n")
  const isBetween = (line) => lines.length > 1 && mark !== "quote" && !line.trim()
  const isOn = lines.every((line) => isBetween(line) || BEGINS[mark].test(line))
  let count = 0
  const change = (line) => (isOn ? line.replace(BEGINS[mark], "") : LINES[mark](count++) + line)
  const told = lines.map((line) => (isBetween(line) ? line : change(line))).join("\n")
  const to = start + told.length
  put(area, start, end, told, lines.length > 1 ? start : to, to)
  return !isOn
}

function link(area) {
  const { selectionStart: start, selectionEnd: end, value } = area
  const chosen = value.slice(start, end)
  const isAddress = /^https?:\/\/\S+$/.test(chosen)
  const words = isAddress ? "" : chosen
  const address = isAddress ? chosen : "https://"
  const at = isAddress || !words ? start + 1 : start + words.length + 3
  put(area, start, end, `[${words}](${address})`, at, isAddress || !words ? at : at + address.length)
  return true
}

function mark(bar, name) {
  const area = document.getElementById(bar.getAttribute("aria-controls"))
  const isOn = SIGNS[name] ? wrap(area, SIGNS[name]) : name === "link" ? link(area) : begin(area, name)
  const said = bar.querySelector("[role=status]")
  const words = bar.querySelector(`[data-mark=${name}]`).textContent.trim()
  said.textContent = `${words}: ${isOn ? said.dataset.on : said.dataset.off}`
}

// One stop for the tab key; arrows go on from there.
function move(bar, event) {
  const buttons = [...bar.querySelectorAll("button")]
  const at = buttons.indexOf(event.target)
  const last = buttons.length - 1
  const to = { ArrowRight: at === last ? 0 : at + 1, ArrowLeft: at ? at - 1 : last, Home: 0, End: last }[event.key]
  if (to === undefined || at < 0) return
  event.preventDefault()
  for (const button of buttons) button.tabIndex = button === buttons[to] ? 0 : -1
  buttons[to].focus()
}

function addToolbars() {
  for (const bar of document.querySelectorAll(".writing [role=toolbar][hidden]")) {
    bar.hidden = false
    bar.querySelectorAll("button").forEach((button, at) => (button.tabIndex = at ? -1 : 0))
    bar.addEventListener("click", ({ target }) => target.dataset.mark && mark(bar, target.dataset.mark))
    bar.addEventListener("keydown", (event) => move(bar, event))
    document.getElementById(bar.getAttribute("aria-controls")).addEventListener("keydown", (event) => {
      const name = KEYS[event.key.toLowerCase()]
      if (!name || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return
      event.preventDefault()
      mark(bar, name)
    })
  }
}

addToolbars()
document.addEventListener("htmx:load", addToolbars)
// A preview is asked for where its form is sent.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.elt.name === "preview") detail.path = detail.elt.form.getAttribute("action") || location.href
})

// What is typed is kept by the server a second later, while one types on every ten seconds, and when the page is left or
// hidden; never by the browser. It is sent once: not again until it has changed.
const SOON = 1000
const LATEST = 10_000
const LEFT = "a draft on its way to"
const OFFER = ".notice:has(a[href='?draft=resume'])"
const way = (form) => form.getAttribute("action") || location.pathname

for (const box of document.querySelectorAll(".drafts[data-keep]")) {
  const form = box.closest("form")
  const said = box.querySelector("[role=status]")
  const typed = () => new URLSearchParams(new FormData(form)).toString()
  let kept = typed()
  let timer = 0
  let since = 0
  let sending = null
  let isSent = false
  const stop = () => {
    clearTimeout(timer)
    timer = since = 0
  }
  const send = (more) => fetch(box.dataset.keep, { method: "POST", body: new FormData(form), ...more })
  const keep = async () => {
    stop()
    const now = typed()
    if (now === kept) return
    sending = new AbortController()
    try {
      const answer = await send({ signal: sending.signal })
      if (answer.status !== 204 && answer.status !== 200) return
      kept = now
      const told = answer.status === 200 ? await answer.text() : said.dataset.kept // not all of it, when it says more
      said.textContent = `${told} ${new Date().toTimeString().slice(0, 5)}`
    } catch {
      // without a network it is tried again after the next key
    } finally {
      sending = null
    }
  }
  const due = () => (sending ? (timer = setTimeout(due, SOON)) : keep()) // one after the other
  form.addEventListener("input", () => {
    isSent = false
    since ||= Date.now()
    clearTimeout(timer)
    timer = setTimeout(due, Math.max(0, Math.min(SOON, since + LATEST - Date.now())))
  })
  form.addEventListener("submit", ({ submitter }) => {
    if (submitter?.name === "preview") return
    stop()
    sending?.abort()
    isSent = true
  })
  const leave = () => {
    stop()
    const before = kept
    kept = typed()
    if (isSent || kept === before) return
    sessionStorage.setItem(LEFT, way(form))
    send({ keepalive: true }).then(
      (answer) => (answer.ok ? sessionStorage.removeItem(LEFT) : (kept = before)),
      () => (kept = before),
    )
  }
  addEventListener("pagehide", leave)
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && leave())
  // Loaded anew before its draft had come, the form offers it a moment later. What is folded away is unfolded for it.
  const offered = (page) =>
    [...page.forms].find((one) => one.elements.draft_of && way(one) === way(form))?.querySelector(OFFER)
  const unfold = () => {
    for (let fold = form.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true
  }
  if (offered(document) || said.textContent.trim()) unfold()
  if (sessionStorage.getItem(LEFT) !== way(form)) continue
  sessionStorage.removeItem(LEFT)
  if (offered(document)) continue
  setTimeout(async () => {
    const page = await fetch(location.pathname).then((answer) => answer.text(), () => "")
    const notice = offered(new DOMParser().parseFromString(page, "text/html"))
    if (!notice || location.search.includes("draft=")) return
    form.querySelector("button[hidden]").after(notice)
    unfold()
  }, SOON)
}
