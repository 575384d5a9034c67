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
const clock = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" }).format(at)

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

export async function keep(path, fields, id = newId()) {
  const told = fields.filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken")
  const at = new Date()
  const item = await seal({ path, fields: told, at: at.toISOString() }, id)
  await inNotes("readwrite", (notes) => notes.put({ ...item, at: at.getTime() }))
  navigator.storage?.persist?.()
}

// Sending: one at a time in all windows. A note is forgotten only when the receipt with its id has come.

async function send() {
  const found = new Map()
  await navigator.locks.request("outbox", async () => {
    for (let notes = await mine(); notes.length; ) {
      const who = await whoAmI()
      if (!who) return
      const ours = notes.filter((note) => note.author === who.author).slice(0, AT_ONCE)
      const receipts = ours.length ? await handIn(ours, who.csrf) : []
      const done = receipts.filter(({ id, state }) => DONE.includes(state) && ours.some((note) => note.id === id))
      if (!done.length) return
      for (const receipt of done) {
        await inNotes("readwrite", (kept) => kept.delete(receipt.id))
        found.set(receipt.id, receipt)
      }
      notes = await mine()
    }
  })
  return found
}

async function mine() {
  return (await waiting()).sort((a, b) => a.at - b.at)
}

async function whoAmI() {
  const answer = await fetch("/outbox/", { headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE) })
  const known = answer.ok && answer.headers.get("Content-Type")?.startsWith("application/json")
  box.dataset.state = known ? "" : "stranger"
  return known ? answer.json() : null
}

async function handIn(notes, csrf) {
  const items = notes.map(({ at, ...item }) => item)
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf }
  const answer = await fetch("/outbox/", { method: "POST", headers, body: JSON.stringify({ items }), signal: AbortSignal.timeout(PATIENCE) })
  return answer.ok ? (await answer.json()).receipts : []
}

// What the page says of it.

async function tell(saved) {
  const notes = await mine()
  const [text, kept] = [box.querySelector("[data-text]"), box.querySelector("[data-kept-link]")]
  const { said, waits, stranger, sent } = box.dataset
  kept.hidden = box.dataset.kept !== "yes"
  if (notes.length) {
    const word = box.dataset.state === "stranger" ? stranger : waits
    text.textContent = word.replace("#", notes.length).replace("@", clock(notes[0].at))
  } else if (saved) {
    text.textContent = sent.replace("@", clock(new Date()))
  } else if (kept.hidden) {
    text.textContent = ""
  }
  if (notes.length && saved) text.textContent = `${said.replace("@", clock(new Date()))} ${text.textContent}`
  box.hidden = !text.textContent && kept.hidden
}

let sending = Promise.resolve(new Map())

// Sends what waits, after what is being sent already; the receipts that came, by id.
export function flush(saved = false) {
  sending = sending.then(async () => {
    let receipts = new Map()
    try {
      if (saved || (await waiting()).length) receipts = await send()
    } catch {
      // no network, or the server is away: the notes stay, and are sent later
    }
    const isKept = [...receipts.values()].some(({ state }) => state === "kept")
    if (isKept) box.dataset.kept = "yes"
    await tell(saved && !isKept)
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

async function first(event) {
  const form = event.target
  if (!author || !form.matches("form[data-offline=first]") || event.defaultPrevented) return
  event.preventDefault()
  if (form.dataset.saving) return
  form.dataset.saving = "yes"
  const [id, path] = [newId(), new URL(event.submitter?.formAction || form.action).pathname]
  const fields = [...new FormData(form, event.submitter)].map(([name, value]) => [name, name === "id" ? id : value])
  try {
    await keep(path, fields, id)
    const soon = new Promise((resolve) => setTimeout(resolve, SOON))
    const receipt = (await Promise.race([flush(true), soon]))?.get(id)
    if (receipt?.state === "kept") return refused(receipt)
    if (receipt && form.dataset.then) return location.assign(form.dataset.then.replace("#", id))
    clean(form)
    remind(fields)
    await tell(true)
  } catch {
    form.submit() // the browser keeps nothing here: send it as ever
  } finally {
    delete form.dataset.saving
  }
}

// Whoever still has the form before them puts it right here; nothing need be kept for later.
async function refused({ id, detail }) {
  const { csrf } = await whoAmI()
  await fetch(`/outbox/kept/${id}/drop/`, { method: "POST", headers: { "X-CSRFToken": csrf } })
  delete box.dataset.kept
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
  document.addEventListener("visibilitychange", () => document.hidden || flush())
  setInterval(() => flush(), AGAIN)
  flush()
}
navigator.serviceWorker?.register("/sw.js").catch(() => {})
