// Keys are declared where they act: data-key="F8" on the button itself. A key exists only while its button does.
// Single letters and digits never fire inside a field; with data-key-alt a digit also works there as Alt+digit.

const TYPING = 'textarea, select, [contenteditable=""], [contenteditable="true"], input:not([type="checkbox"], [type="radio"], [type="button"], [type="submit"], [type="file"])';
const NAMES = { Esc: "Escape", Space: " " };

function isTyping(target) {
  return Boolean(target?.matches?.(TYPING));
}

function declaredKeys(element) {
  return element.dataset.key.split(/\s+/).map((key) => NAMES[key] ?? key);
}

function isUsable(element) {
  return !element.disabled && element.getClientRects().length > 0 && !element.closest("[inert]");
}

function pressed(event) {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
  const key = event.altKey && digit ? digit : event.key;
  return key.length === 1 ? key.toUpperCase() : key;
}

// An element marked data-key-last, which stands on every page, gives way to what the page itself says of a key.
function keyed() {
  const last = (element) => Number("keyLast" in element.dataset);
  return [...document.querySelectorAll("[data-key]")].sort((one, other) => last(one) - last(other));
}

function findAction(event) {
  const key = pressed(event);
  const typing = isTyping(event.target);
  const single = key.length === 1;
  if (single && typing && !event.altKey) return null;
  if (key === "Escape" && typing) return null;
  for (const element of keyed()) {
    const plain = declaredKeys(element).includes(event.altKey ? `Alt+${key}` : key);
    const withAlt = event.altKey && "keyAlt" in element.dataset && declaredKeys(element).includes(key);
    if ((plain || withAlt) && isUsable(element)) return element;
  }
  return null;
}

function act(element) {
  if (isTyping(element)) {
    element.focus();
    element.select?.();
  } else {
    if (element.matches("input, summary")) element.focus();
    element.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey) return;
  if (document.querySelector("dialog:modal")) return;
  const element = findAction(event);
  if (!element) return;
  event.preventDefault();
  act(element);
});

function wordsOf(element) {
  if (element.dataset.keyWords) return element.dataset.keyWords;
  if (element.labels?.length) return element.labels[0].querySelector(".nm")?.textContent ?? element.labels[0].textContent;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return copy.textContent.trim() || element.getAttribute("aria-label") || element.title || "";
}

function line(keys, words) {
  const term = document.createElement("dt");
  for (const key of keys) term.append(Object.assign(document.createElement("kbd"), { textContent: key }));
  return [term, Object.assign(document.createElement("dd"), { textContent: words })];
}

// The sheet lists what can be pressed now: every declared key with its words, then the hints of the bar.
function fillSheet(list) {
  const known = new Set();
  const lines = [];
  const add = (keys, words) => {
    if (!words || keys.some((key) => known.has(key))) return;
    keys.forEach((key) => known.add(key));
    lines.push(...line(keys, words));
  };
  for (const element of keyed()) {
    const keys = element.dataset.key.split(/\s+/);
    const free = "keyLast" in element.dataset ? keys.filter((key) => !known.has(key)) : keys;
    if (free.length && isUsable(element)) add(free, wordsOf(element));
  }
  for (const hint of document.querySelectorAll("[data-key-hint]")) {
    const keys = [...hint.querySelectorAll("kbd")].map((part) => part.textContent);
    add(keys, wordsOf(hint));
  }
  list.replaceChildren(...lines);
}

const sheet = document.querySelector("dialog[data-keys-sheet]");
document.querySelector("[data-keys-open]")?.addEventListener("click", () => {
  fillSheet(sheet.querySelector("[data-keys-list]"));
  sheet.showModal();
});
