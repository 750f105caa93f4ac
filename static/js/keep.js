// What a clerk typed outlives a sign-out: it stays in this tab, per person, until the act is done, and is offered again.
// <form data-keep="hall:7:LW030"> offers it; a dialog's text is put back where it was. [data-kept-clear="hall"] forgets.

import { readText, writeText } from "./formtext.js";
import { touched } from "./touched.js";

const PREFIX = "keep:";

function forget(start) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX + start)) sessionStorage.removeItem(key);
}

function offer(form, key) {
  const kept = sessionStorage.getItem(key);
  const place = form.querySelector("[data-kept-offer]");
  // the page of a refused form already carries the text
  if (!kept || !place || kept === readText(form) || form.querySelector(".errors")) return;
  place.hidden = false;
  place.querySelector("[data-kept-take]").addEventListener("click", () => {
    writeText(form, kept);
    place.hidden = true;
    form.dispatchEvent(new CustomEvent("portal:kept"));
  });
  place.querySelector("[data-kept-drop]").addEventListener("click", () => {
    sessionStorage.removeItem(key);
    place.hidden = true;
  });
}

for (const place of document.querySelectorAll("[data-kept-clear]")) forget(`${place.dataset.keptClear}:`);

for (const form of document.querySelectorAll("form[data-keep]")) {
  const key = PREFIX + form.dataset.keep;
  // another person at the same window does not see it
  const [desk, person] = form.dataset.keep.split(":");
  for (const each of Object.keys(sessionStorage)) {
    if (each.startsWith(`${PREFIX}${desk}:`) && !each.startsWith(`${PREFIX}${desk}:${person}:`)) sessionStorage.removeItem(each);
  }
  offer(form, key);
  const keep = () => sessionStorage.setItem(key, readText(form));
  form.addEventListener("input", keep);
  if (touched(form)) keep();
}
