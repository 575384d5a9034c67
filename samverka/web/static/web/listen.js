// Reads a text of the page aloud with the device's own voice, where it has one for that language. Only voices that need no
// network are used: nobody is told what somebody listens to.

const voices = window.speechSynthesis

function voice(language) {
  const main = language.split("-")[0]
  return voices.getVoices().find((one) => one.localService && one.lang.toLowerCase().split(/[-_]/)[0] === main)
}

function quiet(button) {
  voices.cancel()
  button.setAttribute("aria-pressed", "false")
}

function listen(button, text) {
  if (voices.speaking) return quiet(button)
  const said = new SpeechSynthesisUtterance(text.innerText)
  said.voice = voice(text.lang)
  said.lang = said.voice.lang
  said.onend = said.onerror = () => button.setAttribute("aria-pressed", "false")
  button.setAttribute("aria-pressed", "true")
  voices.speak(said)
}

function offer() {
  for (const button of document.querySelectorAll("[data-listen]")) {
    const text = document.getElementById(button.dataset.listen)
    if (!text || !voice(text.lang)) continue
    button.hidden = false
    button.onclick = () => listen(button, text)
  }
}

if (voices) {
  offer()
  voices.addEventListener?.("voiceschanged", offer)
  addEventListener("pagehide", () => voices.cancel()) // whoever leaves in haste leaves in silence
}
