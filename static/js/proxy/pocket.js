// What lies on this telephone: the strip that says whether all has gone, and the list with what can be done.

import { confirmDrop } from "./dropping.js";
import { onChange, sendAll } from "./sender.js";
import { dropPacket, keepPacket, packets, usable } from "./store.js";
import { timeWords, word } from "./words.js";

const strip = document.querySelector("[data-outbox]");
const list = document.querySelector("[data-pocket]");

// how a packet stands, as its row says it: what was filed may have ended before its photographs came
function standing({ state, problem, over }) {
  if (state !== "sent" || !problem?.length) return state;
  return over ? "over" : "halted";
}

function stripWords({ waiting, photos, offline, signedOut, stuck, filed }) {
  if (stuck) return word("stuck", { n: stuck });
  if (filed) return word("filed", { n: filed });
  if (!waiting && !photos) return "";
  if (signedOut) return word("signed_out", { n: waiting, m: photos });
  return word(offline ? "offline" : "going", { n: waiting, m: photos });
}

function showStrip({ packets: all, photos, offline, signedOut, share }) {
  const waiting = all.filter(({ state }) => state === "waiting").length;
  const stuck = all.filter(({ state, problem }) => state === "stuck" || (state === "asked" && problem?.length)).length;
  const filed = all.filter((packet) => ["over", "halted"].includes(standing(packet))).length;
  const words = stripWords({ waiting, photos, offline, signedOut, stuck, filed });
  strip.hidden = !words;
  strip.querySelector("[data-outbox-words]").textContent = words;
  const bar = strip.querySelector("progress");
  bar.hidden = !share;
  bar.value = share;
}

const DOES = {
  async resume({ id, item }) { location.assign(`${list.dataset.formUrl.replace("ITEM", item)}?packet=${id}`); },
  async send(packet) { await keepPacket({ ...packet, state: packet.state === "stuck" ? "waiting" : packet.state, problem: [], over: false }); await sendAll(); },
  async edit(packet) { await keepPacket({ ...packet, state: "draft" }); await DOES.resume(packet); },
  async file(packet) { (await import("./leaving.js")).saveFile(packet, list.dataset.token); },
  async codes(packet) { (await import("./leaving.js")).showCodes(packet, list.dataset.token); },
  async drop(packet) {
    if (!(await confirmDrop(packet))) return;
    await dropPacket(packet.id);
    await sendAll();
  },
};
const OFFERED = {
  draft: ["resume", "drop"], waiting: ["send", "file", "codes", "edit"], stuck: ["edit", "send", "file", "drop"], sent: ["send", "file"],
  over: ["file", "drop"], halted: ["send", "file", "drop"],
  asked: ["send", "drop"],
};

function row(packet) {
  const line = document.querySelector("template[data-pocket-row]").content.firstElementChild.cloneNode(true);
  line.querySelector("b").textContent = [packet.itemName, packet.who].filter(Boolean).join(" · ");
  const stands = standing(packet);
  line.querySelector("[data-when]").textContent = `${word(stands === "stuck" ? "stuck_row" : stands)} ${timeWords(packet.at)}`;
  // "not found" is the server's word for what has ended: the agent has its number
  const why = stands === "over" ? [word("over_why", { number: packet.number })] : (packet.problem ?? []);
  line.querySelector("[data-why]").textContent = why.join(" ");
  for (const button of line.querySelectorAll("[data-do]")) {
    button.hidden = !OFFERED[stands].includes(button.dataset.do);
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
