// What this tab remembers of its writer's text: the keys of the modules that keep it. On a locked screen none of it stays
// in the browser; the server holds it for him alone and gives it back.

import { WRITER } from "./writer.js";

export const LOCKED = `lock:${WRITER}:`;
const own = (key) => key.startsWith(LOCKED) || key.startsWith(`draft:${WRITER}:`)
  || (key.startsWith("keep:") && key.split(":")[2] === WRITER);

export function remembered() {
  return Object.fromEntries(Object.keys(sessionStorage).filter(own).map((key) => [key, sessionStorage.getItem(key)]));
}

export function forget(entries) {
  for (const key of Object.keys(entries)) sessionStorage.removeItem(key);
}

export function remember(entries) {
  for (const [key, words] of Object.entries(entries)) sessionStorage.setItem(key, words);
}
