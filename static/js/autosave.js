// Drafts: a form with data-autosave="/url/" is sent a moment after the last key, and says when it was kept.
// What the server did not take (session ended, line down) stays in this tab only, for its writer alone, and is offered
// again on return. An element with data-autosave-taken="key" says that the server has it by now.

import { refusalIn } from "./answers.js";
import { read, write } from "./fields.js";
import { touched } from "./touched.js";
import { WRITER } from "./writer.js";

const QUIET = 1_200;
const PREFIX = "draft:";
const OWN = `${PREFIX}${WRITER}:`;

class Draft {
  constructor(form) {
    this.form = form;
    this.key = OWN + (form.dataset.autosaveKey || form.dataset.autosave);
    this.place = document.querySelector(form.dataset.autosaveWords || "[data-kept]");
    this.offerKept();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("submit", () => this.keepHere());
    window.addEventListener("pagehide", () => this.dirty && this.keepHere());
    if (touched(form)) this.later();
  }

  later() {
    this.dirty = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), QUIET);
  }

  async send() {
    const body = new FormData(this.form);
    const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST", body, redirect: "error", credentials: "same-origin",
        headers: { "X-CSRFToken": token, "HX-Request": "true" },
      });
      if (!answer.ok) {
        await this.refused(answer);
        return;
      }
      this.dirty = false;
      sessionStorage.removeItem(this.key);
      this.say(this.place?.dataset.wordsKept);
    } catch {
      this.keepHere();
      this.say(this.place?.dataset.wordsFailed, true);
    }
  }

  async refused(answer) {
    const type = answer.headers.get("Content-Type") ?? "";
    const { words } = refusalIn({ status: answer.status, text: await answer.text(), type });
    this.keepHere();
    this.say(words || this.place?.dataset.wordsFailed, true);
  }

  keepHere() {
    sessionStorage.setItem(this.key, JSON.stringify(read(this.form)));
  }

  say(words, failed = false) {
    if (!this.place || !words) return;
    const time = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
    this.place.classList.toggle("failed", failed);
    this.place.textContent = words.replace("{time}", time.format(new Date()));
  }

  offerKept() {
    const kept = sessionStorage.getItem(this.key);
    if (!kept) return;
    if (kept === JSON.stringify(read(this.form))) {
      sessionStorage.removeItem(this.key);
      return;
    }
    const offer = document.querySelector("[data-kept-offer]");
    if (!offer) return;
    offer.hidden = false;
    offer.querySelector("[data-kept-take]").addEventListener("click", () => {
      write(this.form, JSON.parse(kept));
      offer.hidden = true;
      this.later();
    });
    offer.querySelector("[data-kept-drop]").addEventListener("click", () => {
      sessionStorage.removeItem(this.key);
      offer.hidden = true;
    });
  }
}

for (const each of Object.keys(sessionStorage)) {
  if (each.startsWith(PREFIX) && !each.startsWith(OWN)) sessionStorage.removeItem(each);
}
for (const { dataset } of document.querySelectorAll("[data-autosave-taken]")) {
  sessionStorage.removeItem(OWN + dataset.autosaveTaken);
}
document.querySelectorAll("form[data-autosave]").forEach((form) => new Draft(form));
