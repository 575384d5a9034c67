// What scripts add to public pages that work without them: the way out, what is nearest, sharing, the last town offline.

// The way out leaves no step back to here.
const out = document.querySelector("a.leave")
function leave(event) {
  event.preventDefault()
  location.replace(out.href)
}
out?.addEventListener("click", leave)
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && out) leave(event)
})

// Nearest first, reckoned here: no request follows, and where somebody stands is told to nobody.
const EARTH = 6371e3
const radians = (degrees) => (degrees * Math.PI) / 180

function metres(a, b) {
  const x = radians(b.longitude - a.longitude) * Math.cos(radians((a.latitude + b.latitude) / 2))
  return EARTH * Math.hypot(x, radians(b.latitude - a.latitude))
}

function said(distance) {
  const near = distance < 950
  const number = near ? Math.round(distance / 50) * 50 || 50 : distance / 1000
  const unit = near ? "meter" : "kilometer"
  return new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: near ? 0 : 1 }).format(number)
}

function sortBy(here) {
  for (const list of document.querySelectorAll(".lines")) {
    const lines = [...list.children].map((line) => {
      const { latitude, longitude } = line.dataset
      const far = latitude ? metres(here, { latitude: +latitude, longitude: +longitude }) : Infinity
      const told = line.querySelector("[data-distance]")
      if (told && far < Infinity) told.textContent = said(far)
      return { line, far }
    })
    lines.sort((a, b) => a.far - b.far)
    list.append(...lines.map(({ line }) => line))
  }
}

const near = document.querySelector("[data-near]")
if (near && navigator.geolocation && document.querySelector("[data-latitude]")) {
  near.hidden = false
  near.addEventListener("click", () => {
    near.disabled = true
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        sortBy(coords)
        document.querySelector("[data-near-done]").hidden = false
        near.hidden = true
      },
      () => {
        document.querySelector("[data-near-failed]").hidden = false
        near.disabled = false
      },
      { maximumAge: 60_000, timeout: 20_000 },
    )
  })
}

const share = document.querySelector("[data-share]")
if (share && navigator.share) {
  share.hidden = false
  share.addEventListener("click", () => navigator.share({ text: share.dataset.share, url: location.href }).catch(() => {}))
}

navigator.serviceWorker?.register("/sw.js").catch(() => {})
