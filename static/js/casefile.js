// The file of a case: a tick is sent by itself, with a key of its own; when nothing is on its way any more the verbs
// are read again, in turn with the live readings of the file: one that began before the tick is not taken.
// A tick that was refused goes back to what it was.

import { inTurn } from "./turns.js";

const CONFLICT = 409;
let onTheWay = 0;

async function readVerbs() {
  if (onTheWay) return;
  delete document.body.dataset.ticking;
  await window.htmx.ajax("GET", location.pathname, {
    target: "#case-verbs", swap: "outerHTML", select: "#case-verbs", selectOOB: "#case-lacking,#case-keys",
    event: new CustomEvent("portal:live"),
  });
  document.dispatchEvent(new CustomEvent("portal:settled"));
}

function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(box, list) {
  onTheWay += 1;
  document.body.dataset.ticking = "1";
  const refusal = document.getElementById("refusal");
  const body = new FormData();
  body.set("code", box.value);
  body.set("received", String(box.checked));
  body.set("idempotency_key", freshKey());
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(list.dataset.ticks, {
      method: "POST", body, redirect: "error", headers: { "X-CSRFToken": token, "HX-Request": "true" },
    });
    const signIn = answer.headers.get("HX-Redirect");
    if (signIn) location.assign(signIn);
    refusal.innerHTML = answer.ok ? "" : await answer.text();
    if (!answer.ok) box.checked = !box.checked;
  } catch {
    box.checked = !box.checked;
    refusal.textContent = list.dataset.wordsFailed;
  }
  onTheWay -= 1;
  inTurn("#case-file", readVerbs);
}

// What was refused because the case had moved on is shown as it is now, with the keys that are left.
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.target.closest?.("dialog[data-binding]") || event.detail.xhr?.status !== CONFLICT) return;
  for (const part of ["#case-file", "#case-keys"]) document.dispatchEvent(new CustomEvent("portal:reread", { detail: part }));
});

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-ticks]");
  if (list && event.target.name === "material") send(event.target, list);
});

// Opened from a list by a key of its own: the same dialog asks, if that key is offered here.
const KEY = /^#key-([A-Z])$/.exec(location.hash)?.[1];
if (KEY) {
  history.replaceState(null, "", location.pathname);
  document.querySelector(`#case-verbs [data-opens][data-key="${KEY}"]`)?.click();
}
