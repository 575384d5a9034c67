// What is written without a network waits on this phone, sealed to the server's public key, until its receipt comes.
// Not even this phone can read it again. A form with data-offline="first" is always kept first and sent then; one with
// data-offline alone only when the network is gone.

const box = document.querySelector("[data-outbox]")
const { author, kid, x, y } = box?.dataset ?? {}
const P256 = { name: "ECDH", namedCurve: "P-256" }
const AT_ONCE = 20 // notes in one go
const AGAIN = 30_000 // milliseconds between two tries
const SOON = 3_000 // milliseconds in which an answer is waited for before the next can be written
const PATIENCE = 20_000 // milliseconds until a try is given up
const DONE = ["taken", "kept", "dropped"]

const bytes = (text) => new TextEncoder().encode(text)
const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
const HOUR = { hour: "2-digit", minute: "2-digit" }

// The hour, and the day unless it is today.
function clock(at) {
  const day = new Date(at).toDateString() === new Date().toDateString() ? {} : { day: "numeric", month: "short" }
  return new Intl.DateTimeFormat(document.documentElement.lang, { ...day, ...HOUR }).format(at)
}

// A UUID of version 7, as the server makes them.
export function newId(now = Date.now()) {
  const parts = crypto.getRandomValues(new Uint8Array(16))
  for (let place = 5; place >= 0; place--, now = Math.floor(now / 256)) parts[place] = now % 256
  parts[6] = (parts[6] & 0x0f) | 0x70
  parts[8] = (parts[8] & 0x3f) | 0x80
  const hex = Array.from(parts, (part) => part.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

async function seal(note, id) {
  const server = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x, y }, P256, false, [])
  const once = await crypto.subtle.generateKey(P256, false, ["deriveBits"])
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: server }, once.privateKey, 256)
  const info = bytes([id, author, kid].join("|"))
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info },
    await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]),
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt"],
  )
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: info }, key, bytes(JSON.stringify(note)))
  const point = await crypto.subtle.exportKey("jwk", once.publicKey)
  return { id, author, kid, x: point.x, y: point.y, iv: base64(iv), sealed: base64(sealed) }
}

// The notes, in a database of the browser's. One strict transaction: what is told to be saved lies on the disk.

const opened = new Promise((resolve, reject) => {
  const asked = indexedDB.open("samverka-outbox", 1)
  asked.onupgradeneeded = () => asked.result.createObjectStore("notes", { keyPath: "id" })
  asked.onsuccess = () => resolve(asked.result)
  asked.onerror = () => reject(asked.error)
})

async function inNotes(mode, work) {
  const transaction = (await opened).transaction("notes", mode, { durability: "strict" })
  const asked = work(transaction.objectStore("notes"))
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked?.result)
    transaction.onabort = transaction.onerror = () => reject(transaction.error)
  })
}

const waiting = () => inNotes("readonly", (notes) => notes.getAll())

// The ids of what still waits, for a page that shows what it has noted itself.
export const waitingIds = () => inNotes("readonly", (notes) => notes.getAllKeys())

export async function keep(path, fields, id = newId()) {
  const told = fields.filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken")
  const at = new Date()
  const item = await seal({ path, fields: told, at: at.toISOString() }, id)
  await inNotes("readwrite", (notes) => notes.put({ ...item, at: at.getTime() }))
  navigator.storage?.persist?.()
}

// Sending: one at a time in all windows. A note is forgotten only when the receipt with its id has come.

async function send(found) {
  const tried = new Set()
  trouble = ""
  await navigator.locks.request("outbox", async () => {
    for (;;) {
      const notes = (await mine()).filter(({ id }) => !tried.has(id))
      const who = notes.length ? await whoAmI() : null
      if (!who) return
      const ours = notes.filter((note) => note.author === who.author).slice(0, AT_ONCE)
      if (!ours.length) return void (trouble ||= box.dataset.others)
      for (const { id } of ours) tried.add(id)
      for (const receipt of await handIn(ours, who.csrf)) await settle(receipt, found)
    }
  })
}

// That something was kept is known before the note is forgotten: the page may go any moment.
async function settle(receipt, found) {
  if (!DONE.includes(receipt.state)) return void (trouble ||= receipt.detail)
  if (receipt.state === "kept") markKept(true)
  await inNotes("readwrite", (notes) => notes.delete(receipt.id))
  found.set(receipt.id, receipt)
}

async function mine() {
  return (await waiting()).sort((a, b) => a.at - b.at)
}

async function whoAmI() {
  const answer = await fetch("/outbox/", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) })
  const known = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")
  box.dataset.state = known ? "" : "stranger"
  if (!known) return null
  const told = await answer.json()
  markKept(told.kept > 0)
  return told
}

// Of many notes one may be too much for the server: then each is handed in alone.
async function handIn(notes, csrf) {
  const items = notes.map(({ at, ...item }) => item)
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf }
  const answer = await fetch("/outbox/", { method: "POST", headers, body: JSON.stringify({ items }), signal: AbortSignal.timeout(PATIENCE) })
  if (answer.ok) return (await answer.json()).receipts.filter(({ id }) => notes.some((note) => note.id === id))
  const alone = []
  if (notes.length > 1) for (const note of notes) alone.push(...(await handIn([note], csrf)))
  return alone
}

// Whether the server keeps something for this author, as far as this phone knows.

const MARK = `outbox-kept-${author}`

