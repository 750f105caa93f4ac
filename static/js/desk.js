// Desks: a press of the same key on an open dialog moves to its button, so that F8 F8 Enter accepts; a list that is read
// again keeps its row; a reading that comes while a dialog is open or a tick is on its way is not taken but asked for
// again afterwards; a case file keeps where one has scrolled to.

const LIVE = "portal:live";

function isLive(event) {
  return event.detail.requestConfig?.triggeringEvent?.type === LIVE;
}

const TYPING = "textarea, select, input:not([type=checkbox], [type=radio])";

document.addEventListener("keydown", (event) => {
  const dialog = document.querySelector("dialog[data-binding]:modal");
  const opener = dialog && document.querySelector(`[data-opens="${CSS.escape(dialog.id)}"][data-key]`);
  // the press that opened the dialog is not the one that goes on to its button
  if (!opener || event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  if (key.length === 1 && event.target.matches(TYPING)) return;
  if (!opener.dataset.key.split(/\s+/).includes(key)) return;
  event.preventDefault();
  dialog.querySelector("[data-confirm]:not(:disabled)")?.focus();
});

let rowKept = "";
const notTaken = new Set();
let scrollKept = [];

document.addEventListener("htmx:beforeSwap", (event) => {
  if (!isLive(event)) return;
  const region = event.detail.target;
  if (region.querySelector("dialog[open]") || (region.id === "case-file" && document.body.dataset.ticking)) {
    event.detail.shouldSwap = false;
    if (region.id) notTaken.add(`#${CSS.escape(region.id)}`);
    return;
  }
  rowKept = region.querySelector('[aria-selected="true"]')?.dataset.row ?? "";
  scrollKept = [...region.querySelectorAll(".scroll")].map((pane) => pane.scrollTop);
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (!isLive(event)) return;
  const region = document.getElementById(event.detail.target.id) ?? event.detail.target;
  const row = rowKept && region.querySelector(`[data-row="${CSS.escape(rowKept)}"]`);
  if (row) {
    row.setAttribute("aria-selected", "true");
    row.tabIndex = -1;
  }
  [...region.querySelectorAll(".scroll")].forEach((pane, place) => { pane.scrollTop = scrollKept[place] ?? 0; });
});

function takeUp() {
  const parts = [...notTaken];
  notTaken.clear();
  parts.forEach((detail) => document.dispatchEvent(new CustomEvent("portal:reread", { detail })));
}

document.addEventListener("portal:settled", takeUp);
document.addEventListener("close", takeUp, true);
