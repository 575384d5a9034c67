// What scripts add to pages that work without them: countdowns, and counters with big buttons.

function tick(time) {
  const left = Math.max(0, Math.round((new Date(time.dateTime) - Date.now()) / 1000))
  time.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
}

function countDown() {
  for (const time of document.querySelectorAll("time[data-countdown]")) tick(time)
}

function addCounters(root) {
  for (const input of root.querySelectorAll("input[type=number][data-counter]:not([data-ready])")) {
    input.dataset.ready = "yes"
    const label = input.labels[0]?.textContent.trim() ?? ""
    const make = (sign, step) => {
      const button = document.createElement("button")
      button.type = "button"
      button.className = "quiet"
      button.textContent = sign
      button.setAttribute("aria-label", `${label} ${sign}1`)
      button.addEventListener("click", () => {
        step > 0 ? input.stepUp() : input.stepDown()
        input.dispatchEvent(new Event("change", { bubbles: true }))
      })
      return button
    }
    const box = document.createElement("span")
    box.className = "counter"
    input.replaceWith(box)
    box.append(make("−", -1), input, make("+", 1))
  }
}

// A part that had the focus keeps it when it is swapped, so that the keyboard goes on from there.
let focused = null
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  focused = detail.target.contains(document.activeElement) ? detail.target.id : null
})

document.addEventListener("htmx:load", ({ target }) => {
  addCounters(target)
  if (target.id !== focused) return // sums that change beside it are loaded too
  focused = null
  if (document.activeElement === document.body) target.querySelector("a, button, input")?.focus({ preventScroll: true })
})
addCounters(document)
countDown()
setInterval(countDown, 1000)

// A list that narrows while one types the beginning of a code; a scanner ends with Enter, which sends the form.
function narrow(input) {
  const typed = input.value.toUpperCase().replace(/[\s-]/g, "")
  for (const line of document.querySelectorAll(`#${input.dataset.filter} [data-code]`)) {
    line.hidden = !line.dataset.code.startsWith(typed)
  }
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filter]")) narrow(event.target)
})
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print()
})
for (const button of document.querySelectorAll("[data-print]")) button.hidden = false

// What is ready to be sent elsewhere is copied at a press.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copy)
    const said = document.getElementById(`${text.id}-said`)
    said.textContent = ""
    text.select()
    try {
      await navigator.clipboard.writeText(text.value)
      said.textContent = button.dataset.copied
    } catch {
      said.textContent = button.dataset.refused
    }
  })
}

// What was pressed came to nothing: the page is asked for again, and says how things stand.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.requestConfig.verb !== "get") location.reload()
})

// The key / leads to the search, from anywhere but a field.
document.addEventListener("keydown", (event) => {
  const seek = document.getElementById("typed") ?? document.getElementById("seek")
  if (event.key !== "/" || !seek || event.target.closest("input, textarea, select, [contenteditable]")) return
  event.preventDefault()
  seek.focus()
})

// What is folded out of the menu folds back when one leaves it, by Escape or by going on elsewhere.
function foldBack(event) {
  const open = document.querySelector("nav .more[open]")
  if (!open || (event.key ? event.key !== "Escape" : open.contains(event.target))) return
  open.open = false
  if (event.key) open.firstElementChild.focus()
}
for (const name of ["click", "focusin", "keydown"]) document.addEventListener(name, foldBack)
