// What an agent's telephone keeps: packets that are being filled in or wait for a line, and their photographs.
// Nothing goes from here before the server has said that it has it. Each agent of a shared telephone sees her own.

import { openDB } from "../../vendor/idb.js";

const NAME = "county-portal-packets";
const owner = document.querySelector("[data-packet-owner]")?.dataset.packetOwner ?? "";

export const usable = "indexedDB" in window && Boolean(crypto.subtle) && Boolean(owner);

let opened;
function base() {
  opened ??= openDB(NAME, 1, {
    upgrade(db) {
      db.createObjectStore("packets", { keyPath: "id" });
      db.createObjectStore("photos", { keyPath: ["packet", "code", "sha256"] }).createIndex("packet", "packet");
    },
  });
  return opened;
}

export const askedId = (number) => `asked-${owner}-${number}`;

// {id, owner, item, itemName, fields, state: draft | waiting | sent | stuck | asked, at, body, number, problem}; asked:
// photographs alone, of papers that a window wants of the matter of this number
export async function packets() {
  const all = await (await base()).getAll("packets");
  return all.filter((packet) => packet.owner === owner).sort((one, other) => one.at - other.at);
}

export async function packetOf(id) {
  const packet = await (await base()).get("packets", id);
  return packet?.owner === owner ? packet : undefined;
}

export async function keepPacket(packet) {
  await (await base()).put("packets", { ...packet, owner });
}

// What waits here is the only copy: the browser is asked not to clear it when room is short. It may refuse.
let asked = false;
export async function askToStay() {
  if (asked) return;
  asked = true;
  try {
    if (!(await navigator.storage.persisted())) await navigator.storage.persist();
  } catch {
    // an old browser, or an address that is not safe: it is kept as before
  }
}

export async function photosOf(id) {
  const found = await (await base()).getAllFromIndex("photos", "packet", id);
  return found.sort((one, other) => one.at - other.at);
}

export async function keepPhoto(photo) {
  await (await base()).put("photos", photo);
}

export async function dropPhoto({ packet, code, sha256 }) {
  await (await base()).delete("photos", [packet, code, sha256]);
}

// A photograph may have been taken since somebody looked: then the packet stays.
export async function dropEmpty(id) {
  const work = (await base()).transaction(["packets", "photos"], "readwrite");
  if (!(await work.objectStore("photos").index("packet").count(id))) work.objectStore("packets").delete(id);
  await work.done;
}

export async function dropPacket(id) {
  const db = await base();
  const work = db.transaction(["packets", "photos"], "readwrite");
  for (const key of await work.objectStore("photos").index("packet").getAllKeys(id)) work.objectStore("photos").delete(key);
  work.objectStore("packets").delete(id);
  await work.done;
}
