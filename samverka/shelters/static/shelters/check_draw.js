// Checks the record of a draw on its page: fetched from where the page came from, or a file that somebody saved.

import { checks } from "./open_draw.js"

const box = document.querySelector("#check")
const verdict = box?.querySelector(".verdict")
let turn = 0

function tell(text, holds) {
  verdict.textContent = text
  verdict.className = `verdict ${holds ? "holds" : "broken"}`
}

function mark(line, faults) {
  line.querySelector(".mark")?.remove()
  line.className = faults ? (faults.length ? "broken" : "holds") : "unseen"
  const sign = { holds: "✓", broken: "✗", unseen: "?" }[line.className]
  const where = (faults ?? []).slice(0, 10).flatMap(({ slip, bed }) =>
    slip ? `${box.dataset.slip} ${slip}` : bed ? `${box.dataset.bed} ${bed}` : [])
  const said = document.createElement("span")
  said.className = "mark"
  said.textContent = [`${sign} ${box.dataset[line.className]}`, where.join(", ")].filter(Boolean).join(": ")
  line.append(said)
}

async function check(read) {
  const lines = new Map(Array.from(box.querySelectorAll("[data-check]"), (line) => [line.dataset.check, line]))
  if (!globalThis.crypto?.subtle) return tell(box.dataset.unsafe, false)
  const mine = ++turn // a file chosen meanwhile takes over
  let record
  try {
    record = JSON.parse(await read())
  } catch {
    return tell(box.dataset.unread, false)
  }
  const promised = { commitment: box.dataset.commitment, list_hash: box.dataset.listHash }
  let holds = true
  try {
    for await (const [name, faults] of checks(record, promised)) {
      if (mine !== turn) return
      mark(lines.get(name), faults)
      lines.delete(name)
      holds &&= faults.length === 0
    }
  } catch {
    return tell(box.dataset.unread, false)
  }
  for (const line of lines.values()) mark(line, null)
  tell(holds ? box.dataset.all : box.dataset.some, holds)
}

async function fetched() {
  const answer = await fetch(box.dataset.record)
  if (!answer.ok) throw new Error(answer.status)
  return answer.text()
}

function begin() {
  const choose = box.querySelector(".choose")
  const input = choose.querySelector("input")
  box.querySelector(".unscripted").hidden = true
  choose.hidden = false
  input.addEventListener("change", () => input.files[0] && check(() => input.files[0].text()))
  box.addEventListener("dragover", (event) => {
    event.preventDefault()
    box.classList.add("over")
  })
  box.addEventListener("dragleave", () => box.classList.remove("over"))
  box.addEventListener("drop", (event) => {
    event.preventDefault()
    box.classList.remove("over")
    const [file] = event.dataTransfer.files
    if (file) check(() => file.text())
  })
  if (box.dataset.record) check(fetched)
}

if (box) begin()
