// The filing page with a telephone's memory: what is typed, drawn and photographed is kept here at once, leaves when
// there is a line, and is offered again after the browser was closed. Without script the form is an ordinary one.

import { read, write } from "../fields.js";
import { touched } from "../touched.js";
import { countOf, followCounts, tickCounted, wrongCounts } from "./counts.js";
import { confirmDrop } from "./dropping.js";
import { padOf } from "./pad.js";
import { isSignedOut, numbers, sendNow } from "./sender.js";
import { Shots } from "./shots.js";
import { askToStay, dropPacket, keepPacket, packetOf, packets, photosOf, usable } from "./store.js";
import { timeWords, word } from "./words.js";

const QUIET = 300;
const PERSON = ["name", "id_kind", "id_number", "phone", "contact_name", "contact_phone"];
const GUARDIAN = ["name", "id_kind", "id_number", "phone"];
const MANDATE = ["mode", "sign", "first_witness", "second_witness", "until", "signature", "room"];

class Filing {
  constructor(form) {
    this.form = form;
    this.id = form.elements.packet.value;
    this.shots = new Shots(form, () => this.id);
    this.pad = padOf(form);
    followCounts(form);
    this.said = form.querySelector("[data-kept-here]");
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.signs());
    form.addEventListener("submit", (event) => this.send(event));
    window.addEventListener("pagehide", () => this.timer && this.keep());
    if (touched(form)) this.later();
    this.signs();
  }

  fill(kept) {
    write(this.form, kept);
    tickCounted(this.form);
    this.pad.read();
    this.signs();
  }

  signs() {
    const glass = this.form.elements.sign.value === "glass";
    for (const part of this.form.querySelectorAll("[data-sign]")) part.hidden = (part.dataset.sign === "glass") !== glass;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), QUIET);
  }

  async keep(more = {}) {
    clearTimeout(this.timer);
    this.timer = undefined;
    const fields = read(this.form);
    await keepPacket({
      id: this.id, item: this.form.dataset.item, itemName: this.form.dataset.itemName, who: fields.name?.[0] ?? "",
      fields, state: "draft", at: Date.now(), signedAt: this.signedAt, problem: [], ...more,
    });
    if (this.said) this.said.textContent = word("kept", { time: timeWords(Date.now()) });
  }

  async body() {
    const value = (name) => this.form.elements[name]?.value ?? "";
    const count = (name) => countOf(this.form.elements[name]);
    const person = Object.fromEntries(PERSON.map((name) => [name, value(name)]));
    if (value("guardian_name")) person.guardian = Object.fromEntries(GUARDIAN.map((name) => [name, value(`guardian_${name}`)]));
    const codes = [...this.form.querySelectorAll('input[name^="paper_"]:checked')].map((box) => box.name.slice("paper_".length));
    const photos = await photosOf(this.id);
    const values = {};
    for (const field of this.form.querySelectorAll('[name^="field_"]')) {
      if (!field.matches('[type="checkbox"], [type="radio"]') || field.checked) values[field.name.slice("field_".length)] = field.value;
    }
    return {
      packet: this.id, item: this.form.dataset.item, person, values,
      papers: codes.map((code) => ({ code, originals: count(`originals_${code}`), copies: count(`copies_${code}`) })),
      scope: [...this.form.querySelectorAll('[name="scope"]:checked')].map((box) => box.value),
      ...Object.fromEntries(MANDATE.map((name) => [name, value(name)])),
      photos: photos.map(({ code, sha256, size }) => ({ code, sha256, size })),
      when: this.signedAt,
    };
  }

  async send(event) {
    event.preventDefault();
    // without a line it would be refused when the villager has gone
    const lacking = [...wrongCounts(this.form), ...((await this.lacksSheet()) ? [word("sheet_missing")] : [])];
    if (lacking.length) {
      this.refused(lacking);
      return;
    }
    this.busy(true);
    // he signs once, however often it is sent
    this.signedAt ??= new Date().toISOString();
    await this.keep({ state: "waiting", body: await this.body() });
    askToStay();
    await sendNow(await packetOf(this.id));
    this.busy(false);
    const packet = await packetOf(this.id);
    if (numbers.has(this.id)) location.assign(this.form.dataset.receiptUrl.replace("NUMBER", numbers.get(this.id)));
    else if (packet.state === "stuck") {
      await keepPacket({ ...packet, state: "draft" });
      this.refused(packet.problem);
    } else this.waits();
  }

  async lacksSheet() {
    return this.form.elements.sign.value === "thumb" && !(await photosOf(this.id)).some(({ code }) => code === "mandate");
  }

  busy(busy) {
    const button = this.form.querySelector("footer button.btn-primary");
    button.disabled = busy;
    if (busy && this.said) this.said.textContent = word("sending");
  }

  refused(problem) {
    const place = document.querySelector("[data-problem]");
    place.querySelector("ul").replaceChildren(...problem.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
    place.hidden = false;
    place.tabIndex = -1;
    place.focus();
  }

  waits() {
    const place = document.querySelector("[data-waiting]");
    this.form.hidden = true;
    for (const part of place.querySelectorAll("[data-waits-for]")) part.hidden = (part.dataset.waitsFor === "sign-in") !== isSignedOut();
    document.querySelector("[data-problem]").hidden = true;
    place.hidden = false;
    place.tabIndex = -1;
    place.focus();
  }
}

async function begin(form) {
  const filing = new Filing(form);
  const wanted = new URLSearchParams(location.search).get("packet");
  const mine = (await packets()).filter(({ item, state }) => item === form.dataset.item && state === "draft");
  const offered = mine.find(({ id }) => id === wanted) ?? mine.at(-1);
  const offer = document.querySelector("[data-kept-offer]");
  async function take(packet) {
    filing.id = packet.id;
    filing.signedAt = packet.signedAt;
    filing.fill({ ...packet.fields, packet: [packet.id] });
    await filing.shots.show();
    offer.hidden = true;
  }
  if (offered?.id === wanted) await take(offered);
  else if (offered && !form.querySelector('[name="name"]').value) {
    offer.querySelector("[data-kept-words]").textContent = word("offered", { who: offered.who || word("nobody"), time: timeWords(offered.at) });
    offer.hidden = false;
    offer.querySelector("[data-kept-take]").addEventListener("click", () => take(offered));
    offer.querySelector("[data-kept-drop]").addEventListener("click", async () => {
      if (!(await confirmDrop(offered))) return;
      await dropPacket(offered.id);
      offer.hidden = true;
    });
  }
}

const form = document.querySelector("form[data-packet-form]");
if (form && usable) begin(form);
