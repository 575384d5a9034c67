// Each tap is shown at once, kept on the phone, and sent; the sums on the page are the server's, and what still waits here.
// The page works without this: then each button sends its own form.

import { flush, keep, newId, waitingIds } from "../ui/outbox.js"

const author = document.querySelector("[data-outbox]")?.dataset.author
const undoForm = document.querySelector("form[data-undo]")
const PLACE = `counter-${author}-${location.pathname}`
const AGAIN = 30_000 // milliseconds between two looks at what colleagues have counted
const today = () => new Date().toLocaleDateString("sv-SE", { timeZone: "Europe/Stockholm" })

const writing = new Set() // ids that are on their way to the phone's storage
let base = told(document) // what the server has counted, as last seen
let waits = [] // [id of the note, kind, change]
let mine = [] // [id of the tap, kind, when], the last one last

function told(root) {
  const { date, revision, last, lastKind, lastAt, undoMinutes } = root.querySelector("#sums").dataset
  const counts = {}
  for (const one of root.querySelectorAll("#sums data")) counts[one.textContent] = Number(one.value)
  const tap = last ? [last, lastKind, Date.parse(lastAt)] : null
  return { date, revision: Number(revision), counts, tap, undo: Number(undoMinutes) * 60_000 }
}

// What this browser remembers of today, unless the page is newer.
function recall() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "null")
    if (kept?.base.date === today()) {
      if (base.date !== kept.base.date || kept.base.revision > base.revision) base = kept.base
      ;({ waits, mine } = kept)
    }
  } catch {
    // nothing is remembered here
  }
  if (!mine.length && base.tap) mine = [base.tap]
  newDay()
}

function remember() {
  try {
    localStorage.setItem(PLACE, JSON.stringify({ base, waits, mine: mine.slice(-50) }))
  } catch {
    // the browser remembers nothing here; the notes themselves lie elsewhere
  }
}

// A page that was kept yesterday begins anew.
function newDay() {
  if (base.date === today()) return
  base = { ...base, date: today(), revision: -1, counts: {}, tap: null }
  waits = mine = []
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" })
  document.querySelector("[data-today]").textContent = day.format(new Date())
}

const sum = (kind) => waits.reduce((all, [, of, change]) => all + (of === kind ? change : 0), base.counts[kind] ?? 0)
const undoable = () => mine.findLast(([, , at]) => Date.now() - at < base.undo)

function show() {
  for (const place of document.querySelectorAll("[data-count]")) place.textContent = sum(place.dataset.count)
  document.querySelector("[data-total]").textContent = ["women", "men", "other", "children"].reduce((all, kind) => all + sum(kind), 0)
  undoForm.hidden = !undoable()
  remember()
}

function say(kind) {
  const name = document.querySelector(`[data-tap="${CSS.escape(kind)}"] button span`)?.textContent ?? ""
  document.querySelector("[data-last-counted]").textContent = `${name}: ${sum(kind)}`
}

async function note(form, kind, change, fields, id) {
  newDay()
  writing.add(id)
  waits.push([id, kind, change])
  show()
  say(kind)
  try {
    await keep(new URL(form.action).pathname, fields, id)
  } catch {
    waits = waits.filter(([of]) => of !== id)
    remember()
    return form.submit() // the browser keeps nothing here: send it as ever
  } finally {
    writing.delete(id)
  }
  await flush()
  await look()
}

function tapped(event) {
  const form = event.target
  const { tap: kind } = form.dataset
  if (kind) {
    event.preventDefault()
    const id = newId()
    form.elements.id.value = id
    form.elements.kind.value = kind
    mine.push([id, kind, Date.now()])
    note(form, kind, 1, [["id", id], ["kind", kind]], id)
  } else if (form === undoForm) {
    const last = undoable()
    if (!last) return
    event.preventDefault()
    mine = mine.filter((one) => one !== last)
    form.elements.tap.value = last[0]
    note(form, last[1], -1, [["tap", last[0]]], newId())
  }
}

// What the server has counted by now, also of colleagues. What has left this phone before is in it.
async function look() {
  const there = new Set(await waitingIds())
  const gone = new Set(waits.map(([id]) => id).filter((id) => !there.has(id) && !writing.has(id)))
  try {
    const answer = await fetch(location.pathname, { headers: { "HX-Request": "true" } })
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    if (!answer.ok || !page.querySelector("#sums")) return
    const now = told(page)
    if (now.date !== today()) return
    if (base.date !== now.date || now.revision >= base.revision) base = now
    waits = waits.filter(([id]) => !gone.has(id))
    show()
  } catch {
    // no network: what was last seen, and what waits, is shown
  }
}

if (author && undoForm) {
  recall()
  show()
  document.addEventListener("submit", tapped)
  addEventListener("online", () => flush().then(look))
  document.addEventListener("visibilitychange", () => document.hidden || flush().then(look))
  setInterval(() => document.hidden || flush().then(look), AGAIN)
  flush().then(look)
}
