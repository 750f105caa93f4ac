// Back at the page after the lock: what stood typed in its forms stands there again, before any other module looks.

import { writeText } from "./formtext.js";
import { LOCKED } from "./tabtext.js";

const key = LOCKED + location.pathname + location.search;
const kept = JSON.parse(sessionStorage.getItem(key) ?? "null");

function putBack({ action, place, text }) {
  const form = [...document.forms].filter((each) => each.getAttribute("action") === action)[place];
  if (!form) return;
  writeText(form, text);
  form.closest("details")?.setAttribute("open", "");
  form.closest("dialog")?.showModal();
  // what hangs on the fields is drawn by modules that come later
  addEventListener("DOMContentLoaded", () => form.dispatchEvent(new CustomEvent("portal:kept")), { once: true });
}

if (kept) {
  sessionStorage.removeItem(key);
  kept.forEach(putBack);
}
