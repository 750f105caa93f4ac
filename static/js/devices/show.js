// What the applicant is to look over, on the second screen of this computer: sent when the clerk says so, from this
// page alone, and gone with it. Nothing of it comes from the server or goes there.

const CHANNEL = "second-screen";
const BEAT = 2_000;
const channel = "BroadcastChannel" in window ? new BroadcastChannel(CHANNEL) : null;
const by = [...crypto.getRandomValues(new Uint8Array(8))].join("");
const button = document.querySelector("[data-screen-show]");
const source = document.querySelector("[data-screen-source]");
const TYPED = 'input:not([type]), input:is([type="text"], [type="tel"], [type="date"], [type="search"]), select, textarea';
let shown = false;
let screens = 0;
let device = false;

function plain(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(".opt, kbd").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function ofForm(form) {
  const fields = [...form.elements].filter((each) => each.matches(TYPED) && !each.closest("dialog") && each.getClientRects().length);
  return fields.filter((each) => each.value.trim()).map((each) => ({
    label: each.labels.length ? plain(each.labels[0]) : "",
    value: each.matches("select") ? each.selectedOptions[0].textContent.trim() : each.value.trim(),
  }));
}

// a slip: each term and code with what it says, then its sentences
function ofPaper(paper) {
  const lines = [];
  for (const each of paper.querySelectorAll("dt, dd, .codes > div, h2, p, li")) {
    if (each.closest(".d-print-none, .sign") || each.parentElement.closest(".codes > div")) continue;
    if (each.matches(".codes > div")) lines.push({ label: plain(each.firstElementChild), value: plain(each.lastElementChild) });
    else if (each.matches("dt")) lines.push({ label: plain(each), value: "" });
    else if (each.matches("dd") && lines.length) lines.at(-1).value = plain(each);
    else lines.push({ label: "", value: plain(each) });
  }
  return lines;
}

function linesOf() {
  return source.matches("form") ? ofForm(source) : ofPaper(source);
}

function tell(message) {
  channel?.postMessage({ ...message, by });
  document.dispatchEvent(new CustomEvent("portal:screen", { detail: message }));
}

// covered, locked or taken out of the page: what cannot be seen here is not shown there either
function seen() {
  return source.isConnected && !source.closest("[inert]") && source.querySelector("h1, h2").getClientRects().length > 0;
}

function label() {
  button.querySelector("[data-words]").textContent = shown ? button.dataset.wordsHide : button.dataset.wordsShow;
  button.hidden = !screens && !device;
}

function blank() {
  if (!shown) return;
  shown = false;
  tell({ type: "blank" });
  label();
}

function begin() {
  channel?.addEventListener("message", ({ data }) => {
    if (data.type === "here") screens = 1;
    if (data.type === "gone") screens = 0;
    // another page has the screen now
    if (data.type === "show" && data.by !== by) shown = false;
    label();
  });
  document.addEventListener("portal:screen-device", ({ detail }) => {
    device = detail;
    label();
  });
  button.addEventListener("click", () => {
    if (shown) {
      blank();
      return;
    }
    shown = true;
    tell({ type: "show", title: plain(source.querySelector("h1, h2")), lines: linesOf() });
    label();
  });
  setInterval(() => {
    if (!shown) return;
    if (seen()) tell({ type: "still" });
    else blank();
  }, BEAT);
  window.addEventListener("pagehide", blank);
  document.addEventListener("portal:locked", blank);
  channel?.postMessage({ type: "who", by });
}

if (button && source) begin();
