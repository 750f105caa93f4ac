// One sentence at a time about the devices, from a <template> of the page; it never takes the focus.

const STAYS = 8_000;
const place = document.querySelector("[data-device-said]");
const sentences = document.querySelector("template[data-device-words]");
let leaving;

export function sentence(code, facts = {}) {
  const found = sentences?.content.querySelector(`[data-code="${CSS.escape(code)}"]`);
  let words = found?.textContent ?? "";
  for (const [name, value] of Object.entries(facts)) words = words.replace(`{${name}}`, value);
  return words;
}

// What went well leaves by itself; what did not stays until it was read.
export function say(words, { stays = false } = {}) {
  if (!place || !words) return;
  clearTimeout(leaving);
  const toast = document.querySelector('template[data-toast="device"]').content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-toast-words]").textContent = words;
  const close = () => toast.remove();
  toast.querySelector("[data-toast-close]").addEventListener("click", close);
  place.replaceChildren(toast);
  if (!stays) leaving = setTimeout(close, STAYS);
}
