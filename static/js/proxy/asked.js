// Photographs of what a window asked for: kept on the telephone as they are taken, sent when there is a line, and
// handed in only when all have come. Without script each paper has an ordinary form.

import { onArrival, onChange, sendAll } from "./sender.js";
import { Shots } from "./shots.js";
import { askedId, keepPacket, packetOf, photosOf, usable } from "./store.js";

class Asked {
  constructor(section) {
    this.section = section;
    this.id = askedId(section.dataset.asked);
    this.left = 0;
    this.shots = new Shots(section, () => this.id);
    for (const form of section.querySelectorAll("[data-whole]")) form.open = false;
    section.addEventListener("input", (event) => event.target === section && this.keep());
    onChange(() => this.show());
    onArrival(({ packet, code }) => packet === this.id && this.arrived(code));
    // nothing is handed in behind the back of a photograph that is still on its way
    document.addEventListener("submit", (event) => this.holds(event), true);
    this.show();
  }

  async keep() {
    if (!(await photosOf(this.id)).length) return;
    const { asked: number, itemName, who } = this.section.dataset;
    await keepPacket({ id: this.id, state: "asked", number, itemName, who, item: "", at: Date.now(), problem: [] });
    await this.show();
    await sendAll();
  }

  async show() {
    const left = (await photosOf(this.id)).length;
    // at every piece that leaves somebody asks: a thumbnail that has the focus stays
    if (left !== this.left) await this.shots.show();
    this.left = left;
    const problem = (await packetOf(this.id))?.problem ?? [];
    if (problem.length) this.shots.say(problem.join(" "));
    if (!this.left) this.unfinished(false);
  }

  arrived(code) {
    const tag = this.section.querySelector(`[data-arrived="${code}"]`);
    if (tag) tag.hidden = false;
    this.shots.say("");
  }

  holds(event) {
    if (!this.left || !event.target.matches("form[data-after-photos]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.unfinished(true);
  }

  unfinished(shown) {
    const note = document.querySelector("[data-unfinished]");
    note.hidden = !shown;
    if (shown) note.focus();
  }
}

const section = document.querySelector("[data-asked]");
if (section && usable) new Asked(section);
