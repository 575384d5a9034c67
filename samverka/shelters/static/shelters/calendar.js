// What scripts add to the season's calendar: turns that move along their line, by dragging or with the keyboard. Without
// scripts each turn has its own page, where the night is chosen.

const form = document.querySelector("#move")
const said = document.querySelector("#said")
let held = null // the turn that is moved, and the cell it would go to
let target = null

const cell = (turn) => turn.closest("td")
const days = (td) => td.closest("table").tHead.rows[0].cells
const dayOf = (td) => days(td)[td.cellIndex].dataset.day
const isFree = (td) => td && td.tagName === "TD" && !td.querySelector("a")
const spoken = (td) => new Date(`${dayOf(td)}T12:00`).toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "long" })

function aim(td) {
  target?.classList.remove("target")
  target = td
  target?.classList.add("target")
}

function pickUp(turn) {
  held = turn
  turn.setAttribute("aria-pressed", "true")
}

function letBe() {
  held?.setAttribute("aria-pressed", "false")
  held = null
  aim(null)
}

function putDown() {
  if (held && target) {
    form.setAttribute("hx-post", `${held.getAttribute("href")}move/`)
    form.action = `${held.getAttribute("href")}move/`
    form.elements.day.value = dayOf(target)
    htmx.process(form)
    form.requestSubmit()
  }
  letBe()
}

// The next free night to one side on the same line.
function beside(td, step) {
  let next = step > 0 ? td.nextElementSibling : td.previousElementSibling
  while (next && !isFree(next) && next.tagName === "TD") next = step > 0 ? next.nextElementSibling : next.previousElementSibling
  return isFree(next) ? next : null
}

const turnOf = (event) => (form ? event.target.closest?.("#calendar[data-moves] td a") : null)

function ready() {
  for (const today of document.querySelectorAll(".season .today")) {
    const box = today.closest(".scroll")
    box.scrollLeft = today.offsetLeft - box.clientWidth / 2
  }
  if (!form) return
  for (const turn of document.querySelectorAll("#calendar[data-moves] td a.offered, #calendar[data-moves] td a.scheduled")) {
    turn.draggable = true
  }
}

document.addEventListener("dragstart", (event) => {
  const turn = turnOf(event)
  if (turn?.draggable) {
    pickUp(turn)
    event.dataTransfer.effectAllowed = "move"
  }
})
document.addEventListener("dragover", (event) => {
  const td = event.target.closest?.("td")
  if (held && isFree(td) && td.parentElement === cell(held).parentElement) {
    event.preventDefault()
    aim(td)
  } else if (held) {
    aim(null)
  }
})
document.addEventListener("drop", (event) => {
  if (held) event.preventDefault()
  putDown()
})
document.addEventListener("dragend", letBe)

document.addEventListener("keydown", (event) => {
  const turn = turnOf(event)
  if (!turn?.draggable) return
  if (event.key === " " && !held) {
    pickUp(turn)
    said.textContent = said.dataset.picked
  } else if (held && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
    const next = beside(target ?? cell(held), event.key === "ArrowRight" ? 1 : -1)
    if (next) {
      aim(next)
      next.scrollIntoView({ block: "nearest", inline: "nearest" })
      said.textContent = spoken(next)
    }
  } else if (held && (event.key === "Enter" || event.key === " ")) {
    putDown()
  } else if (held && event.key === "Escape") {
    letBe()
    said.textContent = said.dataset.let
  } else {
    return
  }
  event.preventDefault()
})

document.addEventListener("htmx:load", ready)
ready()
