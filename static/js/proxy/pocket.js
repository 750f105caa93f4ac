// What lies on this telephone: the strip that says whether all has gone, and the list with what can be done.

import { onChange, sendAll } from "./sender.js";
import { dropPacket, keepPacket, packets, usable } from "./store.js";
import { timeWords, word } from "./words.js";

const strip = document.querySelector("[data-outbox]");
const list = document.querySelector("[data-pocket]");

function stripWords({ waiting, photos, offline, signedOut, stuck }) {
  if (stuck) return word("stuck", { n: stuck });
  if (!waiting && !photos) return "";
  if (signedOut) return word("signed_out", { n: waiting, m: photos });
  return word(offline ? "offline" : "going", { n: waiting, m: photos });
}

function showStrip({ packets: all, photos, offline, signedOut, share }) {
  const waiting = all.filter(({ state }) => state === "waiting").length;
  const stuck = all.filter(({ state, problem }) => state === "stuck" || (["sent", "asked"].includes(state) && problem?.length)).length;
  const words = stripWords({ waiting, photos, offline, signedOut, stuck });
  strip.hidden = !words;
  strip.querySelector("[data-outbox-words]").textContent = words;
  const bar = strip.querySelector("progress");
  bar.hidden = !share;
  bar.value = share;
}

const DOES = {
  async resume({ id, item }) { location.assign(`${list.dataset.formUrl.replace("ITEM", item)}?packet=${id}`); },
  async send(packet) { await keepPacket({ ...packet, state: packet.state === "stuck" ? "waiting" : packet.state, problem: [] }); await sendAll(); },
  async edit(packet) { await keepPacket({ ...packet, state: "draft" }); await DOES.resume(packet); },
  async file(packet) { (await import("./leaving.js")).saveFile(packet, list.dataset.token); },
  async codes(packet) { (await import("./leaving.js")).showCodes(packet, list.dataset.token); },
  async drop(packet) {
    const sheet = document.querySelector("dialog[data-drop]");
    sheet.querySelector("[data-drop-what]").textContent = `${packet.itemName} ${packet.who}`;
    sheet.returnValue = "";
    sheet.showModal();
    sheet.addEventListener("close", async () => {
      if (sheet.returnValue !== "drop") return;
      await dropPacket(packet.id);
      await sendAll();
    }, { once: true });
  },
};
const OFFERED = {
  draft: ["resume", "drop"], waiting: ["send", "file", "codes", "edit"], stuck: ["edit", "send", "file", "drop"], sent: ["send", "file"],
  asked: ["send", "drop"],
};

function row(packet) {
  const line = document.querySelector("template[data-pocket-row]").content.firstElementChild.cloneNode(true);
  line.querySelector("b").textContent = [packet.itemName, packet.who].filter(Boolean).join(" · ");
  line.querySelector("[data-when]").textContent = `${word(packet.state === "stuck" ? "stuck_row" : packet.state)} ${timeWords(packet.at)}`;
  line.querySelector("[data-why]").textContent = (packet.problem ?? []).join(" ");
  for (const button of line.querySelectorAll("[data-do]")) {
    button.hidden = !OFFERED[packet.state].includes(button.dataset.do);
    button.addEventListener("click", () => DOES[button.dataset.do](packet));
  }
  return line;
}

async function showList() {
  if (!list) return;
  const all = await packets();
  list.hidden = !all.length;
  list.querySelector("ul").replaceChildren(...all.map(row));
}

if (usable && strip) {
  onChange((event) => { showStrip(event); showList(); });
  showList();
}
