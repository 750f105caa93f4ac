// 锁屏: a key, a button or a quiet half hour covers the page at once. What was typed is remembered first; what stood in the
// page goes out of it, so that nothing is left to read, to print or to come back to. The server then opens nothing more.

import { readText } from "./formtext.js";
import { line } from "./lockline.js";
import { LOCKED } from "./tabtext.js";
import { touched } from "./touched.js";
import { WRITER } from "./writer.js";

const button = document.querySelector("[data-lock]");
const TELL_EVERY = 10_000;
const HERE = ["keydown", "pointerdown", "pointermove", "wheel", "touchstart"];
let covered = false;

function rememberTyped() {
  const forms = [...document.forms];
  const typed = forms.filter((form) => form.getAttribute("method") === "post" && WRITER && touched(form)).map((form) => {
    const action = form.getAttribute("action");
    const alike = forms.filter((each) => each.getAttribute("action") === action);
    return { action, place: alike.indexOf(form), text: readText(form) };
  });
  if (typed.length) sessionStorage.setItem(LOCKED + location.pathname + location.search, JSON.stringify(typed));
}

// `told`: another tab, or the server, has locked already
function cover({ told = false } = {}) {
  if (covered) return;
  covered = true;
  rememberTyped();
  const form = button.form;
  const next = location.pathname + location.search;
  form.elements.next.value = next;
  const words = document.createElement("h1");
  words.textContent = button.dataset.wordsLocked;
  document.title = button.dataset.wordsLocked;
  form.hidden = true;
  document.body.className = "lockpage";
  document.body.replaceChildren(words, form);
  if (told) {
    location.replace(`${form.getAttribute("action")}?${new URLSearchParams({ next })}`);
    return;
  }
  line.postMessage("locked");
  form.submit();
}

function watch() {
  let timer = 0;
  let told = 0;
  const patience = Number(button.dataset.lockAfter) * 1_000;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(cover, patience);
  };
  const here = () => {
    wait();
    if (Date.now() - told < TELL_EVERY) return;
    told = Date.now();
    line.postMessage("here");
  };
  for (const each of HERE) addEventListener(each, here, { passive: true, capture: true });
  line.addEventListener("message", ({ data }) => data === "here" && wait());
  wait();
}

if (button) {
  watch();
  line.postMessage("open");
  line.addEventListener("message", ({ data }) => data === "locked" && cover({ told: true }));
  document.addEventListener("portal:locked", () => cover({ told: true }));
  // a piece of the page was asked for: the whole of it goes
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (event.detail.xhr.status !== 423) return;
    event.preventDefault();
    cover({ told: true });
  });
  button.addEventListener("click", (event) => {
    event.preventDefault();
    cover();
  });
  // also over an open dialog and in the middle of a field, where the other keys are silent
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyL") return;
    event.preventDefault();
    event.stopPropagation();
    cover();
  }, true);
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}
