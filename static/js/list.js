// Lists: J and K walk the rows, X ticks one, Enter opens, and the whole row is the target of a click.
// A row is any element with data-href; it keeps its real link inside for readers without a mouse or without script.
// A row with data-sends sends the form inside instead: opening a notice marks it as read.

const ROWS = "[data-href], [data-sends]";
const OWN_TARGETS = "a, button, input, select, textarea, label, summary";

function rows() {
  return [...document.querySelectorAll(ROWS)].filter((row) => row.getClientRects().length > 0);
}

function selected() {
  return document.querySelector(`:is(${ROWS}):is([aria-selected="true"], [aria-current="true"])`);
}

function mark(row, on) {
  row.setAttribute(row.matches("tr") ? "aria-selected" : "aria-current", String(on));
}

function select(row) {
  const before = selected();
  if (before) mark(before, false);
  mark(row, true);
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function open(row, event) {
  if ("sends" in row.dataset) {
    row.querySelector("form").requestSubmit();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.button === 1) window.open(row.dataset.href, "_blank", "noopener");
  else location.assign(row.dataset.href);
}

function step(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(selected());
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1);
  select(all[next]);
}

// A key for what is ticked takes the row one stands on where nothing is.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-ticked-or-row]");
  if (!button || [...button.form.elements].some((each) => each.name === "chosen" && each.checked)) return;
  const tick = tickOf(selected());
  if (tick) tick.checked = true;
}, { capture: true });

// Rows that may be chosen bear a tick; X ticks the one that one stands on, the form's own box ticks the whole page.
function tickOf(row) {
  return row?.querySelector('input[type="checkbox"][form]');
}

for (const all of document.querySelectorAll("[data-tick-all]")) {
  const ticks = () => [...document.getElementById(all.dataset.tickAll).elements].filter((each) => each.name === "chosen");
  const box = all.querySelector("input");
  all.hidden = ticks().length < 2;
  box.addEventListener("change", () => ticks().forEach((tick) => { tick.checked = box.checked; }));
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog:modal")) return;
  if (event.target.matches?.("input, textarea, select, [contenteditable]")) return;
  if (event.key === "j" || event.key === "J") step(1);
  else if (event.key === "k" || event.key === "K") step(-1);
  else if ((event.key === "x" || event.key === "X") && tickOf(selected())) tickOf(selected()).click();
  else if (event.key === "Enter" && !event.target.closest(OWN_TARGETS) && selected()) open(selected(), event);
  else return;
  event.preventDefault();
});

// What can be done to the row one stands on, where its list says so: data-acts="T B" opens it with that key's dialog
// asking, P its slip (data-slip), L the label of its bag (data-label), Space shows its days in the list's data-preview dialog.
async function showDays(row, dialog) {
  const place = dialog.querySelector("[data-preview-place]");
  place.replaceChildren();
  await window.htmx.ajax("GET", row.dataset.href, { target: place, swap: "innerHTML", select: ".preview" });
  if (!place.childElementCount) place.textContent = dialog.dataset.wordsNone;
  dialog.querySelector("h2").textContent = row.querySelector(".c-name").textContent.trim();
  dialog.showModal();
}

function actOnRow(event) {
  const row = selected();
  const list = row?.closest("[data-acts]");
  if (!list || event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (document.querySelector("dialog:modal") || event.target.closest?.("input, textarea, select, a, button, summary")) return;
  const key = event.key.toUpperCase();
  if (key === " " && list.dataset.preview) showDays(row, document.getElementById(list.dataset.preview));
  else if (key === "P" && row.dataset.slip) location.assign(row.dataset.slip);
  else if (key === "L" && row.dataset.label) location.assign(row.dataset.label);
  else if (list.dataset.acts.split(" ").includes(key)) location.assign(`${row.dataset.href}#key-${key}`);
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", actOnRow);

document.addEventListener("click", (event) => {
  const row = event.target.closest(ROWS);
  if (!row || event.target.closest(OWN_TARGETS) || getSelection().toString()) return;
  open(row, event);
});
