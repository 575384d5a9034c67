// Says whom to call by the clock of the device, so that a page kept without a network is right at every hour that it tells of.

const rows = [...document.querySelectorAll(".calls [data-begins]")]
const box = document.getElementById("now")
const old = document.querySelector("[data-old]")

function tell() {
  const now = Date.now() / 1000
  const row = rows.find(({ dataset }) => dataset.begins <= now && now < dataset.ends)
  for (const one of rows) one === row ? one.setAttribute("aria-current", "time") : one.removeAttribute("aria-current")
  box.hidden = !row
  old.hidden = Boolean(row)
  if (!row) return
  const call = box.querySelector("[data-call]")
  if (call.textContent.trim() !== row.lastElementChild.textContent.trim()) call.replaceChildren(...row.lastElementChild.cloneNode(true).childNodes)
  put(box.querySelector("[data-until]"), row.dataset.until)
  put(box.querySelector("[data-after]"), row.dataset.after)
}

// What says the same as before is left alone: a screen reader would read it out anew.
function put(element, text) {
  if (element && element.textContent !== text) element.textContent = text
}

tell()
setInterval(tell, 20_000)
document.addEventListener("visibilitychange", tell)
