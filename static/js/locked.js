// The lock itself: what the tab remembered goes to the server, and whoever unlocks in one tab has unlocked them all.

import "./keys.js";
import { line } from "./lockline.js";
import { forget, remembered } from "./tabtext.js";

const place = document.querySelector("[data-locked]");

async function hand() {
  const entries = remembered();
  if (!Object.keys(entries).length) return;
  const body = new URLSearchParams({ entries: JSON.stringify(entries), next: place.dataset.back });
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(place.dataset.keepAt, {
      method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": token },
    });
    if (answer.ok) forget(entries);
  } catch {
    // it stays in this tab, where only its writer is offered it
  }
}

const handed = hand();
// a password that is typed fast must not overtake the text
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.handed) return;
  event.preventDefault();
  event.stopPropagation();
  form.dataset.handed = "yes";
  // not from within the event: a form that is being submitted takes no second call
  handed.then(() => setTimeout(() => form.requestSubmit(event.submitter)));
}, true);

document.querySelector("details.changing")?.addEventListener("toggle", ({ target }) => {
  if (target.open) target.querySelector('input:not([type="hidden"])')?.focus();
});
line.addEventListener("message", ({ data }) => data === "open" && location.reload());
// somebody else may have come in by another tab, or the session may have ended
addEventListener("pageshow", (event) => event.persisted && location.reload());