function markKept(yes) {
  try {
    yes ? localStorage.setItem(MARK, "yes") : localStorage.removeItem(MARK)
  } catch {
    // the browser remembers nothing here
  }
}

function hasKept() {
  try {
    return Boolean(author) && localStorage.getItem(MARK) === "yes"
  } catch {
    return false
  }
}

// What the page says of it.

let trouble = "" // why a note was not taken, although the network was there

async function tell(saved) {
  const notes = await mine()
  const [text, kept] = [box.querySelector("[data-text]"), box.querySelector("[data-kept-link]")]
  const { said, waits, stranger, sent } = box.dataset
  const count = (words) => words.replace("#", notes.length).replace("@", clock(notes[0].at))
  const parts = []
  if (saved) parts.push((notes.length ? said : sent).replace("@", clock(Date.now())))
  if (notes.length) parts.push(count(box.dataset.state === "stranger" ? stranger : waits), trouble)
  text.textContent = parts.join(" ").trim()
  kept.hidden = !hasKept()
  box.hidden = !text.textContent && kept.hidden
}

let sending = Promise.resolve(new Map())

// Sends what waits, after what is being sent already; the receipts that came, by id.
export function flush(saved = false) {
  sending = sending.then(async () => {
    const receipts = new Map()
    try {
      if (saved || (await waiting()).length) await send(receipts)
      else if (hasKept()) await whoAmI()
    } catch {
      // no network, or the server is away: the notes stay, and are sent later
    }
    const isKept = [...receipts.values()].some(({ state }) => state === "kept")
    await tell(saved && !isKept).catch(() => {})
    return receipts
  })
  return sending
}

function clean(form) {
  const told = [...form.querySelectorAll("[data-stay] select, [data-stay] input")].map((field) => [field, field.value, field.checked])
  form.reset()
  for (const [field, value, checked] of told) Object.assign(field, { value, checked })
  for (const field of form.querySelectorAll("input[type=number]")) field.dispatchEvent(new Event("change", { bubbles: true }))
  scrollTo({ top: 0 })
}

// What hangs on an answer, such as whom to call, is shown at once: the next page may not come.
function remind(fields) {
  for (const hint of document.querySelectorAll("[data-when]")) {
    const answers = fields.filter(([name]) => name.startsWith(hint.dataset.when)).map(([, value]) => value)
    hint.hidden = !answers.some((value) => value === "yes" || Number(value) > 0)
  }
}

// What is written before the answer comes would be cleaned away with what was sent: it waits. A button has the focus.
function hold(form, submitter) {
  const button = submitter && !submitter.hidden ? submitter : form.querySelector(".foot button") // Enter presses a hidden one
  form.dataset.saving = "yes"
  button.focus()
  for (const part of form.querySelectorAll(":scope > *")) part.inert = !part.contains(button)
}

function letGo(form) {
  delete form.dataset.saving
  for (const part of form.querySelectorAll(":scope > *")) part.inert = false
}

async function first(event) {
  const form = event.target
  if (!author || !form.matches("form[data-offline=first]") || event.defaultPrevented) return
  event.preventDefault()
  if (form.dataset.saving) return
  hold(form, event.submitter)
  const [id, path] = [newId(), new URL(event.submitter?.formAction || form.action).pathname]
  const fields = [...new FormData(form, event.submitter)].map(([name, value]) => [name, name === "id" ? id : value])
  try {
    await keep(path, fields, id)
  } catch {
    form.removeAttribute("data-offline") // the browser keeps nothing here: send it as ever
    letGo(form)
    return form.requestSubmit(event.submitter)
  }
  const soon = new Promise((resolve) => setTimeout(resolve, SOON))
  const receipt = (await Promise.race([flush(true), soon]))?.get(id)
  if (receipt && receipt.state !== "kept" && form.dataset.then) {
    clean(form)
    location.assign(form.dataset.then.replace("#", id)) // until then no second tap, unless one stays
    return void setTimeout(() => letGo(form), PATIENCE)
  }
  if (receipt?.state !== "kept") {
    clean(form)
    remind(fields)
  }
  letGo(form)
  await (receipt?.state === "kept" ? refused(receipt) : tell(true))
}

// Whoever still has the form before them puts it right here; nothing need be kept for later.
async function refused({ id, detail }) {
  try {
    const who = await whoAmI()
    await fetch(`/outbox/kept/${id}/drop/`, { method: "POST", headers: { "X-CSRFToken": who.csrf }, signal: AbortSignal.timeout(PATIENCE) })
    await whoAmI()
  } catch {
    // it stays kept, and its link in sight
  }
  await tell(false)
  box.querySelector("[data-text]").textContent = detail
  box.hidden = false
  scrollTo({ top: 0 })
}

async function instead({ detail }) {
  const { elt, requestConfig } = detail
  if (!author || requestConfig.verb !== "post" || !elt.closest("[data-offline]")) return
  await keep(new URL(requestConfig.path, location).pathname, [...requestConfig.formData])
  elt.closest("tr, li")?.classList.add("waiting")
  await flush(true)
}

if (box) {
  document.addEventListener("submit", first)
  document.addEventListener("htmx:sendError", instead)
  addEventListener("online", () => flush())
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) for (const form of document.forms) letGo(form)
  })
  document.addEventListener("visibilitychange", () => document.hidden || flush())
  setInterval(() => flush(), AGAIN)
  flush()
}
navigator.serviceWorker?.register("/sw.js").catch(() => {})
