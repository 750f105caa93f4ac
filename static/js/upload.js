// Files on their way: a form with data-upload shows how far each request is; too large a file is refused before it
// leaves. Without script the form is an ordinary one and the server says the same.

import { enqueue, goesInPieces } from "./onward.js";

function barOf(form) {
  return form.querySelector("[data-upload-progress]");
}

document.addEventListener("htmx:xhr:progress", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  const bar = form && barOf(form);
  if (!bar || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.max = event.detail.total;
  bar.value = event.detail.loaded;
});

// Another file is another act: each sending has a key of its own, where the form carries one.
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest?.("form[data-upload]");
  if (!form?.elements.idempotency_key) return;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  event.detail.parameters.idempotency_key = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
});

document.addEventListener("htmx:afterRequest", (event) => {
  const bar = event.target.closest?.("form[data-upload]") && barOf(event.target.closest("form"));
  if (bar) bar.hidden = true;
});

function tooLarge(input) {
  const most = Number(input.dataset.maxBytes || 0);
  return most ? [...input.files].find((file) => file.size > most) : undefined;
}

// The reason stays beside the field until another file is chosen; what was said of the file before goes.
function say(input, words) {
  const place = input.closest(".paper") ?? input.form;
  const id = `${input.id}-error`;
  document.getElementById(id)?.remove();
  if (!words) {
    input.removeAttribute("aria-describedby");
    return;
  }
  place.querySelectorAll("[data-refusal]").forEach((old) => old.remove());
  const said = document.createElement("div");
  said.className = "err";
  said.id = id;
  said.setAttribute("role", "alert");
  said.textContent = words;
  input.after(said);
  input.setAttribute("aria-describedby", id);
}

function take(input) {
  const file = tooLarge(input);
  const words = file ? input.dataset.wordsTooLarge.replace("{name}", file.name) : "";
  input.setCustomValidity(words);
  say(input, words);
  if (words) input.focus();
  else if (input.files.length && "uploadAtOnce" in input.dataset) {
    if (goesInPieces(input.form)) enqueue(input, [...input.files]);
    else sendFirst(input, [...input.files]);
  }
}

const FILES = 'form[data-upload] input[type="file"]';

// Several files go one after the other: a line that drops costs one of them at most. By the id of their field, since
// the answer puts a new one in its place.
const waiting = new Map();
const dropped = new Set();

function sendFirst(input, files) {
  const one = new DataTransfer();
  one.items.add(files[0]);
  input.files = one.files;
  waiting.set(input.id, files.slice(1));
  input.form.requestSubmit();
}

function sending(form) {
  return [...form.querySelectorAll('input[type="file"]')].find((input) => input.files.length);
}

// The paper was swapped in anew: the next of its files. A refusal stays to be read, and ends the row.
document.addEventListener("htmx:afterSettle", (event) => {
  const paper = event.target.closest?.(".paper");
  for (const input of paper?.querySelectorAll(FILES) ?? []) {
    const files = waiting.get(input.id) ?? [];
    waiting.delete(input.id);
    dropped.delete(input.id);
    if (files.length && !paper.querySelector("[data-refusal]")) sendFirst(input, files);
  }
});

for (const lost of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(lost, (event) => {
    const form = event.target.closest?.("form[data-upload]");
    const input = form && sending(form);
    if (!input?.dataset.wordsDropped) return;
    const left = 1 + (waiting.get(input.id)?.length ?? 0);
    dropped.add(input.id);
    say(input, input.dataset.wordsDropped.replace("{count}", left));
  });
}

window.addEventListener("online", () => {
  for (const id of dropped) document.getElementById(id)?.form.requestSubmit();
});

document.addEventListener("change", (event) => {
  if (event.target.matches?.(FILES)) take(event.target);
});

// On a slow line a file is chosen before this script is there.
window.addEventListener("load", () => document.querySelectorAll(FILES).forEach(take));
