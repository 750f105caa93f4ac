// Every page: the CSRF header of htmx, where the focus goes after a swap, the edition switch, the clock in the bar.

import "./unlocked.js";
import { refusalIn } from "./answers.js";
import "./resent.js";
import { showToast } from "./toasts.js";

const COUNTY_ZONE = "Asia/Shanghai";
const SIGN_IN = "/account/login/";
const ONE_YEAR = 365 * 24 * 3600;

function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]')?.content ?? "";
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
  // a page that reads itself again is nobody at the desk
  if (event.detail.triggeringEvent?.type === "portal:live") event.detail.headers["X-Portal-Background"] = "1";
});

// After a swap the reader stands at the first error, or at the heading the answer names; else where he was.
function focusIn(root) {
  const place = root?.querySelector?.(".errors, [data-focus]") ?? null;
  if (!place) return;
  if (!place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus({ preventScroll: false });
}

document.addEventListener("htmx:afterSettle", (event) => {
  const live = event.detail.requestConfig?.triggeringEvent?.type === "portal:live";
  // what was swapped whole is no longer in the page: what came instead is
  const { target } = event.detail;
  if (!live) focusIn(target?.isConnected ? target : event.target);
});

// A session that ended: the answer is the sign-in page, which belongs in the window and not in a piece of this page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const answered = event.detail.xhr?.responseURL;
  const signIn = answered ? new URL(answered) : null;
  if (!signIn?.pathname.startsWith(SIGN_IN) || location.pathname.startsWith(SIGN_IN)) return;
  event.detail.shouldSwap = false;
  location.assign(`${SIGN_IN}?${new URLSearchParams({ next: location.pathname + location.search })}`);
});

// What was refused is told in the server's own words; the network's sentence is for no answer and for failures.
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const type = xhr.getResponseHeader("Content-Type") ?? "";
  const { words, reload } = refusalIn({ status: xhr.status, text: xhr.responseText, type });
  showToast("error", { words, url: reload && location.pathname + location.search, linkWords: reload });
});
document.addEventListener("htmx:sendError", () => showToast("error"));

document.addEventListener("click", (event) => {
  const choice = event.target.closest("[data-mode-switch]");
  if (choice) {
    event.preventDefault();
    const mode = choice.dataset.modeSwitch;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `portal_mode=${mode}; Path=/; Max-Age=${ONE_YEAR}; SameSite=Lax${secure}`;
    document.documentElement.dataset.mode = mode;
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// A second press while the first is on its way would be told of what the first one did: a slip is then used up already.
// After a while it is let through again, since an answer may be a file, or may never come.
const PATIENCE = 10_000;
document.addEventListener("submit", (event) => {
  const form = event.target;
  // a field of that name would be what `form.method` answers
  if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  setTimeout(() => delete form.dataset.sending, PATIENCE);
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sending]").forEach((form) => delete form.dataset.sending);
});

// A line of the error summary leads into its field, not only to it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('.errors a[href^="#"]');
  const field = link && document.getElementById(link.hash.slice(1));
  if (!field) return;
  event.preventDefault();
  field.focus();
});

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" ? event.target.closest?.("details.menu[open]") : null;
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// The bar shows the county's time as the server knows it, whatever this machine's clock says.
function keepTime(place) {
  const atLoad = Date.parse(place.dataset.clock) - performance.now();
  const english = document.documentElement.lang === "en";
  const hours = new Intl.DateTimeFormat("en-GB", { timeZone: COUNTY_ZONE, hour: "2-digit", minute: "2-digit" });
  const parts = new Intl.DateTimeFormat(english ? "en-GB" : "zh-CN", {
    timeZone: COUNTY_ZONE, month: english ? "short" : "numeric", day: "numeric", weekday: "short",
  });
  const tick = () => {
    const now = new Date(atLoad + performance.now());
    const part = Object.fromEntries(parts.formatToParts(now).map(({ type, value }) => [type, value]));
    const day = english
      ? `${part.weekday} ${part.day} ${part.month}`
      : `${part.month}月${part.day}日 ${part.weekday.replace("星期", "周")}`;
    place.textContent = `${day} ${hours.format(now)}`;
  };
  tick();
  setInterval(tick, 10_000);
}

// What is refused may be said far from the button that was pressed: on a telephone out of sight.
document.addEventListener("htmx:afterSwap", ({ target }) => {
  target.querySelector?.("[data-refusal]")?.scrollIntoView({ block: "nearest" });
});

document.querySelectorAll("[data-clock]").forEach(keepTime);
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
document.querySelector("main .errors")?.focus();
