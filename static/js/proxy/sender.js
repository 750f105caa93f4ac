// The outbox of the telephone: packets and photographs go when there is a line, one after another, and stay here
// until the server has them. What it refuses waits for a person. Runs on every page of proxy service.

import { refusalIn } from "../answers.js";
import { FIRST_PIECE, nextSize } from "../pieces.js";
import { dropEmpty, dropPacket, dropPhoto, keepPacket, packetOf, packets, photosOf, usable } from "./store.js";

const place = document.querySelector("[data-outbox]");
const SIGN_IN = "/account/login/";
const AGAIN = 15_000;
const PATIENCE = 45_000;
// the matter has ended, or its mandate was taken back: nothing more is added to it
const OVER = [404, 409, 410];

class NoLine extends Error {}
class SignedOut extends NoLine {}

const told = new EventTarget();
export const onChange = (listener) => told.addEventListener("change", listener);
export const onArrival = (listener) => told.addEventListener("arrival", listener);
// another page of the same telephone may have sent what this one shows
const pages = new BroadcastChannel("county-portal-packets");
pages.addEventListener("message", ({ data }) => { sayArrival(data); tell(); });

function sayArrival({ packet, code }) {
  told.dispatchEvent(Object.assign(new Event("arrival"), { packet, code }));
}

async function ask(url, options = {}) {
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  const headers = { Accept: "application/json", "X-CSRFToken": token, ...options.headers };
  let answer;
  try {
    answer = await fetch(url, { credentials: "same-origin", signal: AbortSignal.timeout(PATIENCE), ...options, headers });
  } catch {
    throw new NoLine();
  }
  // the server, a proxy before it or the session is away: nothing is wrong with what was sent
  if (answer.status >= 500 || [408, 429].includes(answer.status)) throw new NoLine();
  if (answer.redirected && new URL(answer.url).pathname.startsWith(SIGN_IN)) throw new SignedOut();
  if ([401, 403].includes(answer.status) && (await codeOf(answer.clone())) !== "not_your_post") throw new SignedOut();
  return answer;
}

async function codeOf(answer) {
  const text = await answer.text();
  try {
    return JSON.parse(text).code;
  } catch {
    return text.match(/data-refusal="([a-z_]+)"/)?.[1] ?? "";
  }
}

async function offsetOf(answer) {
  try {
    return (await answer.json()).offset;
  } catch {
    return undefined;
  }
}

function lines(errors) {
  if (errors && typeof errors === "object") return Object.values(errors).flatMap(lines);
  return errors ? [String(errors)] : [];
}

async function problemOf(answer) {
  const text = await answer.text();
  const { words } = refusalIn({ status: answer.status, text, type: answer.headers.get("Content-Type") ?? "" });
  try {
    const found = [...new Set(lines(JSON.parse(text).errors))];
    return found.length ? found : [words];
  } catch {
    return [words];
  }
}

// the case number of what was sent from this page, by packet
export const numbers = new Map();

