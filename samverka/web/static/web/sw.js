// Keeps what is needed when the network is gone: the last town's public pages, with whom to
// call there about a child, at most 100 kB; and of the pages that need
// a log-in those that say so, for a night and until somebody logs out.

const VERSION = "2"
const SHELL = `shell-${VERSION}`
const FIELD = `field-${VERSION}`
const NIGHT = 16 * 3600_000 // milliseconds that a page of the field is kept
const CALL = "/call/"
const PATIENCE = 5_000 // milliseconds until the kept page is shown instead
const MOST = 100_000 // bytes of the kept town, as they came over the network
const FILES = ["ui/tokens.css", "ui/base.css", "ui/page.css", "ui/parts.css", "ui/icon.svg", "web/public.css", "web/public.js", "web/child.css", "web/child.js", "web/pictograms.svg"]
const PAGE = /^\/([a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*|lattlast)\/(?:(?:service|offline|tillganglighet|child)\/|([a-z0-9-]+)\/)/

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES.map((name) => `/static/${name}`))).then(() => self.skipWaiting()))
})

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== SHELL && !name.endsWith(`-${VERSION}`)).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method === "POST" && url.pathname.startsWith("/accounts/")) event.waitUntil(caches.delete(FIELD)) // somebody comes or goes
  if (request.method !== "GET" || url.origin !== location.origin || url.search) return
  if (url.pathname.startsWith("/static/")) event.respondWith(shell(request))
  else if (request.mode === "navigate" && PAGE.test(url.pathname)) event.respondWith(page(event, url.pathname))
  else if (request.mode === "navigate") event.respondWith(field(event, url.pathname))
})

// A file of ours: from the network when there is one, so that nothing old stays; else what was kept.
async function shell(request) {
  const cache = await caches.open(SHELL)
  try {
    const answer = await fetch(request)
    if (answer.ok && (await cache.match(request))) await cache.put(request, answer.clone())
    return answer
  } catch {
    return (await cache.match(request)) ?? Response.error()
  }
}

async function page(event, path) {
  try {
    const answer = await fetch(event.request)
    const [, edition, town] = PAGE.exec(path)
    if (answer.ok && town && [`/${edition}/${town}/`, `/${edition}/${town}/child/`].includes(path)) event.waitUntil(keep(edition, town))
    return answer
  } catch {
    return (await kept(path)) ?? Response.error()
  }
}

// The page itself if it was kept; else everything that the kept town offers; else a word about the network.
async function kept(path) {
  const [, edition, town] = PAGE.exec(path)
  const found = await caches.match(path)
  return found ?? (town && !path.endsWith("/child/") && (await caches.match(`/${edition}/${town}/all/`))) ?? (await caches.match(`/${edition}/offline/`))
}

// Another town takes the place of the one before.
async function keep(edition, town) {
  const name = `town-${edition}-${town}-${VERSION}`
  for (const other of await caches.keys()) if (other.startsWith("town-") && other !== name) await caches.delete(other)
  const cache = await caches.open(name)
  let room = MOST
  for (const path of [`/${edition}/offline/`, `/${edition}/${town}/child/`, `/${edition}/${town}/`, `/${edition}/${town}/all/`]) {
    const answer = await fetch(path, { credentials: "omit" })
    room -= Number(answer.headers.get("Content-Length") ?? MOST)
    if (answer.ok && room >= 0) await cache.put(path, answer)
  }
}

// A page of the field: from the network when it answers in time; else as it was last seen.
async function field(event, path) {
  event.waitUntil(sweep())
  const old = await keptField(path)
  const asked = fetch(event.request)
  const late = new Promise((resolve) => setTimeout(resolve, old ? PATIENCE : 3600_000))
  try {
    const answer = await Promise.race([asked, late])
    if (answer?.headers.get("X-Works-Offline")) event.waitUntil(keepField(path, answer.clone()))
    return answer ?? old
  } catch {
    return old ?? (path.startsWith(CALL) ? await keptField(CALL) : undefined) ?? (await caches.match(`/${navigator.language.slice(0, 2)}/offline/`)) ?? (await caches.match("/sv/offline/")) ?? Response.error()
  }
}

async function keptField(path) {
  const found = await (await caches.open(FIELD)).match(path)
  return found && isFresh(path, found) ? found : undefined
}

// Whom to call is told for a fortnight, and the page itself says when it is too old.
const isFresh = (path, answer) => path === CALL || Date.now() - Date.parse(answer.headers.get("Date")) < NIGHT

// What is over leaves the phone.
async function sweep() {
  const cache = await caches.open(FIELD)
  for (const request of await cache.keys()) {
    if (!isFresh(new URL(request.url).pathname, await cache.match(request))) await cache.delete(request)
  }
}

// With the files that it names, so that it looks and works as it did; and with the tools that it leads to.
async function keepField(path, answer) {
  const text = await keepPage(path, answer)
  for (const [, tool] of text.matchAll(/href="([^"]+)"\s+data-keep/g)) if (!(await keptField(tool))) await keepTool(tool)
  await keepCall()
}

async function keepPage(path, answer) {
  await (await caches.open(FIELD)).put(path, answer.clone())
  const text = await answer.text()
  const files = await caches.open(SHELL)
  for (const name of new Set(text.match(/\/static\/[^"?#]+\.(?:css|js|svg)/g) ?? [])) if (!(await files.match(name))) await files.add(name).catch(() => {})
  return text
}

// It is there without a network even before somebody has opened it.
async function keepTool(path) {
  const answer = await fetch(path)
  if (answer.headers.get("X-Works-Offline") && !answer.redirected) await keepPage(path, answer)
}

// Whom to call about a child stands on the phone of everybody who works in the field.
async function keepCall() {
  const answer = await fetch(CALL)
  if (answer.ok && answer.redirected) await (await caches.open(FIELD)).put(CALL, new Response(await answer.blob(), { headers: answer.headers }))
}
