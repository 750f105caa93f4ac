// Live pages. A message on the socket is a hint: the page re-reads the regions it names from the server.
// Message: {"about": "board", "title": "…", "urgent": true, "url": "/…"}; every part may be missing.
// Region: <section id="feed" data-live="board inbox" data-live-src="/board/feed/">, replaced by the answer's element
// of the same id. Rows with data-row that were not there before are marked .fresh.

import { showToast } from "./toasts.js";
import { inTurn } from "./turns.js";

const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;
const SPREAD = 250;
const TOAST_STAYS = 12_000;
const LOCKED = 4423;
const NOT_TAKEN_UP_AGAIN = [4401, 4403, 4404, LOCKED];

function rowsOf(region) {
  return new Set([...region.querySelectorAll("[data-row]")].map((row) => row.dataset.row));
}

// A region without an id is known by its tag and its name; there must be only one such on the page.
function selectorOf(region) {
  if (region.id) return `#${CSS.escape(region.id)}`;
  return `${region.localName}:not([id])[data-live="${CSS.escape(region.dataset.live)}"]`;
}

async function reread(selector) {
  const region = document.querySelector(selector);
  if (!region) return;
  const before = rowsOf(region);
  const source = region.dataset.liveSrc || location.pathname + location.search;
  // each region asks for itself: htmx keeps only the last of several requests that one element makes at once
  await window.htmx.ajax("GET", source, {
    source: region, target: region, swap: "outerHTML", select: selector, event: new CustomEvent("portal:live"),
  });
  const place = document.querySelector(selector);
  for (const row of place?.querySelectorAll("[data-row]") ?? []) {
    if (!before.has(row.dataset.row)) row.classList.add("fresh");
  }
}

const readings = new Map();

function readingOf(selector) {
  if (!readings.has(selector)) readings.set(selector, () => reread(selector));
  return readings.get(selector);
}

const waiting = new Map();

function askFor(name) {
  const chosen = name ? `[data-live~="${CSS.escape(name)}"]` : "[data-live]";
  for (const region of document.querySelectorAll(chosen)) {
    const selector = selectorOf(region);
    if (waiting.has(selector)) continue;
    const wait = setTimeout(() => {
      waiting.delete(selector);
      inTurn(selector, readingOf(selector));
    }, Math.random() * SPREAD);
    waiting.set(selector, wait);
  }
}

// A desk that could not take a reading asks for it again, by its selector.
document.addEventListener("portal:reread", (event) => inTurn(event.detail, readingOf(event.detail)));

function announce({ title, url, urgent }) {
  if (!title) return;
  const toast = showToast("live", { words: title, url });
  if (toast && !urgent) setTimeout(() => toast.remove(), TOAST_STAYS);
}

class Line {
  constructor(dot) {
    this.dot = dot;
    this.wait = FIRST_WAIT;
    this.heard = new Date();
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    this.socket = new WebSocket(`${scheme}//${location.host}${this.dot.dataset.liveSocket}`);
    this.socket.addEventListener("open", () => this.opened());
    this.socket.addEventListener("message", (event) => this.told(event.data));
    this.socket.addEventListener("close", (event) => this.closed(event.code));
  }

  opened() {
    if (this.lost) askFor("");
    this.lost = false;
    this.wait = FIRST_WAIT;
    this.dot.classList.remove("off");
    this.dot.textContent = this.dot.dataset.wordsLive;
  }

  told(text) {
    this.heard = new Date();
    let message;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    if (message.about) askFor(message.about);
    announce(message);
  }

  closed(code) {
    if (!this.lost) this.showOff();
    this.lost = true;
    if (code === LOCKED) document.dispatchEvent(new CustomEvent("portal:locked"));
    if (NOT_TAKEN_UP_AGAIN.includes(code)) return;
    const spread = this.wait * (0.75 + Math.random() / 2);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    setTimeout(() => this.connect(), spread);
  }

  showOff() {
    const time = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
    const { wordsOff, wordsSince } = this.dot.dataset;
    this.dot.classList.add("off");
    this.dot.textContent = `${wordsOff}${wordsSince.replace("{time}", time.format(new Date()))}`;
  }
}

document.querySelectorAll("[data-live-dot]").forEach((dot) => new Line(dot));

// While the line is down the page still reads itself again now and then.
setInterval(() => {
  if (!document.hidden && document.querySelector("[data-live-dot].off")) askFor("");
}, LONGEST_WAIT);