// what was changed since is another sending; whether it is another packet the server says
async function keyOf(id, body) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body)));
  return `${id}-${[...hash.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

async function sendPacket(packet) {
  const body = JSON.stringify(packet.body);
  const headers = { "Content-Type": "application/json", "Idempotency-Key": await keyOf(packet.id, body) };
  const answer = await ask(place.dataset.fileUrl, { method: "POST", headers, body });
  if (!answer.ok) {
    await keepPacket({ ...packet, state: "stuck", problem: await problemOf(answer) });
    return;
  }
  const { number } = await answer.json();
  numbers.set(packet.id, number);
  await keepPacket({ ...packet, state: "sent", number, problem: [] });
}

// What is refused for good is not asked for again: the photographs of this packet wait for a person.
async function stop(packet, answer) {
  await keepPacket({ ...packet, over: packet.state === "sent" && OVER.includes(answer.status), problem: await problemOf(answer) });
  return false;
}

async function sendPhoto(packet, photo, { url, offset = 0, facts = {} }) {
  let size = FIRST_PIECE;
  for (;;) {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...facts, offset })) form.set(name, value);
    form.set("piece", photo.blob.slice(offset, offset + size), "piece");
    const began = performance.now();
    const answer = await ask(url, { method: "POST", body: form });
    if (answer.status === 409) {
      const there = await offsetOf(answer.clone());
      // another page sends the same one
      if (there === offset) throw new NoLine();
      if (there !== undefined) {
        offset = there;
        continue;
      }
    }
    if (!answer.ok) return stop(packet, answer);
    const now = await answer.json();
    offset = now.offset;
    if (now.kept) break;
    size = nextSize(size, (performance.now() - began) / 1_000);
    await tell(offset / photo.size);
  }
  await dropPhoto(photo);
  const arrived = { packet: packet.id, code: photo.code };
  sayArrival(arrived);
  pages.postMessage(arrived);
  return true;
}

// What a window asked for is sent as it is taken; what it refuses waits for a person.
async function sendAsked(packet) {
  if (packet.problem?.length) return;
  for (const photo of await photosOf(packet.id)) {
    const url = place.dataset.askedUrl.replace("NUMBER", packet.number).replace("PAPER", photo.code);
    if (!(await sendPhoto(packet, photo, { url, facts: { sha256: photo.sha256, size: photo.size } }))) return;
    await tell();
  }
  await dropEmpty(packet.id);
}

async function sendPhotos(packet) {
  if (packet.problem?.length) return;
  const here = await photosOf(packet.id);
  let left = here.length;
  const base = place.dataset.photosUrl.replace("NUMBER", packet.number);
  if (left) {
    const answer = await ask(base);
    if (!answer.ok) {
      await stop(packet, answer);
      return;
    }
    const rows = await answer.json();
    for (const photo of here) {
      const row = rows.find(({ code, sha256 }) => code === photo.code && sha256 === photo.sha256);
      if (row?.kept) {
        await dropPhoto(photo);
        left -= 1;
      } else if (row && (await sendPhoto(packet, photo, { url: `${base}${row.position}/`, offset: row.offset }))) left -= 1;
      // one picture that is refused keeps no other back; a matter that has ended takes none
      else if ((await packetOf(packet.id))?.over) return;
      await tell();
    }
  }
  if (!left) await dropPacket(packet.id);
}

async function tell(share = 0) {
  const all = await packets();
  const goes = ({ state, problem }) => state === "waiting" || state === "stuck" || (state !== "draft" && !problem?.length);
  const photos = (await Promise.all(all.filter(goes).map(({ id }) => photosOf(id)))).flat().length;
  told.dispatchEvent(Object.assign(new Event("change"), { packets: all, photos, share, offline: away, signedOut }));
}

let away = !navigator.onLine;
let signedOut = false;
export const isSignedOut = () => signedOut;
let running = false;

async function round() {
  for (const packet of await packets()) if (packet.state === "waiting") await sendPacket(packet);
  for (const packet of await packets()) if (packet.state === "sent") await sendPhotos(packet);
  for (const packet of await packets()) if (packet.state === "asked") await sendAsked(packet);
}

async function tried(work) {
  try {
    await work();
    away = signedOut = false;
  } catch (error) {
    if (!(error instanceof NoLine)) throw error;
    signedOut = error instanceof SignedOut;
    away = !signedOut;
  }
}

// One packet, without its photographs and whatever else is on its way: somebody waits for the receipt.
export async function sendNow(packet) {
  await tried(() => sendPacket(packet));
  await tell();
}

export async function sendAll() {
  if (!usable || !place || running) return;
  running = true;
  try {
    await tried(() => (
      navigator.locks ? navigator.locks.request("county-portal-packets", { ifAvailable: true }, (lock) => lock && round()) : round()
    ));
  } finally {
    running = false;
    await tell();
  }
}

if (usable && place) {
  window.addEventListener("online", sendAll);
  window.addEventListener("offline", () => { away = true; tell(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) sendAll(); });
  setInterval(sendAll, AGAIN);
  sendAll();
}
