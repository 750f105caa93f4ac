// A session that ended takes a form's answer away, not its text: what was sent waits in this tab while its writer signs in
// again, and stands in the form when he is back at the page. Whoever else signs in here does not see it.

import { readText, writeText } from "./formtext.js";
import { showToast } from "./toasts.js";
import { WRITER } from "./writer.js";

const KEY = "resent";
// signing in may take more than one page: password, second factor
const SIGNING_IN = "/account/";
// where the server holds out what it kept itself: sent from there, it must not stand in the form as if it had not been
const HELD_OUT = "/account/resume/";

// forms of one page may go to one address, each for another line of it
function alike(form) {
  return [...document.forms].filter((each) => each.getAttribute("action") === form.getAttribute("action"));
}

function wait(form) {
  // a field of that name would be what `form.method` answers
  if (!WRITER || form.getAttribute("method") !== "post" || form.matches("[data-keep], [data-packet-form]")) return;
  if (form.querySelector('[type="password"]')) return;
  const action = form.getAttribute("action");
  const text = readText(form);
  if (text === "[]") return;
  const sent = { writer: WRITER, page: location.pathname + location.search, action, place: alike(form).indexOf(form) };
  sessionStorage.setItem(KEY, JSON.stringify({ ...sent, text }));
}

function putBack(sent) {
  const found = [...document.forms].filter((each) => each.getAttribute("action") === sent.action)[sent.place];
  if (!found) return;
  writeText(found, sent.text);
  found.closest("details")?.setAttribute("open", "");
  const dialog = found.closest("dialog");
  dialog?.showModal();
  dialog?.querySelector("h2")?.focus();
  showToast("resent");
}

const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
if (kept && location.pathname === HELD_OUT) {
  sessionStorage.removeItem(KEY);
} else if (kept && location.pathname.startsWith(SIGNING_IN)) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...kept, signedOut: true }));
} else if (kept) {
  sessionStorage.removeItem(KEY);
  if (kept.signedOut && kept.writer === WRITER && kept.page === location.pathname + location.search) putBack(kept);
}

document.addEventListener("submit", (event) => wait(event.target), true);
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (detail.successful && detail.requestConfig.verb !== "get") sessionStorage.removeItem(KEY);
});
